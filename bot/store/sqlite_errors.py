"""Translate SQLite errors about the file, the disk and locks into one sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import ConfigError, FatalStoreError, StoreError

TRANSIENT = {
    sqlite3.SQLITE_BUSY: "another process is writing to it; try again in a moment",
    sqlite3.SQLITE_LOCKED: "another process is writing to it; try again in a moment",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; look at the folder's rights and try again",
}
FATAL = {
    sqlite3.SQLITE_FULL: "the disk is full, nothing of this was kept; make room and start again",
    sqlite3.SQLITE_READONLY: "it cannot be written to; give its owner the right to write and start again",
    sqlite3.SQLITE_IOERR: "the disk fails, nothing of this was kept; look at the disk and start again",
    sqlite3.SQLITE_CORRUPT: "it is damaged; bring back a backup with `hotpapers restore FILE`",
}


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Translate errors of the database at *path*. Anything else is a bug and passes.

    Raises ConfigError for a file that is no database of hotpapers, FatalStoreError for lasting errors, StoreError for
    temporary ones.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code, sqlite.org/rescode.html
        if code == sqlite3.SQLITE_NOTADB:
            raise ConfigError(f"{path} is not a database; set HOTPAPERS_DATABASE to another file") from error
        if code in FATAL:
            raise FatalStoreError(f"{path}: {FATAL[code]} ({error})") from error
        if code in TRANSIENT:
            raise StoreError(f"{path}: {TRANSIENT[code]} ({error})") from error
        raise
    except OSError as error:
        raise open_error(path, error) from error


def open_error(path: Path, error: OSError) -> ConfigError:
    """Return the error for a file that can't be opened, or whose folder is missing."""
    if not path.parent.is_dir():
        return ConfigError(f"there is no folder {path.parent}; make it, or set HOTPAPERS_DATABASE to another file")
    return ConfigError(f"{path} cannot be opened: {error.strerror}; set HOTPAPERS_DATABASE to another file")


def refuse_folder(path: Path) -> None:
    """Raise ConfigError if there is a folder at the path of the database."""
    if path.is_dir():
        raise ConfigError(f"{path} is a folder; set HOTPAPERS_DATABASE to a file in it")
