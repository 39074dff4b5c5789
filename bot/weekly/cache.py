"""What arXiv gave us once, on disk: asked again only whether it has changed. Nothing in it cannot be fetched anew."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

FRESH = timedelta(days=7)
MOST = 500 << 20  # bytes of all files; the oldest go first


@dataclass(frozen=True, slots=True)
class Kept:
    """A body, the tag by which arXiv knows it, and whether it came lately: then nobody asks whether it changed."""

    body: bytes
    etag: str
    is_fresh: bool = False


class Cache:
    """A folder for its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, url: str) -> Kept | None:
        """Return what is kept of an address."""
        body, about = self._places(url)
        try:
            etag = str(json.loads(about.read_text(encoding="utf-8"))["etag"])
            return Kept(body.read_bytes(), etag, time.time() - body.stat().st_mtime < FRESH.total_seconds())
        except (FileNotFoundError, ValueError, KeyError):  # not there, or a crash left half of it
            return None

    def put(self, url: str, kept: Kept) -> None:
        """Keep what an address gave, and let go of the oldest if there is too much."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        body, about = self._places(url)
        body.write_bytes(kept.body)
        about.write_text(json.dumps({"url": url, "etag": kept.etag}), encoding="utf-8")
        self._trim()

    def _places(self, url: str) -> tuple[Path, Path]:
        name = hashlib.sha256(url.encode()).hexdigest()
        return self._folder / f"{name}.body", self._folder / f"{name}.json"

    def _trim(self) -> None:
        bodies = sorted(self._folder.glob("*.body"), key=lambda path: path.stat().st_mtime, reverse=True)
        total = 0
        for body in bodies:
            total += body.stat().st_size
            if total > MOST:
                body.unlink(missing_ok=True)
                body.with_suffix(".json").unlink(missing_ok=True)
