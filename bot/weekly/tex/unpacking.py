"""Open an e-print within bounds of bytes, files and ratio; links, devices and names that lead outside are left out.

https://info.arxiv.org/help/bulk_data.html
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Callable, Collection, Iterator
from pathlib import PurePosixPath
from typing import IO

from bot.errors import SourceError

MOST_PACKED = 60 << 20  # bytes
MOST_UNPACKED = 300 << 20
MOST_FILES = 3000
MOST_OF_A_FILE = 40 << 20
MOST_OF_A_TEXT = 3 << 20
TEXTS = {".tex", ".ltx", ".bbl", ".bib", ".sty", ".cls", ".def"}
README = {"00README.XXX", "00README", "00README.json", "00README.yaml"}
SINGLE = "main.tex"
GZIP = b"\x1f\x8b"


def texts(body: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what can be read of an e-print by its names in it, and the names of all else.

    Raises SourceError if it is no source, is damaged, or is more than anybody would write.
    """
    found: dict[str, str] = {}
    others: list[str] = []
    for name, read in _members(body):
        path = PurePosixPath(name)
        if path.suffix.lower() in TEXTS or path.name in README:
            found[name] = read(MOST_OF_A_TEXT).decode("utf-8", "replace")
        else:
            others.append(name)
    return found, tuple(others)


def graphics(body: bytes, names: Collection[str]) -> dict[str, bytes]:
    """Return the files of these *names*. Raises SourceError."""
    return {name: read(MOST_OF_A_FILE) for name, read in _members(body) if name in names}


Read = Callable[[int], bytes]


def _members(body: bytes) -> Iterator[tuple[str, Read]]:
    """Yield the files of an e-print: of a packed archive, or the one that is packed alone."""
    if len(body) > MOST_PACKED:
        raise SourceError(f"the source has more than {MOST_PACKED >> 20} MB")
    if body.startswith(b"%PDF"):
        raise SourceError("the authors gave arXiv no source, only a PDF")
    stream = _Bounded(io.BytesIO(body))
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            yield from _files(archive)
    except tarfile.ReadError as error:
        if stream.given > tarfile.BLOCKSIZE * 64:  # it was one
            raise SourceError("the source is damaged") from error
        alone = _Bounded(io.BytesIO(body))
        yield SINGLE, lambda most: _whole(alone, most)
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError) as error:
        raise SourceError(f"the source cannot be unpacked: {error}") from error


def _files(archive: tarfile.TarFile) -> Iterator[tuple[str, Read]]:
    for number, member in enumerate(archive):
        if number >= MOST_FILES:
            raise SourceError(f"the source has more than {MOST_FILES:,} files")
        path = PurePosixPath(member.name)
        if not member.isfile() or path.is_absolute() or ".." in path.parts or path.name.startswith("._"):
            continue
        stream = archive.extractfile(member)
        if stream is not None and member.size <= MOST_OF_A_FILE:
            yield str(path), stream.read


def _whole(stream: _Bounded, most: int) -> bytes:
    try:
        return stream.read(most)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"the source cannot be unpacked: {error}") from error


class _Bounded(io.RawIOBase):
    """What is packed, unpacked as it is read; a SourceError once it is more than anybody would write."""

    def __init__(self, packed: io.BytesIO) -> None:
        super().__init__()
        is_packed = packed.getvalue()[:2] == GZIP
        self._stream: IO[bytes] = gzip.GzipFile(fileobj=packed) if is_packed else packed  # type: ignore[assignment]
        self.given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part = self._stream.read(size if 0 <= size < MOST_OF_A_FILE else MOST_OF_A_FILE)
        self.given += len(part)
        if self.given > MOST_UNPACKED:
            raise SourceError(f"the source unpacks to more than {MOST_UNPACKED >> 20} MB")
        return part
