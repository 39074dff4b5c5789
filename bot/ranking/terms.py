"""Describe papers by weighted terms: words of title and abstract, authors and categories. Pure.

A term's weight falls with the number of papers that have it (inverse document frequency), best counted over all stored
papers. Words have length 1 together, and authors and categories less. So the product of two papers is their similarity.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.models.papers import Paper

WORD = re.compile(r"[^\W\d_]{3,}")
TITLE_WEIGHT = 3  # weight of a title word
AUTHORS_WEIGHT, CATEGORIES_WEIGHT = 0.4, 0.3  # length of their part, with words as 1; chosen with readers on X of 2020
MAX_SHARE = 0.1  # of papers; a word that more of them have says little about one

Terms = tuple[tuple[str, float], ...]


@dataclass(frozen=True, eq=False, slots=True)
class DocumentFrequencies:
    """In how many of so many papers each term occurs."""

    papers: int
    counts: Mapping[str, int]

    def rarity(self, term: str) -> float:
        """Return the weight of a term: 0 if all papers have it."""
        return math.log((self.papers + 1) / (self.counts.get(term, 0) + 1))

    def is_common(self, word: str) -> bool:
        """Return whether so many papers have a word that it is left out."""
        return self.papers > 1 / MAX_SHARE and self.counts.get(word, 0) > MAX_SHARE * self.papers


def count_terms(papers: Iterable[Paper]) -> DocumentFrequencies:
    """Return the document frequencies of words and categories in *papers*."""
    counts: Counter[str] = Counter()
    number = 0
    for paper in papers:
        number += 1
        counts.update(word for word, _ in words(paper))
        counts.update(map(_category, paper.categories))
    return DocumentFrequencies(number, counts)


@lru_cache(maxsize=16384)
def words(paper: Paper) -> Terms:
    """Return a paper's words with their weights within it."""
    counts = Counter(WORD.findall(paper.abstract.casefold()))
    for word in WORD.findall(paper.title.casefold()):
        counts[word] += TITLE_WEIGHT
    return tuple((word, 1 + math.log(count)) for word, count in counts.items())


@lru_cache(maxsize=16384)
def terms(paper: Paper, known: DocumentFrequencies) -> Terms:
    """Return a paper's terms with their weights."""
    told = [(word, often * known.rarity(word)) for word, often in words(paper) if not known.is_common(word)]
    fields = [(term, known.rarity(term)) for term in map(_category, paper.categories)]
    people = [(f"author {author.casefold()}", 1.0) for author in dict.fromkeys(paper.authors)]
    return (*_scaled(told, 1), *_scaled(fields, CATEGORIES_WEIGHT), *_scaled(people, AUTHORS_WEIGHT))


def _category(code: str) -> str:
    return f"category {code}"


def _scaled(part: list[tuple[str, float]], length: float) -> Iterable[tuple[str, float]]:
    factor = length / (math.sqrt(math.fsum(weight * weight for _, weight in part)) or 1.0)
    return ((term, weight * factor) for term, weight in part)
