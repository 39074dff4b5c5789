"""Open the file, and run functions on it in threads of its own."""

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
BUSY_SECONDS = 5  # how long another process may hold the write lock before we say so


class Store:
    """A database file: many readers, one writer, each call one transaction.

    `broken` is done once a call has met what will not pass by itself; `waiting` counts the calls that are not done.
    `is_new` says whether the file was made when it was opened.
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
    async def open(cls, path: Path) -> Self:
        """Open or make the database at *path*.

        Raises ConfigError if the file is something else, StoreError if it cannot be opened now.
        """
        store = cls(path)
        try:
            await store._run(store._writer, store._prepare)
        except BaseException:
            await store.close()
            raise
        return store

    async def read(self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *function* on a consistent view of the database that cannot change it. Raises StoreError."""
        return await self._run(self._readers, self._transaction, "begin", lambda db: function(db, *args, **kwargs))

    async def write(self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *function* in a transaction of its own: all of it is kept, or nothing. Raises StoreError."""
        run = lambda db: function(db, *args, **kwargs)  # noqa: E731 - the same line as in read
        return await self._run(self._writer, self._transaction, "begin immediate", run)

    async def write_without_foreign_keys(self, function: Callable[[Database], None]) -> None:
        """Run *function* as `write` does, but with references unchecked: it may take rows out and put them back."""
        await self._run(self._writer, self._rewrite, function)

    def trouble(self) -> str:
        """Say what befell the file since it was opened, as far as that is seen at once; nothing if it is there."""
        try:
            self._presence.look()
        except FatalStoreError as error:
            return str(error)
        return ""

    async def look(self) -> None:
        """Raise StoreBroken if the file was deleted or replaced since it was opened."""
        await self._run(self._writer, self._look)

    async def truncate_wal(self) -> bool:
        """Bring the write-ahead log into the file and empty it; False while somebody reads what was there before."""
        return await self._run(self._writer, self._empty_log)

    async def close(self) -> None:
        """Wait for what is running, then let go of the file."""
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
            if db.conn.in_transaction:  # a full disk has already rolled it back
                db.execute("rollback")
            raise
        if counted:
            self._installation = counted
            installation.write_companion(self._path, counted)
        return result

    def _count(self, db: Database) -> Installation:
        """Count a write. Raises StoreBroken if what we wrote before is not in the database."""
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
        db.execute("pragma busy_timeout = 0")  # others may write while we wait
        try:
            is_busy, *_ = db.execute("pragma wal_checkpoint(truncate)").fetchone()
        finally:
            db.execute(f"pragma busy_timeout = {BUSY_SECONDS * 1000}")
        return not is_busy

    def _database(self, *, readonly: bool) -> Database:
        """Return this thread's connection, made on its first use."""
        if not hasattr(self._of_thread, "database"):
            self._of_thread.database = self._connect(readonly=readonly)
        database: Database = self._of_thread.database
        return database

    def _connect(self, *, readonly: bool) -> Database:
        path = self._path.absolute()  # ":memory:" is a file's name here
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._connections.append(connection)
        connection.execute("pragma foreign_keys = on")
        connection.execute("pragma temp_store = memory")
        connection.execute("pragma secure_delete = on")  # what people have us forget must not stay in free pages
        connection.execute(f"pragma query_only = {'on' if readonly else 'off'}")
        return Database(connection)

    def _prepare(self) -> None:
        """Make the file if it is not there, readable by its owner alone; refuse a foreign one; migrate ours."""
        refuse_folder(self._path)
        before = installation.read_companion(self._path)  # first: others may write meanwhile
        self.is_new = not self._path.exists() or not self._path.stat().st_size
        self._path.touch(mode=0o600)
        db = self._database(readonly=False)
        schema.reject_foreign(db, self._path)
        if db.journal_mode != "wal":
            db.enable_wal()
        schema.migrate(db, self._path)
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
                connection.setconfig(NO_CHECKPOINT_ON_CLOSE)  # else it deletes the log of the file in its place
            connection.close()
