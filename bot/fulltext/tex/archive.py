"""Unpack an e-print within limits of bytes, files and ratio, without links, devices and paths that lead outside.

https://info.arxiv.org/help/bulk_data.html
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO

from bot.errors import SourceError
from bot.fulltext.tex import tar_reader

MAX_PACKED = 60 << 20  # bytes
MAX_UNPACKED = 300 << 20
MAX_FILES = 3000
MAX_OF_A_FILE = 40 << 20
MAX_OF_A_TEXT = 3 << 20
MAX_TEXT = 20 << 20
MAX_RATIO, FREE_OF_RATIO = 100, 20 << 20
"""Unpacking to more than this many times the packed size is rejected, beyond a number of bytes."""
TEXTS = {".tex", ".ltx", ".bbl", ".bib", ".sty", ".cls", ".def"}
README = {"00README.XXX", "00README", "00README.json", "00README.yaml"}
SINGLE = "main.tex"
BLOCK = 512  # bytes of a header
GZIP = b"\x1f\x8b"
DAMAGED = (OSError, EOFError, zlib.error)


def texts(body: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the text files of an e-print by name, and the names of all other files.

    Raises SourceError if it is no source, is damaged, or is implausibly large.
    """
    found: dict[str, str] = {}
    others: list[str] = []
    length = 0
    for name, content in _members(body, lambda name: MAX_OF_A_TEXT if _is_text(name) else 0):
        if not _is_text(name):
            others.append(name)
            continue
        found[name] = _decoded(content)
        length += len(content)
        if length > MAX_TEXT:
            raise SourceError(f"the source's texts have more than {MAX_TEXT >> 20} MB")
    return found, tuple(others)


def graphics(body: bytes, names: Collection[str]) -> dict[str, bytes]:
    """Return the files with these *names*. Raises SourceError."""
    return {name: content for name, content in _members(body, lambda name: MAX_OF_A_FILE * (name in names)) if content}


def _is_text(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in TEXTS or path.name in README


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


SizeLimit = Callable[[str], int]


def _members(body: bytes, wanted: SizeLimit) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an archive, or a single compressed file, with at most *wanted* bytes of each."""
    if len(body) > MAX_PACKED:
        raise SourceError(f"the source has more than {MAX_PACKED >> 20} MB")
    if body.startswith(b"%PDF"):
        raise SourceError("the authors gave arXiv no source, only a PDF")
    stream = _SizeLimitedReader(body)
    try:
        first = stream.read(BLOCK)
        if not tar_reader.is_archive(first):
            yield SINGLE, first + stream.read(MAX_OF_A_TEXT - len(first))
            return
        yield from _files(tar_reader.members(stream, first, lambda member: _most(member, wanted)))
    except DAMAGED as error:
        raise SourceError(f"the source cannot be unpacked: {error}") from error


def _most(member: tar_reader.Member, wanted: SizeLimit) -> int:
    return wanted(_name(member)) if _is_inside(member) and member.size <= MAX_OF_A_FILE else 0


def _files(members: Iterable[tuple[tar_reader.Member, bytes]]) -> Iterator[tuple[str, bytes]]:
    for number, (member, content) in enumerate(members):
        if number >= MAX_FILES:
            raise SourceError(f"the source has more than {MAX_FILES:,} files")
        if _is_inside(member):
            yield _name(member), content


def _is_inside(member: tar_reader.Member) -> bool:
    path = PurePosixPath(member.name)
    return member.is_file() and not path.is_absolute() and ".." not in path.parts and not path.name.startswith("._")


def _name(member: tar_reader.Member) -> str:
    return str(PurePosixPath(member.name))


class _SizeLimitedReader(io.RawIOBase):
    """A reader that decompresses. Raises SourceError beyond the size limit."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        packed = io.BytesIO(body)
        self._stream: IO[bytes] = gzip.GzipFile(fileobj=packed) if body.startswith(GZIP) else packed  # type: ignore[assignment]
        self._most = min(MAX_UNPACKED, max(FREE_OF_RATIO, MAX_RATIO * len(body)))
        self.given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part = self._stream.read(size if 0 <= size < MAX_OF_A_FILE else MAX_OF_A_FILE)
        self.given += len(part)
        if self.given > self._most:
            raise SourceError(f"the source unpacks to more than {self._most >> 20} MB")
        return part
