"""The file that a command writes: in which format, and whether it can and may be written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from bot.config import ENV_FILE, Settings
from bot.errors import CommandError
from bot.filesystem import atomic_replace
from bot.models.platform import CHAT_INFOS
from bot.store.maintenance.file_presence import is_of

ENDINGS = {
    "markdown": ".md",
    "html": ".html",
    "json": ".json",
    **dict.fromkeys(CHAT_INFOS, ".json"),
    "pdf": ".pdf",
    "pptx": ".pptx",
}
PLAIN = {"", ".txt"}  # what a terminal shows
DEVICES = {Path("/dev"), Path("/dev/fd"), Path("/proc/self/fd")}


def format_of(given: str | None, output: Path | None, usual: str, formats: Mapping[str, object]) -> str:
    """Return in which of *formats* to write: as it is *given*, else as the file's ending says, else as *usual*.

    Raises a usage error if the two contradict each other, or if no format is given and the ending tells none.
    """
    ending = output.suffix.lower() if output and output.parent not in DEVICES else ""
    meant = [name for name in ENDINGS if ENDINGS[name] == ending]
    wanted = given or next((name for name in meant if name in formats), usual)
    if meant and wanted not in meant:
        raise click.UsageError(f"--output {output} is a name for {meant[0]}, and {wanted} would be in it: change one.")
    if not (meant or given or ending in (PLAIN if usual == "terminal" else {""})):
        known = ", ".join(dict.fromkeys(ENDINGS[name] for name in formats if name in ENDINGS))
        raise click.UsageError(f"--output {output}: what “{ending}” is to hold is not known. Use {known} or --format.")
    return wanted


def refuse_unwritable(target: Path, settings: Settings) -> None:
    """Raise CommandError if *target* cannot or must not be written, before the work that makes what is written."""
    if target.is_dir():
        raise CommandError(f"{target} is a folder; name a file in it.")
    if not target.resolve().parent.is_dir():
        raise CommandError(f"there is no folder {target.parent}; make it, or name another file.")
    if is_of(settings.database, target) or target.resolve() == Path(ENV_FILE).resolve():
        raise CommandError(f"{target} is a file that hotpapers needs; name another one.")
    try:
        if target.exists():
            os.close(os.open(target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)))
        if not _is_device(target):
            tempfile.TemporaryFile(dir=target.resolve().parent).close()
    except OSError as error:
        raise _unwritable(target, error) from error


def write(target: Path, body: bytes) -> None:
    """Write a file, which is wholly the old one or wholly the new one. Raises CommandError."""
    try:
        if _is_device(target):
            target.write_bytes(body)
        else:
            atomic_replace.replace(target, body)
    except OSError as error:
        raise _unwritable(target, error) from error


def _is_device(target: Path) -> bool:
    return target.parent in DEVICES or (target.exists() and not target.is_file())


def _unwritable(target: Path, error: OSError) -> CommandError:
    return CommandError(f"{target} cannot be written ({error.strerror}); name another file.")
