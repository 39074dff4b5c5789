"""Which papers are what filters ask for: one pass over the papers, then a few set operations a filter. Pure.

A set of papers is a number whose bit i stands for the i-th paper: ``|`` unites two sets, ``&`` is what they share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, reduce
from operator import and_, or_
from typing import TypeVar

from bot import categories
from bot.models import Filter, Paper
from bot.text.folding import WORD, folded, names

Key = TypeVar("Key")


def members(found: int) -> Iterator[int]:
    """Yield the indexes of the papers in a set, lowest first."""
    while found:
        lowest = found & -found
        yield lowest.bit_length() - 1
        found ^= lowest


class Postings:
    """The sets of *papers* in each category, with each word and by each author, made when first asked for."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._papers = papers
        self._all = (1 << len(papers)) - 1
        self._in_any = _Sets(self._of_categories)
        self._with = _Sets(self._of_phrase)
        self._by = _Sets(self._of_author)

    def matching(self, wanted: Filter) -> int:
        """Return the set of papers in any of the categories, with all words and authors and without the excluded.

        No category means any. Words and phrases stand in the title or in the abstract, at word borders; case, accents
        and LaTeX make no difference. Authors are meant by their full name; middle initials may be missing on either
        side.
        """
        found = self._in_any[wanted.categories] if wanted.categories else self._all
        for word in wanted.words:
            found &= self._with[word]
        for author in wanted.authors:
            found &= self._by[author]
        for word in wanted.excluded:
            found &= ~self._with[word]
        return found

    def _of_categories(self, wanted: tuple[str, ...]) -> int:
        return reduce(or_, (self._categories.get(category, 0) for category in wanted))

    def _of_phrase(self, phrase: str) -> int:
        """Intersect the sets of a phrase's words, then read only the texts that are left."""
        sought = folded(phrase)
        words = WORD.findall(sought)
        left = reduce(and_, (self._words.get(word, 0) for word in words), self._all)
        if words == [sought]:
            return left
        return sum(1 << index for index in members(left) if _stands_in(sought, self._texts[index]))

    def _of_author(self, author: str) -> int:
        full, short = names(author)
        if full == short:
            return self._by_short_name.get(short, 0)
        return self._by_full_name.get(full, 0) | self._by_full_name.get(short, 0)

    @cached_property
    def _texts(self) -> list[str]:
        return [f"{folded(paper.title)}\n{folded(paper.abstract)}" for paper in self._papers]

    @cached_property
    def _words(self) -> dict[str, int]:
        return _inverted(WORD.findall(text) for text in self._texts)

    @cached_property
    def _categories(self) -> dict[str, int]:
        return _inverted(categories.all_names(paper.categories) for paper in self._papers)

    @cached_property
    def _by_full_name(self) -> dict[str, int]:
        return _inverted([names(author)[0] for author in paper.authors] for paper in self._papers)

    @cached_property
    def _by_short_name(self) -> dict[str, int]:
        return _inverted([names(author)[1] for author in paper.authors] for paper in self._papers)


class _Sets(dict[Key, int]):
    """Sets by what they have in common, each made once, when it is first asked for."""

    def __init__(self, make: Callable[[Key], int]) -> None:
        self._make = make

    def __missing__(self, key: Key) -> int:
        self[key] = made = self._make(key)
        return made


def _inverted(papers: Iterable[Iterable[str]]) -> dict[str, int]:
    """Return for each text the set of papers that have it."""
    sets: dict[str, int] = defaultdict(int)
    for index, texts in enumerate(papers):
        bit = 1 << index
        for text in set(texts):
            sets[text] |= bit
    return sets


def _stands_in(phrase: str, text: str) -> bool:
    """Say whether *phrase* stands in *text* as a whole, no letter or digit next to it."""
    start = text.find(phrase) if phrase else -1
    while start >= 0:
        end = start + len(phrase)
        if not WORD.match(text, end) and not WORD.match(text[max(start - 1, 0) : start]):
            return True
        start = text.find(phrase, start + 1)
    return False
