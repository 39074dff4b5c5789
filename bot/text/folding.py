"""Fold the texts of a paper into those that words are looked for in: every word in its singular. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from bot.text.keywords import plural_acronyms, readable_in_singular
from bot.text.normalize import WORD, author_names, normalize_readable

SEPARATOR = "\x1f"  # no readable text has it


@dataclass(frozen=True, slots=True)
class FoldedTexts:
    """Title and abstract with each word in its singular (`keywords`), and the names of the authors, one a line.

    The plurals of acronyms stand in a last line of the abstract: "gps" for "GPs", of which the text has "gp".
    """

    title: str
    abstract: str
    authors: str


def fold(title: str, abstract: str, authors: Iterable[str]) -> FoldedTexts:
    """Fold readable texts."""
    plurals = [*plural_acronyms(title), *plural_acronyms(abstract)]
    lines = [readable_in_singular(abstract), *([" ".join(dict.fromkeys(plurals))] if plurals else [])]
    return FoldedTexts(readable_in_singular(title), "\n".join(lines), "\n".join(map(_name, authors)))


def pack(folded: FoldedTexts) -> bytes:
    """Return folded texts as bytes, a third as large."""
    return zlib.compress(SEPARATOR.join((folded.title, folded.abstract, folded.authors)).encode())


def unpack(packed: bytes) -> FoldedTexts:
    """Return the folded texts that were packed."""
    return FoldedTexts(*zlib.decompress(packed).decode().split(SEPARATOR))


def _name(author: str) -> str:
    """Return a name as it is compared, given name first, then the words of one with an apostrophe."""
    full, _ = author_names(author)
    written = " ".join(WORD.findall(normalize_readable(author)))
    return full if "'" not in normalize_readable(author) else f"{full}\n{written}"
