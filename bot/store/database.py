"""Open the database file and run functions on it in its own threads."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlite_utils import Database

from bot.errors import FatalStoreError
from bot.store.maintenance import schema
from bot.store.maintenance.file_presence import FilePresence
from bot.store.sqlite_errors import refuse_folder, translate_errors
from bot.store.tables import installation
from bot.store.tables.installation import Installation

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

READERS = 3
NO_CHECKPOINT_ON_CLOSE = 1006  # SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, https://sqlite.org/c3ref/c_dbconfig_defensive.html
BUSY_SECONDS = 5  # how long to wait for the write lock of another process before raising StoreError


class Store:
    """A database file: many readers, one writer, each call one transaction.

    The future `failed` is set once a call raises a fatal error. `pending_calls` counts the unfinished calls. `is_new`
    says whether the file was created when it was opened.
    """

    def __init__(self, path: Path) -> None:
        self.failed: asyncio.Future[FatalStoreError] = asyncio.get_running_loop().create_future()
        self.pending_calls = 0
        self.is_new = False
        self._path = path
        self._presence = FilePresence(path)
        self._installation: Installation | None = None
        self._connections: list[sqlite3.Connection] = []
        self._of_thread = threading.local()
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._readers = ThreadPoolExecutor(READERS, "store-reader")

    @classmethod
    async def open(cls, path: Path, identity: str | None = None) -> Self:
        """Open the database at *path*, or create it.

        A new one takes the installation ID of its companion file, or else *identity*. Raises ConfigError if the file is
        not a database of hotpapers, StoreError if it can't be opened now.
        """
        store = cls(path)
        try:
            await store._run(store._writer, store._prepare, identity)
        except BaseException:
            await store.close()
            raise
        return store

    async def read(self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *function* in a read-only transaction. Raises StoreError."""
        return await self._run(self._readers, self._transaction, "begin", lambda db: function(db, *args, **kwargs))

    async def write(self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *function* in a write transaction: all of it is stored, or nothing. Raises StoreError."""
        run = lambda db: function(db, *args, **kwargs)  # noqa: E731 - the same line as in read
        return await self._run(self._writer, self._transaction, "begin immediate", run)

    async def write_without_foreign_keys(self, function: Callable[[Database], None]) -> None:
        """Run *function* like `write`, but without foreign keys: it may delete rows and insert them again."""
        await self._run(self._writer, self._rewrite, function)

    def trouble(self) -> str:
        """Return what happened to the file since it was opened, by a quick check; an empty text if it is fine."""
        try:
            self._presence.look()
        except FatalStoreError as error:
            return str(error)
        return ""

    async def look(self) -> None:
        """Raise FatalStoreError if the file was deleted or replaced since it was opened."""
        await self._run(self._writer, self._look)

    async def truncate_wal(self) -> bool:
        """Checkpoint the write-ahead log and truncate it. Return False while a reader still needs it."""
        return await self._run(self._writer, self._empty_log)

    async def close(self) -> None:
        """Wait for running calls, then close all connections."""
        await asyncio.to_thread(self._close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def _run(self, pool: ThreadPoolExecutor, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        self.pending_calls += 1
        try:
            with translate_errors(self._path):
                return await asyncio.get_running_loop().run_in_executor(pool, lambda: function(*args, **kwargs))
        except FatalStoreError as error:
            if not self.failed.done():
                self.failed.set_result(error)
            raise
        finally:
            self.pending_calls -= 1

    def _transaction(self, begin: str, function: Callable[[Database], T]) -> T:
        readonly = begin == "begin"
        (self._presence.look if readonly else self._presence.look_inside)()
        db = self._database(readonly=readonly)
        db.execute(begin)
        before = db.conn.total_changes
        try:
            result = function(db)
            counted = None if db.conn.total_changes == before else self._count(db)
            db.execute("commit")
        except BaseException:
            if db.conn.in_transaction:  # False if a full disk has already rolled it back
                db.execute("rollback")
            raise
        if counted:
            self._installation = counted
            installation.write_companion(self._path, counted)
        return result

    def _count(self, db: Database) -> Installation:
        """Count a write. Raises FatalStoreError if an earlier write is missing from the database."""
        counted = installation.count_write(db)
        if self._installation and not self._installation.is_followed_by(counted):
            raise self._presence.broken("was written over")
        return counted

    def _look(self) -> None:
        self._presence.look_inside()
        db = self._database(readonly=False)
        found = installation.read(db) if db["installation"].exists() else None
        if self._installation not in (None, found) and not (found and self._installation.is_followed_by(found)):
            raise self._presence.broken("was written over")

    def _rewrite(self, function: Callable[[Database], None]) -> None:
        db = self._database(readonly=False)
        db.execute("pragma foreign_keys = off")
        try:
            self._transaction("begin immediate", function)
        finally:
            db.execute("pragma foreign_keys = on")

    def _empty_log(self) -> bool:
        db = self._database(readonly=False)
        db.execute("pragma busy_timeout = 0")  # do not wait: other processes may write meanwhile
        try:
            is_busy, *_ = db.execute("pragma wal_checkpoint(truncate)").fetchone()
        finally:
            db.execute(f"pragma busy_timeout = {BUSY_SECONDS * 1000}")
        return not is_busy

    def _database(self, *, readonly: bool) -> Database:
        """Return this thread's connection, opened on first use."""
        if not hasattr(self._of_thread, "database"):
            self._of_thread.database = self._connect(readonly=readonly)
        database: Database = self._of_thread.database
        return database

    def _connect(self, *, readonly: bool) -> Database:
        path = self._path.absolute()  # so that ":memory:" is a file name
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._connections.append(connection)
        connection.execute("pragma foreign_keys = on")
        connection.execute("pragma temp_store = memory")
        connection.execute("pragma secure_delete = on")  # erased data must not stay in free pages
        connection.execute(f"pragma query_only = {'on' if readonly else 'off'}")
        return Database(connection)

    def _prepare(self, identity: str | None) -> None:
        """Create the file if it is missing, readable by its owner only. Reject a foreign file, migrate an own one."""
        refuse_folder(self._path)
        before = installation.read_companion(self._path)  # before reading the database, which others may write
        self.is_new = not self._path.exists() or not self._path.stat().st_size
        self._path.touch(mode=0o600)
        db = self._database(readonly=False)
        schema.reject_foreign(db, self._path)
        if db.journal_mode != "wal":
            db.enable_wal()
        schema.migrate(db, self._path)
        if self.is_new:
            installation.follow(db, before or (Installation(identity) if identity else None), is_new=True)
        self._installation = installation.read(db)
        installation.check_not_older(self._path, self._installation, before)
        if before is None or before.id != self._installation.id:
            installation.write_companion(self._path, self._installation)
        if self.is_new:
            log.info("database created: path=%s installation=%s", self._path, self._installation.id)

    def _close(self) -> None:
        self._writer.shutdown()
        self._readers.shutdown()
        keeps_log = True
        with suppress(FatalStoreError):
            self._presence.look()
            keeps_log = False
        for connection in self._connections:
            if keeps_log and hasattr(connection, "setconfig"):  # Python 3.12
                connection.setconfig(
                    NO_CHECKPOINT_ON_CLOSE
                )  # otherwise closing deletes the log of the file that replaced this one
            connection.close()
