"""Cache responses of arXiv on disk, revalidated by ETag. Everything in it can be fetched again.

Each address has one file: a line of JSON, then the body. Files are written next to it and renamed, so that several
processes can share a folder, and a crash leaves complete files only.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

log = logging.getLogger(__name__)

MAX_AGE = timedelta(days=7)
MAX_AGE_MISSING = timedelta(days=1)
"""How long a missing file isn't requested again. Pages of new papers may appear later."""

MAX_SIZE = 500 << 20  # bytes of all files; the oldest are deleted first
TEMP_SUFFIX = ".new"


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """A body, its ETag, and whether it is fresh: then it isn't revalidated.

    An empty body means that arXiv has no such file.
    """

    body: bytes
    etag: str = ""
    is_fresh: bool = False


class Cache:
    """A folder readable by its owner only, created on first use. *clock* gives seconds since 1970."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def get(self, url: str) -> CacheEntry | None:
        """Return the entry of an address; None if it is missing or damaged."""
        try:
            line, _, body = self._path(url).read_bytes().partition(b"\n")
            about = json.loads(line)
            etag, came, is_whole = str(about["etag"]), float(about["at"]), about["bytes"] == len(body)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("cache read failed: url=%s error=%s", url, error)
            return None
        lasts = MAX_AGE if body else MAX_AGE_MISSING
        return CacheEntry(body, etag, 0 <= self._clock() - came < lasts.total_seconds()) if is_whole else None

    def put(self, url: str, kept: CacheEntry) -> None:
        """Store the response of an address, and delete the oldest if the cache is full. Errors are logged."""
        about = {"url": url, "etag": kept.etag, "at": self._clock(), "bytes": len(kept.body)}
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._path(url), json.dumps(about).encode() + b"\n" + kept.body)
            self._trim()
        except OSError as error:
            log.warning("cache write failed: folder=%s url=%s error=%s", self._folder, url, error)

    def _path(self, url: str) -> Path:
        return self._folder / hashlib.sha256(url.encode()).hexdigest()

    def _write(self, place: Path, content: bytes) -> None:
        handle, name = tempfile.mkstemp(suffix=TEMP_SUFFIX, dir=self._folder)  # readable by its owner only
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            temporary.replace(place)
        finally:
            temporary.unlink(missing_ok=True)

    def _trim(self) -> None:
        """Delete the oldest files beyond the limit, and temporary files of crashes."""
        total = 0
        for written, size, place in sorted(self._files(), reverse=True):
            is_written = place.suffix == TEMP_SUFFIX  # being written by another process, unless it is old
            total += 0 if is_written else size
            is_old = self._clock() - written > MAX_AGE_MISSING.total_seconds()
            if is_old if is_written else total > MAX_SIZE:
                place.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """Yield the time, size and path of each file. Another process may delete some at the same time."""
        for place in self._folder.iterdir():
            try:
                about = place.stat()
            except FileNotFoundError:
                continue
            yield about.st_mtime, about.st_size, place
