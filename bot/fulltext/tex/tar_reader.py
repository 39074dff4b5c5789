"""Read a tar archive header by header, with a size limit for each file. tarfile decodes headers only.

https://www.gnu.org/software/tar/manual/html_node/Standard.html
https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
"""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.errors import SourceError

MAX_EXTENSION = 64 << 10
"""Bytes of an extension header. macOS writes file attributes there."""
MAX_EXTENSIONS = 16
"""Extension headers before one file; no program writes more than four."""
PART = 1 << 20  # bytes that are skipped at once
LONG_NAME, LONG_LINK = tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK
EXTENSIONS = {LONG_NAME, LONG_LINK, tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.XGLTYPE}
FILES = {tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE}
WITHOUT_CONTENT = {
    tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE,
}  # fmt: skip
"""Their headers may have a size, but nothing follows."""
PAX_RECORD = "a line of a pax header cannot be read"


class Stream(Protocol):
    """The stream that an archive is read from."""

    def read(self, size: int, /) -> bytes:
        """Return up to *size* bytes, none at the end."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file, folder, link or device in an archive."""

    name: str
    type: bytes
    size: int

    def is_file(self) -> bool:
        """Return whether it has readable content. Sparse files have none: a text or figure has no holes."""
        return self.type in FILES and not self._is_old_folder()

    def following(self) -> int:
        """Return the number of bytes after its header."""
        return 0 if self.type in WITHOUT_CONTENT or self._is_old_folder() else self.size

    def _is_old_folder(self) -> bool:
        return self.type == tarfile.AREGTYPE and self.name.endswith("/")


Wanted = Callable[[Member], int]


def is_archive(block: bytes) -> bool:
    """Return whether these first 512 bytes begin an archive, even an empty one."""
    return block == bytes(tarfile.BLOCKSIZE) or _header(block) is not None


def members(stream: Stream, first: bytes, wanted: Wanted) -> Iterator[tuple[Member, bytes]]:
    """Yield each member with as many bytes of its content as *wanted*. *first* is the block already read.

    Raises SourceError if the archive is damaged, or has longer headers than any program writes.
    """
    of_all: dict[str, str] = {}
    block = first
    while member := _next(stream, block, of_all):
        following = member.following()
        content = _read(stream, min(wanted(member), following))
        _skip(stream, following - len(content))
        yield member, content
        stream.read(-following % tarfile.BLOCKSIZE)
        block = stream.read(tarfile.BLOCKSIZE)


def _next(stream: Stream, block: bytes, of_all: dict[str, str]) -> Member | None:
    """Return the member that *block* begins, with its extension headers; None at the end."""
    said: dict[str, str] = {}
    for _ in range(MAX_EXTENSIONS):
        header = _header(block)
        if header is None:
            return None
        if header.type not in EXTENSIONS:
            if header.type == tarfile.GNUTYPE_SPARSE:
                _skip_map(stream, block)
            return _amended(header, of_all | said)
        _extend(of_all if header.type == tarfile.XGLTYPE else said, header.type, _extension(stream, header))
        block = stream.read(tarfile.BLOCKSIZE)
    raise SourceError("the source cannot be unpacked: headers about headers without end")


def _header(block: bytes) -> Member | None:
    try:
        read = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return None
    return Member(read.name, block[156:157], _positive(read.size))


def _amended(header: Member, said: Mapping[str, str]) -> Member:
    try:
        size = _positive(int(said.get("size", header.size)))
    except ValueError as error:
        raise SourceError(f"the source is damaged: {PAX_RECORD}") from error
    is_sparse = any(key.startswith("GNU.sparse.") for key in said)
    return Member(said.get("path", header.name), tarfile.GNUTYPE_SPARSE if is_sparse else header.type, size)


def _positive(size: int) -> int:
    if size < 0:
        raise SourceError("the source is damaged: a file in it has less than no bytes")
    return size


def _extension(stream: Stream, header: Member) -> bytes:
    if header.size > MAX_EXTENSION:
        raise SourceError("the source is damaged: a header in it is too long")
    content = _read(stream, header.size)
    stream.read(-header.size % tarfile.BLOCKSIZE)
    return content


def _extend(said: dict[str, str], type: bytes, content: bytes) -> None:
    if type == LONG_NAME:
        said["path"] = content.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")
    elif type != LONG_LINK:
        said.update(_records(content))


def _records(content: bytes) -> Iterator[tuple[str, str]]:
    """Parse records of the form “length key=value”, where the length is that of the whole record."""
    begins = 0
    while begins < len(content) and content[begins]:
        length, blank, _ = content[begins : begins + 20].partition(b" ")
        ends = begins + int(length) if blank and length.isdigit() else 0
        line = content[begins + len(length) + 1 : ends - 1]
        key, equals, value = line.partition(b"=")
        if not equals or content[ends - 1 : ends] != b"\n":
            raise SourceError(f"the source is damaged: {PAX_RECORD}")
        yield key.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape")
        begins = ends


def _skip_map(stream: Stream, block: bytes) -> None:
    """Skip the blocks with more holes of a sparse file."""
    more = block[482]
    while more:
        block = _read(stream, tarfile.BLOCKSIZE)
        more = block[504]


def _skip(stream: Stream, size: int) -> None:
    while size > 0:
        size -= len(_read(stream, min(size, PART)))


def _read(stream: Stream, size: int) -> bytes:
    """Return exactly *size* bytes. Raises SourceError if the archive ends before."""
    parts = []
    while size > 0:
        part = stream.read(size)
        if not part:
            raise SourceError("the source is damaged: a file in it is longer than all of it")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
