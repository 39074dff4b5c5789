"""Papers that we wrote for what goes wrong with real ones: pages of arXiv's, and sources, which are packed here."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

from bot.fulltext import latexml
from bot.fulltext.model import FullText
from bot.fulltext.tex import archive as unpacking
from bot.fulltext.tex import reader

FOLDER = Path(__file__).parents[1] / "data" / "weekly"
NAMES = tuple(sorted(path.name for path in FOLDER.iterdir()))


def read(name: str) -> FullText:
    """Read one of the papers as a report does."""
    if name.endswith(".html"):
        return latexml.read(page(name))
    return reader.read(*unpacking.texts(source(name)))


def page(name: str) -> bytes:
    """Return a paper's page."""
    return (FOLDER / name).read_bytes()


def source(name: str) -> bytes:
    """Return a paper's e-print as arXiv serves it: one file packed alone, several in an archive."""
    files = [path for path in sorted((FOLDER / name).rglob("*")) if path.is_file()]
    if len(files) == 1:
        return gzip.compress(files[0].read_bytes(), mtime=0)
    return packed({str(path.relative_to(FOLDER / name)): path.read_bytes() for path in files})


def packed(files: dict[str, bytes]) -> bytes:
    """Return an e-print with these files."""
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return body.getvalue()
