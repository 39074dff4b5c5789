"""Copy a whole database while others write to it, check the copy, and give it its name only when it is complete."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from bot.errors import CommandError, FatalStoreError
from bot.filesystem import scratch_folders
from bot.store.maintenance import schema
from bot.store.maintenance.file_presence import is_of
from bot.store.migrations import APPLICATION_ID
from bot.store.sqlite_errors import translate_errors

Progress = Callable[[int, int], None]
"""Called with the number of pages copied so far, and of all."""

PAGES = 2000  # pages between two progress reports: about 8 MB


def backup(database: Path, file: Path, progress: Progress, *, force: bool = False) -> None:
    """Copy *database* to *file* as of one point in time, even while others write.

    The copy is readable by its owner only, from its first byte on, and fully checked before it gets its name. Raises
    CommandError if *file* exists, unless *force*, and always if it is the database itself.
    """
    if not database.exists():
        raise CommandError(f"There is no database at {database}; set HOTPAPERS_DATABASE to the one to back up.")
    if file.is_dir():
        raise CommandError(f"{file} is a folder; name a file in it.")
    if file.exists() and file.samefile(database):
        raise CommandError(f"{file} is the database itself; name another file.")
    if is_of(database, file):
        raise CommandError(f"{file} belongs to the database; name another file.")
    if file.exists() and not force:
        raise CommandError(f"{file} is there already; name another file, or add --force to replace it.")
    with atomic_file(file) as copy:
        with translate_errors(database):
            copy_database(database, copy, progress)
        if wrong := _unsound(copy):
            raise FatalStoreError(f"{database} is damaged ({wrong}), so no backup was made; restore an earlier one")


def copy_database(source: Path, target: Path, progress: Progress) -> None:
    """Copy a database into an empty file in one step. Writers are not blocked."""
    with (
        closing(sqlite3.connect(source.absolute(), isolation_level=None)) as reading,
        closing(sqlite3.connect(target, isolation_level=None)) as writing,
    ):
        reading.execute("pragma query_only = on")
        reading.execute("begin")
        reading.execute("select 1 from sqlite_master").fetchone()  # the snapshot starts here
        writing.execute("pragma synchronous = off")  # it is synced before it gets its name
        reading.backup(writing, pages=PAGES, progress=lambda _, left, total: progress(total - left, total))
        reading.execute("commit")
        writing.execute("pragma journal_mode = delete")  # the copy is a single file


@contextmanager
def atomic_file(file: Path) -> Iterator[Path]:
    """Yield an empty file in a folder of its own next to *file*, and rename it to *file* on success."""
    try:
        with scratch_folders.folder(file.absolute().parent, f".{file.name}-") as folder:
            copy = folder / file.name
            copy.touch(mode=0o600)
            yield copy
            _sync(copy)
            copy.replace(file)
            _sync(file.absolute().parent)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}. Name another file or make room.") from error


def _unsound(copy: Path) -> str:
    with translate_errors(copy), closing(Database(copy)) as db:
        (application,) = db.execute("pragma application_id").fetchone()
        found = schema.problems(db) if application == APPLICATION_ID else ["it is not ours"]
        return "; ".join(found[:3])


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
