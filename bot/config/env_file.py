"""Change values in `.env` and keep all else: comments, order, lines of other programs, lines that can't be parsed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from bot.config.settings import ENCODING
from bot.errors import CommandError
from bot.filesystem import atomic_replace

PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=?&~-]*")
OWNER_ONLY = 0o600


def save_values(path: Path, values: Mapping[str, str]) -> bool:
    """Set *values* in the file, or create it, readable by its owner only. Return whether it changed.

    The file is replaced as a whole or not at all. Raises CommandError if that is impossible.
    """
    try:
        before = path.read_text(encoding=ENCODING) if path.exists() else ""
        after = with_values(before, values)
        if after == before:
            return False
        atomic_replace.replace(path, after.encode(ENCODING), OWNER_ONLY)
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} isn't UTF-8 text; nothing was changed.") from error
    except OSError as error:
        raise CommandError(f"{path} can't be written ({error.strerror}); nothing was changed.") from error
    return True


def with_values(text: str, values: Mapping[str, str]) -> str:
    """Return *text* with *values* set: in the line that sets each now, else at the end. Pure."""
    waiting, lines = dict(values), []
    for binding in parse_stream(StringIO(text)):
        if binding.key in waiting:
            lines.append(_replaced(binding, waiting.pop(binding.key)))
        elif binding.key not in values:  # a second line for the same name would win
            lines.append(binding.original.string)
    kept = "".join(lines)
    end = "\n" if kept and not kept.endswith("\n") and waiting else ""
    return kept + end + "".join(f"{name}={_quoted(value)}\n" for name, value in waiting.items())


def _replaced(binding: Binding, value: str) -> str:
    """Return a line with another value; what stands before it, such as comments, belongs to it."""
    string = binding.original.string
    if binding.value == value:
        return string
    start = string[: len(string) - len(string.lstrip())]
    export = "export " if string.lstrip().startswith("export ") else ""
    return f"{start}{export}{binding.key}={_quoted(value)}\n"


def _quoted(value: str) -> str:
    if PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
