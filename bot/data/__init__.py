"""The facts that come with the package, one file each. Nothing here is computed."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def read(name: str) -> str:
    """Return the text of the data file *name*, read once."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
