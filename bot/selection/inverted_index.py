"""Find the papers that match filters: one pass over the papers, then a few set operations for each filter. Pure.

A set of papers is an integer whose bit i is the i-th paper: ``|`` is the union, ``&`` the intersection.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import islice, takewhile
from operator import and_, or_
from typing import TypeVar

from bot.arxiv import categories
from bot.models.digest import Filter
from bot.models.papers import Paper
from bot.text import keywords
from bot.text.keywords import JOINT, Kind, contains_phrase
from bot.text.normalize import WORD, author_names, normalize
from bot.text.plurals import singular

Key = TypeVar("Key")
Value = TypeVar("Value")


def bit_indexes(found: int) -> Iterator[int]:
    """Yield the indexes of the papers in a set, lowest first."""
    while found:
        lowest = found & -found
        yield lowest.bit_length() - 1
        found ^= lowest


class InvertedIndex:
    """The sets of *papers* by category, word and author, built on first use."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._papers = papers
        self._all = (1 << len(papers)) - 1
        self._in_any = _Made(self._of_categories)
        self._with = _Made(self._of_phrase)
        self._by = _Made(self._of_author)
        self._in_singular = _Made(keywords.token_in_singular)
        self._jointed = _Made(self._read_jointed)
        self._loose: _Made[int, str] = _Made(lambda index: self._jointed[index].replace(JOINT, " "))

    def search(self, wanted: Filter) -> int:
        """Return the papers in any of the categories, with all words and authors and none of the excluded.

        No category means any. Words and phrases match in title or abstract, as whole words in any form (`keywords`),
        without regard to case, accents and LaTeX. Authors match by full name; middle initials may be missing on either
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

    def with_word(self, word: str) -> int:
        """Return the set of papers with a word or phrase of a filter."""
        return self._with[word]

    def _of_phrase(self, written: str) -> int:
        phrase = keywords.keyword(written)
        match phrase.kind:
            case Kind.EXACT:
                return self._of_exact(phrase.text)
            case Kind.START:
                return self._of_start(phrase.text)
            case Kind.FORMS:
                spelled = keywords.spellings(phrase.text, self._singulars)
                return reduce(or_, map(self._of_spelling, spelled), 0)

    def _of_exact(self, sought: str) -> int:
        """Intersect the sets of a phrase's words, then search only the remaining texts."""
        words = WORD.findall(sought)
        left = self._having(words, self._words)
        if words == [sought]:
            return left
        return sum(1 << index for index in bit_indexes(left) if contains_phrase(sought, self._texts[index]))

    def _of_start(self, sought: str) -> int:
        *before, start = WORD.findall(sought)
        first = bisect_left(self._sorted, start)
        those = takewhile(lambda word: word.startswith(start), islice(self._sorted, first, None))
        left = reduce(or_, (self._words[word] for word in those), 0) & self._having(before, self._words)
        if start == sought:
            return left
        texts = ((index, keywords.without_hyphens(self._texts[index])) for index in bit_indexes(left))
        return sum(1 << index for index, text in texts if contains_phrase(sought, text, as_start=True))

    def _of_spelling(self, spelled: str) -> int:
        words = WORD.findall(spelled)
        left = self._having(words, self._singulars)
        if words == [spelled]:
            return left
        texts = self._jointed if JOINT in spelled else self._loose
        return sum(1 << index for index in bit_indexes(left) if contains_phrase(spelled, texts[index]))

    def _having(self, words: Iterable[str], sets: Mapping[str, int]) -> int:
        return reduce(and_, (sets.get(word, 0) for word in words), self._all)

    def _of_author(self, author: str) -> int:
        full, short = author_names(author)
        if full == short:
            return self._by_short_name.get(short, 0)
        return self._by_full_name.get(full, 0) | self._by_full_name.get(short, 0)

    @cached_property
    def _texts(self) -> list[str]:
        return [f"{normalize(paper.title)}\n{normalize(paper.abstract)}" for paper in self._papers]

    @cached_property
    def _words(self) -> dict[str, int]:
        return _invert(WORD.findall(text) for text in self._texts)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._words)

    @cached_property
    def _singulars(self) -> dict[str, int]:
        """The sets of papers with each word in any form."""
        sets: dict[str, int] = defaultdict(int)
        for word, found in self._words.items():
            sets[singular(word)] |= found
        for index, paper in enumerate(self._papers):
            for acronym in keywords.acronyms(f"{paper.title}\n{paper.abstract}"):
                sets[acronym] |= 1 << index
        return sets

    def _read_jointed(self, index: int) -> str:
        """Return a paper's texts with each word in its singular, and a `JOINT` for each hyphen within a word."""
        paper = self._papers[index]
        if any(map(keywords.acronyms, (paper.title, paper.abstract))):
            return f"{keywords.in_singular(paper.title)}\n{keywords.in_singular(paper.abstract)}"
        title, _, abstract = self._texts[index].partition("\n")
        return "\n".join(" ".join(map(self._in_singular.__getitem__, text.split(" "))) for text in (title, abstract))

    @cached_property
    def _categories(self) -> dict[str, int]:
        return _invert(categories.all_names(paper.categories) for paper in self._papers)

    @cached_property
    def _by_full_name(self) -> dict[str, int]:
        return _invert([author_names(author)[0] for author in paper.authors] for paper in self._papers)

    @cached_property
    def _by_short_name(self) -> dict[str, int]:
        return _invert([author_names(author)[1] for author in paper.authors] for paper in self._papers)


class _Made(dict[Key, Value]):
    """Values by key, each made on first use."""

    def __init__(self, make: Callable[[Key], Value]) -> None:
        self._make = make

    def __missing__(self, key: Key) -> Value:
        self[key] = made = self._make(key)
        return made


def _invert(papers: Iterable[Iterable[str]]) -> dict[str, int]:
    """Return the set of papers for each text."""
    sets: dict[str, int] = defaultdict(int)
    for index, texts in enumerate(papers):
        bit = 1 << index
        for text in set(texts):
            sets[text] |= bit
    return sets
