"""Split a full text into sentences, without cutting formulas between dollars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from bot.text.summarizer import sentences

FORMULA = re.compile(r"(?<!\\)\$[^$]*\$")
CITED = re.compile("\\s?⟦([^⟧]*)⟧")
REMARK = re.compile(r"\s*[\[(]?\s*(?:TODO|FIXME|XXX|NOTE|[A-Z][a-z]{1,11})\s*:")
"""The beginning of colored remarks of authors."""
MAX_PARAGRAPH_LENGTH = 10_000  # characters of a paragraph; a longer one is a listing
_FORCED = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:\s|/|@(?=[.!?]))")
_KEPT = re.compile("\ue000(\\d+)\ue001")
_OURS = str.maketrans({"⟦": "[", "⟧": "]", "\ue000": None, "\ue001": None})


def spaced(text: str) -> str:
    r"""Return a text with TeX's forced spaces as spaces: after ``.\\ `` a sentence begins."""
    return _FORCED.sub(r"\1 ", text)


def plain(text: str) -> str:
    """Return a paper's text without the characters that are marks here."""
    return text.translate(_OURS)


@lru_cache(maxsize=4_096)
def split(paragraph: str) -> Sequence[str]:
    """Split a paragraph into sentences."""
    formulas = FORMULA.findall(paragraph)
    numbers = iter(range(len(formulas)))
    plain = FORMULA.sub(lambda _: f"\ue000{next(numbers)}\ue001", paragraph)
    return [_KEPT.sub(lambda kept: formulas[int(kept[1])], sentence) for sentence in sentences.split(plain)]


def first(paragraph: str) -> str:
    """Return the first sentence of a paragraph."""
    return next(iter(split(paragraph)), "")


def last(paragraph: str) -> str:
    """Return the last sentence of a paragraph, which introduces what follows."""
    return (split(paragraph) or [""])[-1]


def sentence_with(paragraph: str, formula: str) -> str:
    """Return the sentence with a formula, the whole paragraph if there is none."""
    return next((sentence for sentence in split(paragraph) if formula in sentence), paragraph)


def formulas(text: str) -> Iterator[str]:
    """Yield the formulas of a text, without their dollars."""
    return (match[0][1:-1] for match in FORMULA.finditer(text))


def citation_mark(keys: Iterable[str]) -> str:
    """Return the mark for a citation, with the keys of its references."""
    return f"⟦{' '.join(keys)}⟧"


def cited(text: str) -> list[str]:
    """Return the keys of the cited works, in order."""
    return [key for mark in CITED.finditer(text) for key in mark[1].split()]


def numbered(text: str, numbers: Mapping[str, int]) -> str:
    """Return a text with citations as numbers in brackets. Works without a number are left out."""

    def written(mark: re.Match[str]) -> str:
        known = [f"[{numbers[key]}]" for key in mark[1].split() if key in numbers]
        return f" {', '.join(known)}" if known else ""

    return re.sub(r"\(\s*\)", "", CITED.sub(written, text)).strip()
