"""Temporary folders that are removed after use, even if their process was killed.

A folder is locked while its process lives. Making the next one removes those without a lock.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: folders are removed at the end, but not after a kill
    fcntl = None  # type: ignore[assignment]

PREFIX = ".hotpapers-scratch-"
OPENING = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def folder(within: Path | None = None, prefix: str = PREFIX) -> Iterator[Path]:
    """Yield an empty folder for its owner only, *within* a folder or the system's. It is removed at the end."""
    sweep(within, prefix)
    if fcntl is None:
        with tempfile.TemporaryDirectory(prefix=prefix, dir=within) as name:
            yield Path(name)
        return
    path, lock = _made(within, prefix)
    try:
        yield path
    finally:
        shutil.rmtree(path)
        if lock is not None:
            os.close(lock)


def sweep(within: Path | None = None, prefix: str = PREFIX) -> None:
    """Remove the folders of killed processes. Those in use and those of other users stay."""
    with suppress(OSError):  # using the folder will raise the error
        found = list((within or Path(tempfile.gettempdir())).iterdir())
        for path in (each for each in found if each.name.startswith(prefix)):
            with suppress(OSError):  # in use, already removed, another user's, or no folder
                _remove_if_left(path)


def _made(within: Path | None, prefix: str) -> tuple[Path, int | None]:
    """Make and lock a folder. If another process removes it before it is locked, make the next one."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=prefix, dir=within))
        try:
            return path, _locked(path)
        except (BlockingIOError, FileNotFoundError):
            continue
        except OSError:  # file systems without folder locks can't be swept
            return path, None


def _remove_if_left(path: Path) -> None:
    lock = _locked(path)
    try:
        if os.fstat(lock).st_uid == os.geteuid():
            shutil.rmtree(path)
    finally:
        os.close(lock)


def _locked(path: Path) -> int:
    """Return a lock on *path*. Raises BlockingIOError if it is locked, FileNotFoundError if it is gone."""
    lock = os.open(path, OPENING)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.stat()  # it may have been removed before it was locked
    except BaseException:
        os.close(lock)
        raise
    return lock
