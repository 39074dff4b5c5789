"""Reading recorded material: JSON lines, gzipped or not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from bot.errors import CommandError

Json = dict[str, Any]


def rows(folder: Path, name: str) -> list[Json]:
    """Return the lines of the file *name*, or *name*.gz, in *folder*. Raises CommandError where neither can be read."""
    path = next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)
    if path is None:
        raise CommandError(f"{folder / name} is missing, or {name}.gz there; --data names the folder that has it.")
    return read(path)


def read(path: Path) -> list[Json]:
    """Return the lines of a file. Raises CommandError."""
    try:
        text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (OSError, EOFError, ValueError) as error:
        raise CommandError(f"{path} cannot be read as lines of JSON: {error}") from error
