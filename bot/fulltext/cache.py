"""What arXiv gave us once, on disk: asked again only whether it has changed. Nothing in it cannot be fetched anew.

Each address has one file, a line of JSON and then the body. Files are written beside and renamed, so that two processes
may use one folder, and a crash leaves whole ones only.
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
"""For so long nobody asks again for what arXiv did not have: pages of new papers may come later."""

MOST = 500 << 20  # bytes of all files; the oldest go first
TEMP_SUFFIX = ".new"


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """A body, the tag by which arXiv knows it, and whether it came lately: then nobody asks whether it changed.

    No body is that arXiv has nothing there.
    """

    body: bytes
    etag: str = ""
    is_fresh: bool = False


class Cache:
    """A folder for its owner alone, made when it is first needed. *clock* gives seconds since 1970."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def get(self, url: str) -> CacheEntry | None:
        """Return what is kept of an address; None also for what is damaged."""
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
        """Keep what an address gave, and let go of the oldest if there is too much; what cannot be kept is logged."""
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
        handle, name = tempfile.mkstemp(suffix=TEMP_SUFFIX, dir=self._folder)  # for its owner alone
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            beside.replace(place)
        finally:
            beside.unlink(missing_ok=True)

    def _trim(self) -> None:
        """Let go of the oldest beyond the most, and of what crashes left."""
        total = 0
        for written, size, place in sorted(self._files(), reverse=True):
            is_written = place.suffix == TEMP_SUFFIX  # by another process, unless that is long ago
            total += 0 if is_written else size
            is_old = self._clock() - written > MAX_AGE_MISSING.total_seconds()
            if is_old if is_written else total > MOST:
                place.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """Yield when each file was written, its bytes and its place; another process may remove some meanwhile."""
        for place in self._folder.iterdir():
            try:
                about = place.stat()
            except FileNotFoundError:
                continue
            yield about.st_mtime, about.st_size, place
