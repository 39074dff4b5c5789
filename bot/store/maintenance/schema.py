"""Check that a file has this version's schema, and migrate it without risk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from bot.errors import ConfigError, FatalStoreError
from bot.filesystem import scratch_folders
from bot.store.migrations import APPLICATION_ID, MIGRATIONS
from bot.store.sqlite_errors import FATAL, TRANSIENT


def reject_foreign(db: Database, path: Path) -> None:
    """Raise ConfigError if a database is another program's, or a newer version's."""
    (application,) = db.execute("pragma application_id").fetchone()
    if db.table_names() and application != APPLICATION_ID:
        raise ConfigError(f"{path} is a database of another program; set HOTPAPERS_DATABASE to another file")
    reject_newer(db, path)


def reject_newer(db: Database, path: Path) -> None:
    """Raise ConfigError if a newer version wrote a database."""
    with closing(Database(memory=True)) as empty:
        known = {migration.name for migration in MIGRATIONS.pending(empty)}
    if db["_sqlite_migrations"].exists() and (newer := {m.name for m in MIGRATIONS.applied(db)} - known):
        raise ConfigError(f"{path} was written by a newer hotpapers ({', '.join(sorted(newer))}); upgrade this one")


def migrate(db: Database, path: Path) -> None:
    """Migrate a database to the newest schema: first a copy, and if that is sound, the file itself.

    Each is one transaction, checked before it is committed. Raises FatalStoreError, and leaves the file unchanged.
    """
    if not MIGRATIONS.pending(db):  # no write lock is needed
        return
    with _in_a_sentence(path):
        if db.table_names():
            _dry_run(db, path)
        _apply(db)


def migrate_copy(db: Database, path: Path) -> None:
    """Migrate a copy of *path* to the newest schema. Raises FatalStoreError."""
    if MIGRATIONS.pending(db):
        with _in_a_sentence(path):
            _apply(db)


def problems(db: Database) -> list[str]:
    """Return the problems that SQLite finds in a database. This reads all of it."""
    found = [row[0] for row in db.execute("pragma integrity_check") if row[0] != "ok"]
    return found + _dangling_references(db)


def _dry_run(db: Database, path: Path) -> None:
    """Migrate a copy in a private folder next to the file, and check all of it."""
    with (
        scratch_folders.folder(path.absolute().parent, f"{path.name}-") as folder,
        closing(sqlite3.connect(folder / "copy.db", isolation_level=None)) as copy,
    ):
        db.conn.backup(copy)
        copy.execute("pragma journal_mode = memory")  # the copy is deleted afterwards
        copy.execute("pragma synchronous = off")
        rehearsed = Database(copy)
        _apply(rehearsed)
        if wrong := problems(rehearsed):
            raise sqlite3.IntegrityError("; ".join(wrong[:3]))


def _apply(db: Database) -> None:
    """Apply the pending migrations, all or none. Two processes that start together do it one after the other."""
    db.execute("pragma foreign_keys = off")  # otherwise rebuilding a table deletes the rows that refer to it
    db.execute("begin immediate")
    try:
        before = _counts(db)
        MIGRATIONS.apply(db)
        db.execute(f"pragma application_id = {APPLICATION_ID}")
        _reject_loss(db, before)
        db.execute("commit")
    except BaseException:
        if db.conn.in_transaction:
            db.execute("rollback")
        raise
    finally:
        db.execute("pragma foreign_keys = on")


def _reject_loss(db: Database, before: Mapping[str, int]) -> None:
    """Raise IntegrityError if tables have fewer rows than *before*, or dangling references."""
    after = _counts(db)
    lost = [f"rows of {name} would be lost" for name, count in before.items() if after.get(name, count) < count]
    if wrong := lost + _dangling_references(db):
        raise sqlite3.IntegrityError("; ".join(wrong))


def _counts(db: Database) -> dict[str, int]:
    return {name: db.table(name).count for name in db.table_names() if not name.startswith("papers_fts")}


def _dangling_references(db: Database) -> list[str]:
    return sorted({f"{row[0]} refers to what is not there" for row in db.execute("pragma foreign_key_check")})


@contextmanager
def _in_a_sentence(path: Path) -> Iterator[None]:
    """Say what to do if a migration itself fails. Errors of disk and locks are handled elsewhere."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in TRANSIENT | FATAL:
            raise
        raise FatalStoreError(
            f"{path} cannot be brought to the form that this version wants ({error}); it is as it was."
            " Go on with the version that wrote it, and report this"
        ) from error
