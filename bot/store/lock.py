"""One process at a time may collect, import, run or restore on a database: a lock beside it, which names its holder."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import StoreError
from bot.store.failures import unopened


@contextmanager
def held(database: Path, command: str) -> Iterator[None]:
    """Hold the lock of *database* for as long as *command* runs; the kernel lets go of it if the process dies.

    Raises StoreError, naming who holds it, if another process does.
    """
    path = database.with_name(database.name + ".lock")
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise unopened(path, error) from error
    try:
        _take(file, database)
        os.ftruncate(file, 0)
        os.pwrite(file, _holder(command).encode(), 0)
        yield
    finally:
        os.close(file)


def _holder(command: str) -> str:
    since = datetime.now(UTC)
    return f"hotpapers {command} (process {os.getpid()} on {socket.gethostname()}, since {since:%Y-%m-%d %H:%M} UTC)"


def _take(file: int, database: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(file, 500, 0).decode(errors="replace") or "another process"
        raise StoreError(f"{database} is in use by {holder}; stop it first, or let it do its work") from error
