"""Table `installation`: the id of the installation, the starts of `run`, and the number of writes.

A companion file next to the database holds the same, written after each transaction. A database behind its companion
has lost committed changes: its write-ahead log is missing, or an older copy replaced it. Its waiting posts may have
been posted long ago. A companion that is missing or behind is harmless: there was a crash, or the file was moved.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from bot.errors import FatalStoreError
from bot.store.timestamps import from_text_or_none, to_text

SUFFIX = ".installation"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Installation:
    """A random id, and two counts that only grow."""

    id: str
    starts: int = 0
    writes: int = 0

    def is_behind(self, other: Installation) -> bool:
        """Return whether this is an earlier state of the same installation."""
        return self.id == other.id and self.writes < other.writes

    def is_followed_by(self, other: Installation) -> bool:
        """Return whether *other* is a later state of the same installation."""
        return self.id == other.id and self.writes < other.writes


def read(db: Database) -> Installation:
    """Return the installation of a database."""
    return Installation(*db.execute("select id, starts, writes from installation").fetchone())


def count_write(db: Database) -> Installation:
    """Count a write, as the last statement of its transaction."""
    (row,) = db.execute("update installation set writes = writes + 1 returning id, starts, writes").fetchall()
    return Installation(*row)


def count_start(db: Database) -> None:
    """Count a start of `hotpapers run`."""
    db.execute("update installation set starts = starts + 1")


def follow(db: Database, before: Installation | None, *, is_new: bool) -> None:
    """Give a restored database higher counts than *before*. If its id *is_new*, it takes the id of *before*."""
    if before is None:
        return
    db.execute(
        "update installation set starts = max(starts, ?), writes = max(writes, ?) + 1", [before.starts, before.writes]
    )
    if is_new:
        db.execute("update installation set id = ?", [before.id])


def complete_since(db: Database) -> datetime | None:
    """Return since when the database knows every post; None if it always did."""
    (since,) = db.execute("select complete_since from installation").fetchone()
    return from_text_or_none(since)


def forget_before(db: Database, now: datetime) -> None:
    """Remember that posts before *now* may be missing from the database: it is new, or it was restored."""
    db.execute("update installation set complete_since = ?", [to_text(now)])


def companion_path(database: Path) -> Path:
    """Return the path of the companion file of *database*."""
    return database.with_name(database.name + SUFFIX)


def read_companion(database: Path) -> Installation | None:
    """Return the installation in the companion file; None if it is missing or unreadable."""
    with suppress(OSError, ValueError):
        id, starts, writes = companion_path(database).read_text(encoding="ascii").split()
        return Installation(id, int(starts), int(writes))
    return None


def write_companion(database: Path, installation: Installation) -> None:
    """Overwrite the companion file in place, always with the same length. Disk errors are ignored."""
    line = f"{installation.id} {installation.starts:>19} {installation.writes:>19}\n".encode("ascii")
    try:
        file = os.open(companion_path(database), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.write(file, line)
        finally:
            os.close(file)
    except OSError as error:
        log.warning("installation file not written: file=%s error=%s", companion_path(database), error.strerror)


def check_not_older(database: Path, now: Installation, before: Installation | None) -> None:
    """Raise FatalStoreError if *database* is behind what was remembered *before* it was read."""
    if before and now.is_behind(before):
        raise FatalStoreError(
            f"{database} has lost its newest {before.writes - now.writes} changes: its file -wal is gone, or an older"
            " copy is in its place. Digests could be posted twice. Put the newest file back together with its -wal, or"
            f" accept the loss with `hotpapers restore {database}`, which looks for each message before it posts it"
        )
    if before and now.id != before.id:
        log.warning("installation changed: path=%s before=%s after=%s", database, before.id, now.id)
