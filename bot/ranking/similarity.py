"""Compute the similarity of papers to a person's saved and dismissed papers. Pure.

A paper is a TF-IDF vector of its words; title words count three times. A profile is the mean of the saved papers, less
a part of the mean of the dismissed ones (Rocchio,
https://nlp.stanford.edu/IR-book/html/htmledition/the-rocchio71-algorithm-1.html). Similarity is their cosine.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.models.papers import Paper

WORD = re.compile(r"[^\W\d_]{3,}")
TITLE_WEIGHT = 3  # weight of a title word
DISMISSED_WEIGHT = 0.25  # weight of dismissed papers, as usual in Rocchio's algorithm

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ReadingProfile:
    """The papers that a person saved and dismissed, newest first."""

    saved: tuple[Paper, ...]
    dismissed: tuple[Paper, ...] = ()


class SimilarPaper(NamedTuple):
    """The *share* of current papers that are at least as similar to a profile, and the nearest saved paper."""

    share: float
    nearest: Paper


def most_similar(papers: Sequence[Paper], profile: ReadingProfile, most: float) -> list[SimilarPaper | None]:
    """Return the similarity of each of *papers*; None outside the most similar share *most*, and for saved ones.

    Word weights are computed from these papers and the person's.
    """
    rarity = _idf([*papers, *profile.saved, *profile.dismissed])
    saved = [_vector(paper, rarity) for paper in profile.saved]
    wanted = _wanted(saved, [_vector(paper, rarity) for paper in profile.dismissed])
    cosines = [_cosine(paper, rarity, wanted) for paper in papers]
    ascending, postings, known = sorted(cosines), _postings(saved), set(profile.saved)
    found: list[SimilarPaper | None] = []
    for paper, cosine in zip(papers, cosines, strict=True):
        share = 1 - bisect_left(ascending, cosine) / len(ascending)
        is_near = cosine > 0 and share <= most and paper not in known
        number = _nearest(_vector(paper, rarity), postings) if is_near else None
        found.append(None if number is None else SimilarPaper(share, profile.saved[number]))
    return found


def _wanted(saved: Sequence[Vector], dismissed: Sequence[Vector]) -> dict[str, float]:
    wanted = _mean(saved)
    for word, weight in _mean(dismissed).items():
        wanted[word] = wanted.get(word, 0.0) - DISMISSED_WEIGHT * weight
    return wanted


def _cosine(paper: Paper, rarity: Vector, wanted: Vector) -> float:
    """Return the cosine with *wanted*, up to a common factor."""
    weights = [(word, often * rarity[word]) for word, often in _words(paper)]
    length = math.sqrt(math.fsum(weight * weight for _, weight in weights)) or 1.0
    return math.fsum(weight * wanted[word] for word, weight in weights if word in wanted) / length


@lru_cache(maxsize=8192)
def _words(paper: Paper) -> tuple[tuple[str, float], ...]:
    """Return a paper's words with their term weights."""
    counts = Counter(WORD.findall(paper.abstract.casefold()))
    for word in WORD.findall(paper.title.casefold()):
        counts[word] += TITLE_WEIGHT
    return tuple((word, 1 + math.log(count)) for word, count in counts.items())


def _idf(papers: Sequence[Paper]) -> dict[str, float]:
    having = Counter(word for paper in papers for word, _ in _words(paper))
    return {word: math.log(len(papers) / count) for word, count in having.items()}


def _vector(paper: Paper, rarity: Vector) -> dict[str, float]:
    weights = {word: often * rarity[word] for word, often in _words(paper)}
    length = _length(weights) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def _length(vector: Vector) -> float:
    return math.sqrt(math.fsum(weight * weight for weight in vector.values()))


def _mean(vectors: Sequence[Vector]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for word, weight in vector.items():
            total[word] += weight / len(vectors)
    return dict(total)


def _postings(vectors: Iterable[Vector]) -> dict[str, list[tuple[int, float]]]:
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, vector in enumerate(vectors):
        for word, weight in vector.items():
            if weight:
                found[word].append((number, weight))
    return found


def _nearest(vector: Vector, postings: Mapping[str, Sequence[tuple[int, float]]]) -> int | None:
    """Return the index of the saved paper with the largest cosine; of equal ones the newest."""
    cosines: dict[int, float] = defaultdict(float)
    for word, weight in vector.items():
        for number, other in postings.get(word, ()):
            cosines[number] += weight * other
    return min(cosines, key=lambda number: (-cosines[number], number), default=None)
