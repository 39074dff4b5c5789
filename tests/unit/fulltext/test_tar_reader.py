"""Archives are read as tarfile reads them, whatever program wrote them, but for what only an attacker writes."""

from __future__ import annotations

import io
import tarfile
import time
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.fulltext.tex import tar_reader

FORMATS = (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)
MAX_OF_USTAR_LENGTH = 100  # characters of a name without folders
NAMES = st.text("aä𝒪.0 _=", min_size=1, max_size=300).filter(lambda name: not set(name) <= {".", " "})
FILES = st.dictionaries(NAMES, st.binary(max_size=1100), max_size=5)


def written(files: dict[str, bytes], format: int = tarfile.PAX_FORMAT, **about: str) -> bytes:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w", format=format, pax_headers=about) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return body.getvalue()


def header(name: str = "a.tex", type: bytes = tarfile.REGTYPE, size: int = 0) -> bytes:
    member = tarfile.TarInfo(name)
    member.type, member.size = type, size
    return member.tobuf(tarfile.GNU_FORMAT)


def said(content: bytes, type: bytes = tarfile.XHDTYPE) -> bytes:
    return header("about", type, len(content)) + content + bytes(-len(content) % 512)


def read(body: bytes) -> dict[str, bytes]:
    stream = io.BytesIO(body)
    members = tar_reader.members(stream, stream.read(512), lambda _: 1 << 30)
    return {member.name: content for member, content in members if member.is_file()}


@given(FILES, st.sampled_from(FORMATS))
@example({"folder/" * 30 + "a" * 120: b"x"}, tarfile.GNU_FORMAT)
def test_what_tarfile_writes_is_read(files: dict[str, bytes], format: int) -> None:
    if format == tarfile.USTAR_FORMAT:
        files = {name: content for name, content in files.items() if len(name.encode()) <= MAX_OF_USTAR_LENGTH}

    assert read(written(files, format)) == files


@given(FILES, st.sampled_from(FORMATS[1:]), st.data())
def test_a_broken_archive_is_read_or_refused_in_little_time(
    files: dict[str, bytes], format: int, data: st.DataObject
) -> None:
    body = bytearray(written(files, format))
    for place in data.draw(st.lists(st.integers(0, len(body) - 1), max_size=4)):
        body[place] = data.draw(st.sampled_from(b"\0 019LKxgS\xff"))
    began = time.process_time()

    with suppress(SourceError):
        read(bytes(body))

    assert time.process_time() - began < 1


def test_what_is_said_of_all_files_holds_until_one_says_otherwise() -> None:
    body = said(b"14 path=a.tex\n", tarfile.XGLTYPE) + header("b.tex")
    assert list(read(body)) == ["a.tex"]

    assert list(read(body[:-512] + said(b"14 path=c.tex\n") + header("b.tex"))) == ["c.tex"]


def test_a_name_said_before_one_file_is_not_the_next_ones() -> None:
    body = said(b"c.tex\0", tarfile.GNUTYPE_LONGNAME) + header("b.tex") + header("d.tex")

    assert list(read(body)) == ["c.tex", "d.tex"]


def test_the_attributes_that_macs_write_are_passed_over() -> None:
    value = "Q" * 20_000

    assert read(written({"a.tex": b"x"}, **{"LIBARCHIVE.xattr.com.apple.FinderInfo": value})) == {"a.tex": b"x"}


def test_a_long_name_that_looks_like_a_folders_hides_no_file() -> None:
    name = "a" * 99 + "/" + "b.tex"
    body = said(name.encode() + b"\0", tarfile.GNUTYPE_LONGNAME) + header(name[:100], tarfile.AREGTYPE, 512)

    assert read(body + header("c.tex").ljust(512, b"\0")) == {name: header("c.tex")}


@pytest.mark.parametrize("type", [tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE])
def test_nothing_follows_a_link_or_folder_of_whatever_size(type: bytes) -> None:
    assert read(header("link", type, 4096) + header("a.tex")) == {"a.tex": b""}


def test_a_sparse_file_is_left_out_with_its_maps() -> None:
    sparse = bytearray(header("a.eps", tarfile.GNUTYPE_SPARSE, 512))
    sparse[482] = 1
    sparse[148:156] = b"%06o\0 " % (sum(sparse) - sum(sparse[148:156]) + 8 * ord(" "))
    maps = bytes(504) + b"\1" + bytes(7) + bytes(512)

    assert read(bytes(sparse) + maps + bytes(512) + header("a.tex")) == {"a.tex": b""}
    assert read(said(b"22 GNU.sparse.major=1\n") + header("b.eps", size=5) + bytes(512) + header("b.tex")) == {
        "b.tex": b""
    }


def test_the_rest_of_a_file_is_not_kept() -> None:
    stream = io.BytesIO(written({"a.png": bytes(5000), "b.tex": b"x"}))
    wanted = {"a.png": 3, "b.tex": 10}

    found = tar_reader.members(stream, stream.read(512), lambda member: wanted[member.name])

    assert [content for _, content in found] == [bytes(3), b"x"]


@pytest.mark.parametrize(
    "record",
    [
        b"path=a.tex\n",
        b"99 path=a.tex\n",
        b"0 path=a.tex\n",
        b"14 path=a.tex ",
        b"11 pathabc\n",
        b"9 size=x\n",
    ],
)
def test_a_pax_header_that_makes_no_sense_is_refused(record: bytes) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read(said(record) + header())


def test_a_length_below_nothing_is_refused() -> None:
    with pytest.raises(SourceError, match="less than no bytes"):
        read(said(b"11 size=-1\n") + header())


def test_headers_are_searched_in_a_time_that_grows_with_their_length() -> None:
    record = b"1" * (tar_reader.MAX_EXTENSION - 2000)
    began = time.process_time()

    with pytest.raises(SourceError):
        read(said(record) + header())

    assert time.process_time() - began < 1
