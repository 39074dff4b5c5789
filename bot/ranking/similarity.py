"""How near papers are to what somebody saved, and how far from what was not for them. Pure.

A paper is its words, each weighed by how often it has it and by how few papers do (TF-IDF); title words count thrice. A
person is the mean of the saved ones, less a part of the mean of the dismissed (Rocchio's profile:
https://nlp.stanford.edu/IR-book/html/htmledition/the-rocchio71-algorithm-1.html). Nearness is the cosine between them.
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
TITLE_WEIGHT = 3  # times that a word of the title counts
DISMISSED_WEIGHT = 0.25  # of what was dismissed; the part that Rocchio's profile usually gives it

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ReadingProfile:
    """What a person saved and dismissed, newest first."""

    saved: tuple[Paper, ...]
    dismissed: tuple[Paper, ...] = ()


class SimilarPaper(NamedTuple):
    """Which *share* of the papers at hand is at least as near to a person, and which saved paper is nearest to it."""

    share: float
    nearest: Paper


def most_similar(papers: Sequence[Paper], profile: ReadingProfile, most: float) -> list[SimilarPaper | None]:
    """Return of each of *papers* how near it is; None if it is not among the nearest share *most*, or was saved.

    Words are weighed among these papers and the person's.
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
    """Return the cosine with *wanted*, times a length that is the same for all."""
    weights = [(word, often * rarity[word]) for word, often in _words(paper)]
    length = math.sqrt(math.fsum(weight * weight for _, weight in weights)) or 1.0
    return math.fsum(weight * wanted[word] for word, weight in weights if word in wanted) / length


@lru_cache(maxsize=8192)
def _words(paper: Paper) -> tuple[tuple[str, float], ...]:
    """Return a paper's words, each with how much its being there often says."""
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
    """Return the number of the saved paper with the largest cosine; of equals the newest."""
    cosines: dict[int, float] = defaultdict(float)
    for word, weight in vector.items():
        for number, other in postings.get(word, ()):
            cosines[number] += weight * other
    return min(cosines, key=lambda number: (-cosines[number], number), default=None)
