"""Find the papers that match filters: one pass over the papers, then a few set operations for each filter. Pure.

A set of papers is an integer whose bit i is the i-th paper: ``|`` is the union, ``&`` the intersection.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, reduce
from itertools import islice, takewhile
from operator import and_, or_
from typing import TypeVar

from bot.arxiv import categories
from bot.models.digest import Filter
from bot.models.papers import Paper
from bot.selection import word_match
from bot.selection.word_match import SearchText, SoughtWord
from bot.text import folding, keywords
from bot.text.keywords import Keyword, Kind
from bot.text.normalize import WORD, author_names
from bot.text.plurals import singular
from bot.text.readable import folded

TEXTS_KEPT = 2_000  # unpacked, of papers that phrases are looked for in
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
        self._text = lru_cache(maxsize=TEXTS_KEPT)(self._unpacked)

    def search(self, wanted: Filter) -> int:
        """Return the papers in any of the categories, with all words and authors and none of the excluded.

        No category means any. Words and phrases match in title or abstract, as whole words in any form (`keywords`),
        without regard to case, accents and LaTeX. Two neighbors match too where they are written as one word. Authors
        match by full name; middle initials may be missing on either side.
        """
        found = self._in_any[wanted.categories] if wanted.categories else self._all
        found &= self._with_all(wanted.words)
        for author in wanted.authors:
            found &= self._by[author]
        for word in wanted.excluded:
            found &= ~self._with[word]
        return found

    def _of_categories(self, wanted: tuple[str, ...]) -> int:
        return reduce(or_, (self._categories[category] for category in wanted))

    def _with_all(self, words: Iterable[str]) -> int:
        before, here, last = 0, self._all, ""
        for word in words:
            joined = keywords.joined(last, word) if last else ""
            together = before & self._words[joined] if joined else 0
            before, here, last = here, here & self._with[word] | together, word
        return here

    def _of_phrase(self, written: str) -> int:
        word = word_match.sought(written, self._words)
        text = word.keyword.text
        match word.keyword.kind:
            case Kind.EXACT:
                left = reduce(and_, map(self._having_exactly, WORD.findall(text)), self._all)
            case Kind.START:
                left = self._having_start(text)
            case Kind.FORMS:
                return reduce(or_, map(self._of_spelling, word.spellings), 0)
        return self._checked(left, word)

    def _having_exactly(self, word: str) -> int:
        """Return the papers that may have a word as it is written. The index has singulars, "gp" for "GPs"."""
        return self._words[singular(word)] | self._words[word]

    def _having_start(self, sought: str) -> int:
        *before, start = WORD.findall(sought)
        first = bisect_left(self._sorted, start)
        those = takewhile(lambda word: word.startswith(start), islice(self._sorted, first, None))
        left = reduce(or_, map(self._words.__getitem__, (*those, *keywords.start_readings(start))), 0)
        return left & reduce(and_, map(self._having_exactly, before), self._all)

    def _of_spelling(self, spelled: str) -> int:
        """Intersect the sets of a phrase's words, then search only the remaining texts."""
        words = WORD.findall(spelled)
        left = reduce(and_, map(self._words.__getitem__, words), self._all)
        return left if words == [spelled] else self._checked(left, SoughtWord(Keyword("", Kind.FORMS), (spelled,)))

    def _checked(self, left: int, word: SoughtWord) -> int:
        return sum(1 << index for index in bit_indexes(left) if word.is_in(self._text(index)))

    def _of_author(self, author: str) -> int:
        full, short = author_names(author)
        if full == short:
            return self._by_short_name[short]
        return self._by_full_name[full] | self._by_full_name[short]

    def _unpacked(self, index: int) -> SearchText:
        return SearchText(self._papers[index], self._folded[index])

    @cached_property
    def _folded(self) -> list[bytes]:
        return [folded(paper) for paper in self._papers]

    @cached_property
    def _words(self) -> _Postings:
        texts = map(folding.unpack, self._folded)
        return _Postings((WORD.findall(f"{text.title}\n{text.abstract}") for text in texts), len(self._papers))

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._words.keys())

    @cached_property
    def _categories(self) -> _Postings:
        return _Postings((categories.all_names(paper.categories) for paper in self._papers), len(self._papers))

    @cached_property
    def _by_full_name(self) -> _Postings:
        return self._of_names(0)

    @cached_property
    def _by_short_name(self) -> _Postings:
        return self._of_names(1)

    def _of_names(self, kind: int) -> _Postings:
        names = ([author_names(author)[kind] for author in paper.authors] for paper in self._papers)
        return _Postings(names, len(self._papers))


class _Postings:
    """The papers with each key: of the few common keys as bits, of others in small arrays, which are smaller then."""

    def __init__(self, papers: Iterable[Iterable[str]], count: int) -> None:
        self._size = count // 8 + 1
        self._indexes: dict[str, array[int]] = {}
        for index, keys in enumerate(papers):
            for key in set(keys):
                if key in self._indexes:
                    self._indexes[key].append(index)
                else:
                    self._indexes[key] = array("I", (index,))
        self._common = {key: self._bits(key) for key, found in self._indexes.items() if len(found) > self._size // 4}

    def __getitem__(self, key: str) -> int:
        """Return the set of papers with a key, which may be empty."""
        return self._common[key] if key in self._common else self._bits(key)

    def _bits(self, key: str) -> int:
        bits = bytearray(self._size)
        for index in self._indexes.get(key, ()):
            bits[index >> 3] |= 1 << (index & 7)
        return int.from_bytes(bits, "little")

    def __contains__(self, key: object) -> bool:
        return key in self._indexes

    def keys(self) -> Iterable[str]:
        """Return all keys."""
        return self._indexes


class _Made(dict[Key, Value]):
    """Values by key, each made on first use."""

    def __init__(self, make: Callable[[Key], Value]) -> None:
        self._make = make

    def __missing__(self, key: Key) -> Value:
        self[key] = made = self._make(key)
        return made
