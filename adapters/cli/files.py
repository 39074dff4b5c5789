"""The file that a command writes: in which format, whether it can be written, and wholly the old or the new one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from bot.errors import CommandError

ENDINGS = {
    "markdown": ".md",
    "html": ".html",
    "json": ".json",
    "slack": ".json",
    "discord": ".json",
    "pdf": ".pdf",
    "pptx": ".pptx",
}


def format_of(given: str | None, output: Path | None, usual: str, formats: Mapping[str, object]) -> str:
    """Return in which of *formats* to write: as it is *given*, else as the file's ending says, else as *usual*.

    Raises a usage error if the two contradict each other.
    """
    ending = output.suffix.lower() if output else ""
    meant = [name for name in ENDINGS if ENDINGS[name] == ending]
    wanted = given or next((name for name in meant if name in formats), usual)
    if meant and wanted not in meant:
        raise click.UsageError(f"--output {output} is a name for {meant[0]}, and {wanted} would be in it: change one.")
    return wanted


def refuse_unwritable(target: Path) -> None:
    """Raise CommandError if *target* cannot be written, before the work that makes what is to be written."""
    try:
        if target.exists() and not target.is_file():
            os.close(os.open(target, os.O_WRONLY | os.O_NONBLOCK))
        else:
            tempfile.TemporaryFile(dir=target.parent).close()
    except OSError as error:
        raise _unwritable(target, error) from error


def write(target: Path, body: bytes) -> None:
    """Write a file, which is wholly the old one or wholly the new one. Raises CommandError."""
    try:
        with click.open_file(str(target), "wb", atomic=target.is_file() or not target.exists()) as file:
            file.write(body)
    except OSError as error:
        raise _unwritable(target, error) from error


def _unwritable(target: Path, error: OSError) -> CommandError:
    return CommandError(f"{target} cannot be written ({error.strerror}); name another file.")
