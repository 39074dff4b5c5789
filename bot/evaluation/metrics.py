"""How near one order is to another, and how sure a mean is. Pure: chance is seeded."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

RESAMPLES = 1000
Numbers = Sequence[float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95% interval, None if it was not computed."""

    value: float
    low: float | None = None
    high: float | None = None


def kendall_tau_b(one: Numbers, other: Numbers) -> float:
    """Return by how much two rankings agree over all pairs, -1 to 1, ties told apart; 0 where one is all ties.

    https://en.wikipedia.org/wiki/Kendall_rank_correlation_coefficient#Tau-b
    """
    pairs = [(_sign(a - b), _sign(c - d)) for (a, c), (b, d) in combinations(zip(one, other, strict=True), 2)]
    untied = [sum(sign != 0 for sign in signs) for signs in zip(*pairs, strict=True)] or [0, 0]
    return sum(a * b for a, b in pairs) / math.sqrt(math.prod(untied)) if all(untied) else 0.0


def spearman(one: Numbers, other: Numbers) -> float:
    """Return the correlation of two rankings, -1 to 1, ties sharing their mean rank; 0 where one is all ties."""
    return _correlation(_ranks(one), _ranks(other))


def ndcg(scores: Numbers, gains: Numbers, most: int) -> float:
    """Return the discounted gain of the *most* best by score, as a share of the greatest possible, 0 to 1.

    Equal scores share the mean of their gains, so that no order among them is luck; without any gain it is 1.
    """
    ideal = _discounted(sorted(gains, reverse=True)[:most])
    return _discounted(_expected(scores, gains)[:most]) / ideal if ideal else 1.0


def mean(values: Numbers) -> float:
    """Return the mean; of nothing it is 0."""
    return math.fsum(values) / len(values) if values else 0.0


def estimated(values: Numbers, seed: int = 0) -> Estimate:
    """Return the mean with its 95% interval, by resampling: the same at every call."""
    chance = random.Random(seed)
    means = sorted(mean(chance.choices(values, k=len(values))) for _ in range(RESAMPLES)) if values else [0.0]
    edge = round(len(means) * 0.025)
    return Estimate(mean(values), means[edge], means[-1 - edge])


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _ranks(values: Numbers) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or values[order[end]] != values[order[start]]:
            for index in order[start:end]:
                ranks[index] = (start + end - 1) / 2
            start = end
    return ranks


def _correlation(one: Numbers, other: Numbers) -> float:
    a, b = ([value - mean(values) for value in values] for values in (one, other))
    size = math.sqrt(math.fsum(x * x for x in a) * math.fsum(y * y for y in b))
    return math.fsum(x * y for x, y in zip(a, b, strict=True)) / size if size else 0.0


def _expected(scores: Numbers, gains: Numbers) -> list[float]:
    """Return the gains by falling score, those of equal scores each as their mean."""
    groups: dict[float, list[float]] = {}
    for score, gain in zip(scores, gains, strict=True):
        groups.setdefault(score, []).append(gain)
    return [mean(groups[score]) for score in sorted(groups, reverse=True) for _ in groups[score]]


def _discounted(gains: Numbers) -> float:
    return math.fsum(gain / math.log2(place + 2) for place, gain in enumerate(gains))
