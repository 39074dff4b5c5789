"""Group commit: writes that wait for the writer share one transaction, in their order, each all or nothing.

A commit costs more than most writes. So whatever came in while the writer was busy is run in one transaction, each
write in a savepoint of its own. A caller gets its result only after the commit.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any

from sqlite_utils import Database

MAX_GROUPED = 100  # writes in one transaction


class PendingWrite:
    """A write that its caller waits for."""

    def __init__(self, function: Callable[[Database], Any]) -> None:
        self.function = function
        self.future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.result: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        """Give the caller its result or error, in its event loop."""
        if self.future.done():  # cancelled
            return
        if self.error:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class WriteQueue:
    """Writes in the order in which they came. *transaction* runs a function in one on the writer's thread."""

    def __init__(self, writer: Executor, transaction: Callable[[Callable[[Database], None]], None]) -> None:
        self._writer = writer
        self._transaction = transaction
        self._waiting: deque[PendingWrite] = deque()
        self._lock = threading.Lock()
        self._is_scheduled = False

    def add(self, function: Callable[[Database], Any]) -> asyncio.Future[Any]:
        """Queue a write. Return the future of its result."""
        write = PendingWrite(function)
        with self._lock:
            self._waiting.append(write)
            if not self._is_scheduled:
                self._is_scheduled = True
                self._writer.submit(self._run, asyncio.get_running_loop())
        return write.future

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        """Run what waits, one group after another, with other work of the writer between them."""
        with self._lock:
            taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), MAX_GROUPED))]
        writes = [write for write in taken if not write.future.cancelled()]
        if writes:
            self._run_group(writes)
        with self._lock:
            self._is_scheduled = bool(self._waiting)
            if self._is_scheduled:
                self._writer.submit(self._run, loop)
        loop.call_soon_threadsafe(_settle_all, writes)

    def _run_group(self, writes: Sequence[PendingWrite]) -> None:
        apply = _run_alone if len(writes) == 1 else _run_in_savepoint
        try:
            self._transaction(partial(_run_all, apply, writes))
        except BaseException as error:  # noqa: BLE001 - each caller gets it
            for write in writes:
                write.error = write.error or error


def _settle_all(writes: Sequence[PendingWrite]) -> None:
    for write in writes:
        write.settle()


def _run_all(apply: Callable[[Database, PendingWrite], None], writes: Sequence[PendingWrite], db: Database) -> None:
    for write in writes:
        apply(db, write)


def _run_alone(db: Database, write: PendingWrite) -> None:
    write.result = write.function(db)


def _run_in_savepoint(db: Database, write: PendingWrite) -> None:
    """Run a write that shares its transaction. Its error undoes it alone, unless the transaction is gone."""
    db.execute("savepoint one_write")
    try:
        write.result = write.function(db)
    except Exception as error:
        if not db.conn.in_transaction:
            raise
        db.execute("rollback to one_write")
        write.error = error
    db.execute("release one_write")
