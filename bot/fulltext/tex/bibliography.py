"""Read the cited works of a source from its ``.bbl``, the list in its text, or its ``.bib``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import PurePosixPath

from bot.fulltext.model import Reference
from bot.fulltext.tex.tokens import group, option, skip_blanks

MAX_ENTRIES = 1000
MAX_NAMES = 2  # authors named in a citation; of more, only the first
MAX_ENTRY_LENGTH = 5_000  # characters of an entry
_ENTRY = re.compile(r"@(?!comment|string|preamble)(\w+)\s*\{\s*([^,\s{}]+)\s*,", re.IGNORECASE)
_FIELD = re.compile(r"(author|title|journal|booktitle|year|publisher)\s*=\s*", re.IGNORECASE)
_ITEM = re.compile(r"\\bibitem(?![A-Za-z])")
_LABEL = re.compile(r"\s*(.{1,120}?)\s*\(\s*\d{4}", re.DOTALL)
_NAMING = re.compile(
    r"\\(?:[Cc]itet|[Tt]extcite|newcite|[Cc]iteauthor|citeN|citeasnoun)\*?\s{0,9}(?:\[[^\]]{0,300}\]\s{0,9}){0,2}\{([^{}]*)\}"
)
_MARKUP = re.compile(
    r"\\(?:newblock|bibinfo\s*\{\w+\}|bibfield\s*\{[^{}]*\}|BibitemOpen|BibitemShut\s*\{[^{}]*\}|natexlab|em|emph|textit|textbf)(?![A-Za-z])"
)


def read(files: Mapping[str, str], main: str, body: str) -> tuple[Reference, ...]:
    """Return the cited works, with their keys."""
    listed = files.get(str(PurePosixPath(main).with_suffix(".bbl"))) or next(
        (text for name, text in files.items() if name.endswith(".bbl")), body
    )
    works = tuple(_items(listed))
    if works:
        return works
    entries = (each for name, text in files.items() if name.endswith(".bib") for each in _entries(text))
    return tuple(reference for reference, _ in zip(entries, range(MAX_ENTRIES), strict=False))


def with_names(text: str, works: Iterable[Reference]) -> str:
    r"""Write the names where a text cites a work by them, before its number: ``\citet{x} (rerun)`` says who it is."""
    names = {work.key: work.names for work in works if work.names}

    def written(match: re.Match[str]) -> str:
        keys = [key.strip() for key in match[1].split(",")]
        return ", ".join(f"{names[key]} \\cite{{{key}}}" if key in names else rf"\cite{{{key}}}" for key in keys)

    return _NAMING.sub(written, text)


def _items(text: str) -> Iterator[Reference]:
    starts = [match.end() for match in _ITEM.finditer(text)][:MAX_ENTRIES]
    for start, end in pairwise([*starts, len(text)]):
        label, at = option(text, start)
        key = group(text, skip_blanks(text, at))
        if key:
            said = text[key[1] : end].partition(r"\end{thebibliography}")[0]
            yield Reference(key[0], _plain(said.removesuffix(r"\bibitem")), _labelled(label or ""))


def _entries(text: str) -> Iterator[Reference]:
    for match in _ENTRY.finditer(text):
        whole = group(text, text.index("{", match.start()))
        fields = dict(
            _fields((whole[0] if whole else text[match.end() : match.end() + MAX_ENTRY_LENGTH])[:MAX_ENTRY_LENGTH])
        )
        parts = [fields.get("author", "").replace(" and ", ", "), fields.get("title", "")]
        parts += [
            fields.get("journal") or fields.get("booktitle") or fields.get("publisher") or "",
            fields.get("year", ""),
        ]
        yield Reference(match[2], ", ".join(filter(None, parts)) + ".", _families(fields.get("author", "")))


def _labelled(label: str) -> str:
    """Return the names in a label such as ``Maker et~al.(2021)Maker, Pot, and Lid``."""
    named = _LABEL.match(label)
    return _plain(named[1].replace("{", "").replace("}", "")) if named and re.search(r"[^\W\d_]{2}", named[1]) else ""


def _families(authors: str) -> str:
    """Return the family names of one or two authors; of more, the first."""
    names = [name.strip() for name in re.split(r"\s+and\s+", authors) if name.strip()]
    families = [name.partition(",")[0] if "," in name else name.split()[-1] for name in names]
    if len(families) > MAX_NAMES or "others" in families:
        return f"{families[0]} et al."
    return " and ".join(families)


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for match in _FIELD.finditer(text):
        braced = group(text, match.end())
        if braced:
            yield match[1].lower(), _plain(braced[0])
        elif quoted := re.compile(r'"([^"]*)"|(\w+)').match(text, match.end()):
            yield match[1].lower(), _plain(quoted[1] or quoted[2])


def _plain(text: str) -> str:
    return " ".join(re.sub(r"(?<!\\)[{}~]", " ", _MARKUP.sub(" ", text)).split()).replace(" ,", ",").replace(" .", ".")
