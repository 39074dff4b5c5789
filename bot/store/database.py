"""Open the file, and run functions on it in threads of its own."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlite_utils import Database

from bot.errors import ConfigError, StoreBroken
from bot.store import schema
from bot.store.failures import in_a_sentence

P = ParamSpec("P")
T = TypeVar("T")

READERS = 3
BUSY_SECONDS = 5  # how long another process may hold the write lock before we say so


class Store:
    """A database file: many readers, one writer, each call one transaction.

    `broken` is done once a call has met what will not pass by itself; `waiting` counts the calls that are not done.
    """

    def __init__(self, path: Path) -> None:
        self.broken: asyncio.Future[StoreBroken] = asyncio.get_running_loop().create_future()
        self.waiting = 0
        self._path = path
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

    async def rewrite(self, function: Callable[[Database], None]) -> None:
        """Run *function* as `write` does, but with references unchecked: it may take rows out and put them back."""
        await self._run(self._writer, self._rewrite, function)

    async def empty_log(self) -> bool:
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
        self.waiting += 1
        try:
            with in_a_sentence(self._path):
                return await asyncio.get_running_loop().run_in_executor(pool, lambda: function(*args, **kwargs))
        except StoreBroken as error:
            if not self.broken.done():
                self.broken.set_result(error)
            raise
        finally:
            self.waiting -= 1

    def _transaction(self, begin: str, function: Callable[[Database], T]) -> T:
        db = self._database(readonly=begin == "begin")
        db.execute(begin)
        try:
            result = function(db)
            db.execute("commit")
        except BaseException:
            if db.conn.in_transaction:  # a full disk has already rolled it back
                db.execute("rollback")
            raise
        return result

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
        if self._path.is_dir():
            raise ConfigError(f"{self._path} is a folder; set HOTPAPERS_DATABASE to a file in it")
        self._path.touch(mode=0o600)
        db = self._database(readonly=False)
        schema.refuse_foreign(db, self._path)
        if db.journal_mode != "wal":
            db.enable_wal()
        schema.migrate(db, self._path)

    def _close(self) -> None:
        self._writer.shutdown()
        self._readers.shutdown()
        for connection in self._connections:
            connection.close()
