"""Detect that the files of an open database were deleted or replaced, since later writes would be lost."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from bot.errors import FatalStoreError
from bot.store.tables import installation
from bot.store.tables.installation import Installation

SQLITE_SUFFIXES = ("", "-wal", "-shm")
ALL_SUFFIXES = (*SQLITE_SUFFIXES, "-journal", ".lock", installation.SUFFIX)
MAX_UNREADABLE_TIME = 60.0  # seconds that a file may be unreadable: another process may be checkpointing


def files_of(database: Path) -> tuple[Path, ...]:
    """Return the paths of a database and of the files that may exist next to it."""
    return tuple(Path(f"{database}{end}") for end in ALL_SUFFIXES)


def is_of(database: Path, file: Path) -> bool:
    """Return whether *file* is a database or one of its companion files, under any name."""
    ours = files_of(database)
    there = [each for each in ours if each.exists()]
    return file.resolve() in {each.resolve() for each in ours} or (
        file.exists() and any(file.samefile(each) for each in there)
    )


class FilePresence:
    """The identity of a database's files when they were first seen."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: dict[str, tuple[int, int]] = {}
        self._written: tuple[int, int] | None = None
        self._content: Installation | None = None
        self._unreadable_since: float | None = None

    def look(self) -> None:
        """Raise FatalStoreError if a file was deleted or replaced."""
        for end in SQLITE_SUFFIXES:
            try:
                found = self._path.with_name(self._path.name + end).stat()
            except (FileNotFoundError, NotADirectoryError):
                if end in self._files:
                    raise self.broken("was deleted", end) from None
            else:
                if self._files.setdefault(end, (found.st_dev, found.st_ino)) != (found.st_dev, found.st_ino):
                    raise self.broken("was replaced", end)

    def look_inside(self) -> None:
        """Check the contents, too, for a file that was overwritten. Not while this process writes to it."""
        self.look()
        found = self._path.stat()
        if (written := (found.st_mtime_ns, found.st_size)) == self._written:
            return
        content = _without_log(self._path)
        if content is None and self._content is not None:
            self._wait_for_content()
            return
        if content and self._content and (content.id != self._content.id or content.is_behind(self._content)):
            raise self.broken("was written over")
        self._written, self._content, self._unreadable_since = written, content, None

    def _wait_for_content(self) -> None:
        now = time.monotonic()
        self._unreadable_since = self._unreadable_since or now
        if now - self._unreadable_since > MAX_UNREADABLE_TIME:
            raise self.broken("was written over")

    def broken(self, what: str, end: str = "") -> FatalStoreError:
        """Return the error that says what happened to a file and what to do."""
        return FatalStoreError(
            f"{self._path}{end} {what} while hotpapers was using it. Nothing more is posted, so that nothing is posted"
            " twice. Put the file back, or bring back a backup with `hotpapers restore FILE`, and start again"
        )


def _without_log(path: Path) -> Installation | None:
    """Return what the file says without its write-ahead log; None if it can't be read now.

    SQLite opens it, because closing a file by other means would release the locks that other connections hold on it.
    """
    address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return installation.read(Database(connection))
    except (sqlite3.DatabaseError, TypeError):  # missing or being written
        return None
