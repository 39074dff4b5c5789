"""The distribution of attention by source and age: learned from the store, mixed with shipped data. Pure.

With n learned papers at a source and age, and the shipped distribution counting as `PRIOR_WEIGHT` papers::

    share(count) = (papers with at least count + PRIOR_WEIGHT shipped(count)) / (n + PRIOR_WEIGHT)

The m papers of a category move that towards their own share, with weight `MAX_CATEGORY_WEIGHT` m / (m + 50). All shares
fall with the count, and so do their mixtures: at one source, age and category, more attention is never less unusual.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from bot import data

AGE_BUCKETS = (6.0, 18.0, 42.0, 90.0, 192.0)
"""Bounds of the age buckets, in hours: a morning, half a day, a day, three days, a week, older."""
OLDEST_BUCKET = 4  # bucket of papers announced about a week ago
PRIOR_WEIGHT = 100  # papers; about a week's list of Hugging Face
MAX_CATEGORY_WEIGHT = 0.1
"""With more, sound posts of the Hot Papers blog come in another order than their totals: tau-b 0.984 with 0.5."""
CATEGORY_HALF_WEIGHT = 50  # papers of a category that give half of its maximum weight


class Sample(NamedTuple):
    """The attention of a paper at a source and age. The category is its primary one, or none."""

    source: str
    age: int
    category: tuple[str, ...]
    attention: float


@dataclass(frozen=True, slots=True)
class Distributions:
    """Learned counts, ascending, by source and age, and by category. Without any, the shipped data is used."""

    by_age: Mapping[tuple[str, int], tuple[float, ...]] = field(default_factory=dict)
    by_category: Mapping[tuple[str, int, tuple[str, ...]], tuple[float, ...]] = field(default_factory=dict)

    def tail_share(self, source: str, age: int | None, category: tuple[str, ...], count: float) -> float:
        """Return the share, 0 to 1, of papers discussed at *source* at that age with at least *count*."""
        if count <= 0:
            return 1.0
        shipped = prior_tail(source).top(count, age)
        seen = self.by_age.get((source, age), ()) if age is not None else ()
        if age is None or not seen:
            return shipped
        share = _share(seen, count)
        own = self.by_category.get((source, age, category), ())
        if own:
            weight = MAX_CATEGORY_WEIGHT * len(own) / (len(own) + CATEGORY_HALF_WEIGHT)
            share = weight * _share(own, count) + (1 - weight) * share
        return (len(seen) * share + PRIOR_WEIGHT * shipped) / (len(seen) + PRIOR_WEIGHT)

    def sample_size(self, source: str, age: int | None) -> int:
        """Return the number of learned papers."""
        return 0 if age is None else len(self.by_age.get((source, age), ()))


def fit(samples: Iterable[Sample]) -> Distributions:
    """Return the distributions of samples, in any order."""
    by_age: dict[tuple[str, int], list[float]] = defaultdict(list)
    by_category: dict[tuple[str, int, tuple[str, ...]], list[float]] = defaultdict(list)
    for source, age, category, attention in samples:
        by_age[source, age].append(attention)
        by_category[source, age, category].append(attention)
    return Distributions(
        {key: tuple(sorted(counts)) for key, counts in by_age.items()},
        {key: tuple(sorted(counts)) for key, counts in by_category.items()},
    )


def age_bucket(elapsed: timedelta) -> int:
    """Return the index in `AGE_BUCKETS` of an age."""
    return bisect_right(AGE_BUCKETS, elapsed / timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class PriorTail:
    """The shipped distribution of a source: the share with at least each count (counts ascend, shares fall).

    *growth* is the usual attention at each age, relative to that of the shipped shares.
    """

    counts: tuple[float, ...]
    shares: tuple[float, ...]
    growth: tuple[float, ...]

    def top(self, count: float, age: int | None) -> float:
        """Return the share with at least *count*, by a power law between and beyond the points."""
        grown = count if age is None else count / self.growth[age]
        if grown <= 0:
            return 1.0
        right = min(max(bisect_right(self.counts, grown), 1), len(self.counts) - 1)
        x0, x1 = (math.log(c) for c in self.counts[right - 1 : right + 1])
        y0, y1 = (math.log(s) for s in self.shares[right - 1 : right + 1])
        return min(math.exp(y0 + (y1 - y0) * (math.log(grown) - x0) / (x1 - x0)), 1.0)


@cache
def prior_tail(source: str) -> PriorTail:
    """Return the shipped distribution of a source, or the default of unknown sources."""
    prior = json.loads(data.read("prior.json"))
    shipped = prior["sources"].get(source, prior["sources"]["other"])
    counts, shares = zip(*shipped["tail"], strict=True)
    return PriorTail(counts, shares, tuple(shipped["growth"]))


def _share(ascending: tuple[float, ...], count: float) -> float:
    """Return the share of values that are at least *count*."""
    return 1 - bisect_left(ascending, count) / len(ascending)
