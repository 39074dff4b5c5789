"""How near papers are to what somebody saved, and how far from what was not for them. Pure.

A paper is its words, each weighed by how often it has it and by how few papers do (TF-IDF); title words count thrice. A
person is the mean of the saved ones, less a part of the mean of the dismissed (Rocchio's profile:
https://nlp.stanford.edu/IR-book/html/htmledition/the-rocchio71-algorithm-1.html). Nearness is the cosine between them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.models import Paper

WORD = re.compile(r"[^\W\d_]{3,}")
TITLE = 3  # times that a word of the title counts
AGAINST = 0.25  # of what was dismissed; the part that Rocchio's profile usually gives it

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person saved and dismissed, newest first."""

    saved: tuple[Paper, ...]
    dismissed: tuple[Paper, ...] = ()


class Near(NamedTuple):
    """How near a paper is to a person, at most 1, and which saved paper is the nearest to it; None if none is."""

    nearness: float
    nearest: Paper | None


def nearness(papers: Sequence[Paper], profile: Profile) -> list[Near]:
    """Return of each of *papers* how near it is to a person. Their words are weighed among these and the person's."""
    rarity = _rarity([*papers, *profile.saved, *profile.dismissed])
    saved = [_vector(paper, rarity) for paper in profile.saved]
    wanted = _mean(saved)
    for word, weight in _mean([_vector(paper, rarity) for paper in profile.dismissed]).items():
        wanted[word] = wanted.get(word, 0.0) - AGAINST * weight
    length = _length(wanted) or 1.0
    postings = _postings(saved)
    found = []
    for paper in papers:
        vector = _vector(paper, rarity)
        cosine = math.fsum(weight * wanted.get(word, 0.0) for word, weight in vector.items()) / length
        nearest = _nearest(vector, postings)
        found.append(Near(cosine, None if nearest is None else profile.saved[nearest]))
    return found


@lru_cache(maxsize=8192)
def _words(paper: Paper) -> tuple[tuple[str, float], ...]:
    """Return a paper's words, each with how much its being there often says."""
    counts = Counter(WORD.findall(paper.abstract.casefold()))
    for word in WORD.findall(paper.title.casefold()):
        counts[word] += TITLE
    return tuple((word, 1 + math.log(count)) for word, count in counts.items())


def _rarity(papers: Sequence[Paper]) -> dict[str, float]:
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
