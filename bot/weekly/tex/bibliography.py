"""The works that a source cites: from its ``.bbl``, the list in its text, or its ``.bib``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import PurePosixPath

from bot.weekly.fulltext import Reference
from bot.weekly.tex.characters import group, option, skip_blanks

MOST = 1000
LONGEST = 5_000  # characters of an entry
_ENTRY = re.compile(r"@(?!comment|string|preamble)(\w+)\s*\{\s*([^,\s{}]+)\s*,", re.IGNORECASE)
_FIELD = re.compile(r"(author|title|journal|booktitle|year|publisher)\s*=\s*", re.IGNORECASE)
_ITEM = re.compile(r"\\bibitem(?![A-Za-z])")
_MARKUP = re.compile(
    r"\\(?:newblock|bibinfo\s*\{\w+\}|bibfield\s*\{[^{}]*\}|BibitemOpen|BibitemShut\s*\{[^{}]*\}|natexlab|em|emph|textit|textbf)(?![A-Za-z])"
)


def read(files: Mapping[str, str], main: str, body: str) -> tuple[Reference, ...]:
    """Return the works that a paper cites, by their keys."""
    listed = files.get(str(PurePosixPath(main).with_suffix(".bbl"))) or next(
        (text for name, text in files.items() if name.endswith(".bbl")), body
    )
    works = tuple(_items(listed))
    if works:
        return works
    entries = (each for name, text in files.items() if name.endswith(".bib") for each in _entries(text))
    return tuple(reference for reference, _ in zip(entries, range(MOST), strict=False))


def _items(text: str) -> Iterator[Reference]:
    starts = [match.end() for match in _ITEM.finditer(text)][:MOST]
    for start, end in pairwise([*starts, len(text)]):
        _, at = option(text, start)
        key = group(text, skip_blanks(text, at))
        if key:
            said = text[key[1] : end].partition(r"\end{thebibliography}")[0]
            yield Reference(key[0], _plain(said.removesuffix(r"\bibitem")))


def _entries(text: str) -> Iterator[Reference]:
    for match in _ENTRY.finditer(text):
        whole = group(text, text.index("{", match.start()))
        fields = dict(_fields((whole[0] if whole else text[match.end() : match.end() + LONGEST])[:LONGEST]))
        parts = [fields.get("author", "").replace(" and ", ", "), fields.get("title", "")]
        parts += [
            fields.get("journal") or fields.get("booktitle") or fields.get("publisher") or "",
            fields.get("year", ""),
        ]
        yield Reference(match[2], ", ".join(filter(None, parts)) + ".")


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for match in _FIELD.finditer(text):
        braced = group(text, match.end())
        if braced:
            yield match[1].lower(), _plain(braced[0])
        elif quoted := re.compile(r'"([^"]*)"|(\w+)').match(text, match.end()):
            yield match[1].lower(), _plain(quoted[1] or quoted[2])


def _plain(text: str) -> str:
    return " ".join(re.sub(r"(?<!\\)[{}~]", " ", _MARKUP.sub(" ", text)).split()).replace(" ,", ",").replace(" .", ".")
