"""Let only one process at a time collect, import, run or restore: a lock file next to the database names its holder."""

from __future__ import annotations

import importlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.errors import ConfigError, StoreError
from bot.store.sqlite_errors import open_error, refuse_folder


@contextmanager
def exclusive_lock(database: Path, command: str) -> Iterator[None]:
    """Hold the lock of *database* while *command* runs. The kernel releases it if the process dies.

    Raises StoreError, naming the holder, if another process has it; ConfigError if the system has no such locks.
    """
    fcntl = _locks()
    refuse_folder(database)
    path = database.with_name(database.name + ".lock")
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise open_error(path, error) from error
    try:
        _acquire(fcntl, file, database)
        os.ftruncate(file, 0)
        os.pwrite(file, _describe_holder(command).encode(), 0)
        yield
    finally:
        os.close(file)


def is_running(database: Path) -> bool:
    """Return whether `hotpapers run` works on *database*, in this process or another: then commands are answered."""
    try:
        fcntl = importlib.import_module("fcntl")
        file = os.open(database.with_name(database.name + ".lock"), os.O_RDONLY)
    except (ImportError, OSError, ValueError):
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(file, 500, 0).startswith(b"hotpapers run ")
    finally:
        os.close(file)
    return False


def _describe_holder(command: str) -> str:
    since = datetime.now(UTC)
    return f"hotpapers {command} (process {os.getpid()} on {socket.gethostname()}, since {since:%Y-%m-%d %H:%M} UTC)"


def _locks() -> Any:
    try:
        return importlib.import_module("fcntl")
    except ImportError:
        raise ConfigError(
            "this needs locks on files as Linux and macOS have them; on Windows, run hotpapers in WSL:"
            " https://learn.microsoft.com/windows/wsl/install"
        ) from None


def _acquire(fcntl: Any, file: int, database: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(file, 500, 0).decode(errors="replace") or "another process"
        raise StoreError(f"{database} is in use by {holder}; stop it first, or let it do its work") from error
