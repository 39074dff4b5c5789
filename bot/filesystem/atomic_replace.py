"""Put a file in the place of another: it is wholly the old one or wholly the new one, whatever happens meanwhile."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

PERMISSION_BITS = 0o7777


def replace(target: Path, body: bytes) -> None:
    """Write *body* beside *target* and bring it to the disk, then give it that name. Raises OSError.

    A file that is replaced hands on its rights, and its owner where we may. A link stays: its target is replaced.
    """
    file = target.resolve()
    beside = file.with_name(f".{file.name[:100]}.{secrets.token_hex(4)}.new")
    try:
        with beside.open("xb") as stream:
            _hand_on(file, beside)
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    _sync(file.parent)


def _hand_on(file: Path, beside: Path) -> None:
    if not file.exists():
        return
    before = file.stat()
    with suppress(OSError, AttributeError):  # only root may give files away, and not on Windows
        os.chown(beside, before.st_uid, before.st_gid)
    beside.chmod(before.st_mode & PERMISSION_BITS)


def _sync(folder: Path) -> None:
    """Bring a name to the disk, where folders can be opened for that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
