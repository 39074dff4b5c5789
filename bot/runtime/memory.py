"""Give memory back to the system: glibc keeps what is freed, for itself and for each thread.

https://man7.org/linux/man-pages/man3/mallopt.3.html
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

M_ARENA_MAX = -8
ARENAS = 2  # else eight for each core: each thread that reads the database or ranks papers grows one of its own


def limit_arenas() -> None:
    """Let all threads share two arenas of memory. Call it before the first thread starts."""
    library = _glibc()
    if library:
        library.mallopt(M_ARENA_MAX, ARENAS)


def release() -> None:
    """Give freed memory back. It takes some milliseconds: call it after much was read, never for a single answer."""
    library = _glibc()
    if library:
        library.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    """Return the C library if it is glibc, which alone has these calls."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
