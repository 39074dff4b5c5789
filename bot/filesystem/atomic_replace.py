"""Replace a file atomically: it has the old content or the new content, even after a crash."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

PERMISSION_BITS = 0o7777


def replace(target: Path, body: bytes, mode: int | None = None) -> None:
    """Write *body* next to *target*, sync it, and rename it to *target*. Raises OSError.

    The permissions are kept unless *mode* is given, and the owner if possible. Of a symbolic link, the target is
    replaced.
    """
    file = target.resolve()
    temporary = file.with_name(f".{file.name[:100]}.{secrets.token_hex(4)}.new")
    try:
        with temporary.open("xb") as stream:
            _hand_on(file, temporary)
            if mode is not None:
                temporary.chmod(mode)
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(file.parent)


def _hand_on(file: Path, temporary: Path) -> None:
    if not file.exists():
        return
    before = file.stat()
    with suppress(OSError, AttributeError):  # only root can change the owner, and not on Windows
        os.chown(temporary, before.st_uid, before.st_gid)
    temporary.chmod(before.st_mode & PERMISSION_BITS)


def _sync(folder: Path) -> None:
    """Sync a folder, so that the new name survives a crash, on systems that support it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
