"""Replace the database by a backup: checked first, with later erasures applied again, and without losing a file.

A backup knows neither the erasures nor the posts that came after it. The erasures are read from the replaced database.
Slots that are due by now are skipped, and waiting posts are looked up before they are sent, because they may have been
posted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from bot.errors import CommandError, ConfigError, FatalStoreError
from bot.store.maintenance import erasure as erasing
from bot.store.maintenance import schema
from bot.store.maintenance.backup import Progress, atomic_file, copy_database
from bot.store.migrations import APPLICATION_ID
from bot.store.sqlite_errors import translate_errors
from bot.store.tables import erasure_log, installation, slots
from bot.store.tables.erasure_log import Erasure
from bot.store.tables.installation import Installation

BUSY_SECONDS = 5  # how long to wait for another process to close the database
SKIPPED = "it was due between a backup and its restoring, and may have been posted"


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of a restore: the path of the replaced database, if any, and the number of erasures applied again."""

    replaced: Path | None
    forgotten: int


def restore(database: Path, file: Path, now: datetime, progress: Progress, *, force: bool = False) -> Restored:
    """Replace *database* by a copy of the backup *file*, and keep the old one next to it under another name.

    Raises CommandError if *file* is not a sound backup of this version or an earlier one, StoreError if another process
    has the database open, and FatalStoreError if its erasures can't be read, unless *force*. Then nothing was changed.
    A database that lost changes may be its own backup.
    """
    if not file.is_file():
        raise CommandError(f"There is no file {file}.")
    before, remembered = _installation(database), installation.read_companion(database)
    is_behind = before and remembered and before.is_behind(remembered)
    if database.exists() and file.samefile(database) and not is_behind:
        raise CommandError(f"{file} is the database itself; name a backup.")
    with atomic_file(database) as copy:
        _copy(file, copy, progress)
        with translate_errors(file), closing(Database(copy)) as db:
            _refuse(db, file)
            is_new = not db["installation"].exists()
            schema.migrate_copy(db, file)
            forgotten = _replay_and_skip(db, _erasures_since(database, force=force), now)
            current = _later(db, [each for each in (before, remembered) if each], is_new=is_new)
        replaced = _keep_replaced(database, now)
    installation.write_companion(database, current)
    return Restored(replaced, forgotten)


def _installation(database: Path) -> Installation | None:
    """Return the installation of the database to be replaced, if it can be read."""
    if not database.exists():
        return None
    with suppress(sqlite3.DatabaseError, TypeError), closing(sqlite3.connect(database.absolute())) as connection:
        return installation.read(Database(connection))
    return None


def _later(db: Database, known: Collection[Installation], *, is_new: bool) -> Installation:
    """Give the restored database a higher count than all known ones, or it would be rejected as outdated."""
    with db.conn:
        installation.follow(db, max(known, key=lambda each: each.writes, default=None), is_new=is_new)
    return installation.read(db)


def _copy(file: Path, copy: Path, progress: Progress) -> None:
    try:
        with translate_errors(file):
            copy_database(file, copy, progress)
    except ConfigError as error:
        raise CommandError(f"{file} is no backup of hotpapers.") from error
    except FatalStoreError as error:
        raise FatalStoreError(
            f"{file} cannot be copied ({error.__cause__}); make room, or take another backup"
        ) from error


def _refuse(db: Database, file: Path) -> None:
    (application,) = db.execute("pragma application_id").fetchone()
    if application != APPLICATION_ID:
        raise CommandError(f"{file} is no backup of hotpapers.")
    schema.reject_newer(db, file)
    if wrong := schema.problems(db):
        raise CommandError(f"{file} is damaged ({'; '.join(wrong[:3])}); take another backup.")


def _erasures_since(database: Path, *, force: bool) -> set[Erasure]:
    """Return the erasures of the replaced database. Raises FatalStoreError if they can't be read."""
    if not database.exists() or not database.stat().st_size:
        return set()
    try:
        with closing(sqlite3.connect(database.absolute())) as connection:
            return erasure_log.known(Database(connection))
    except sqlite3.DatabaseError as error:
        if force:
            return set()
        raise FatalStoreError(
            f"{database} cannot tell who was forgotten since the backup ({error}), so they would be back;"
            " add --force to restore it all the same"
        ) from error


def _replay_and_skip(db: Database, known: Collection[Erasure], now: datetime) -> int:
    """Apply *known* erasures again and return how many. Mark posts that may have been sent since for a lookup."""
    db.execute("pragma foreign_keys = on")
    db.execute("pragma secure_delete = on")
    db.execute("begin immediate")
    before = erasure_log.known(db)
    since = [erasure for erasure in known if erasure not in before]
    forgotten = erasing.replay_erasures(db, since, now)
    db.execute("delete from erasures")
    erasure_log.add(db, before | set(known))
    slots.skip_until(db, now, SKIPPED)
    installation.forget_before(db, now)
    db.execute(
        """update posts set state = 'unknown', not_before = null, tried = coalesce(tried,
            (select created from deliveries where number = delivery))
        where state not in ('done', 'dead', 'unknown')"""
    )
    db.execute("commit")
    if forgotten:
        db.execute("vacuum")  # wipes the pages that held the erased rows
    return forgotten


def _keep_replaced(database: Path, now: datetime) -> Path | None:
    """Give the database a second name next to it, as a single file if it is sound."""
    if not database.exists():
        return None
    _checkpoint(database)
    aside = database.with_stem(f"{database.stem}-replaced-{now:%Y%m%dT%H%M%SZ}")
    for journal in ("-wal", "-shm"):  # left by a damaged database only; the new one must not read them
        path = database.with_name(database.name + journal)
        if path.exists():
            path.rename(aside.with_name(aside.name + journal))
    aside.hardlink_to(database)  # it keeps its own name until the new one replaces it
    return aside


def _checkpoint(database: Path) -> None:
    """Checkpoint a database into its one file, unless it is damaged. Raises StoreError if others have it open."""
    with (
        suppress(ConfigError, FatalStoreError),  # its journals are kept, too
        translate_errors(database),
        closing(sqlite3.connect(database.absolute(), timeout=BUSY_SECONDS, isolation_level=None)) as db,
    ):
        db.execute("pragma journal_mode = delete")
