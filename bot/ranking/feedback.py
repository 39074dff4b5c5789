"""How much each place counts for a channel, by what was liked there and what was not for it. Pure.

Each paper speaks once, in equal parts, for the places that talked about it. With u and d a place's parts of what was
liked and of what was not, its factor is 2^((u - d) / (u + d + `SMOOTHING`)): between 1/2 and 2, and 1 where nothing is
known or likes and dislikes balance.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

SMOOTHING = 10  # papers; as many, all liked and of one place alone, take its factor half of the way (in logarithms)
TEAM = "team"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a channel said of one paper, and the *sources* that talk about it."""

    is_liked: bool
    sources: tuple[str, ...]


def source_weights(feedback: Iterable[Feedback]) -> SourceWeights:
    """Return the factors that a channel's feedback comes to; its order makes no difference."""
    parts: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for each in feedback:
        for source in each.sources:
            parts[source, each.is_liked].append(1 / len(each.sources))
    up, down = (
        {s: math.fsum(p) for (s, is_liked), p in parts.items() if is_liked is wanted} for wanted in (True, False)
    )
    factors = {source: _factor(up.get(source, 0.0), down.get(source, 0.0)) for source in {*up, *down}}
    return SourceWeights(tuple(sorted((source, factor) for source, factor in factors.items() if factor != 1)))


def _factor(up: float, down: float) -> float:
    return 2 ** ((up - down) / (up + down + SMOOTHING))


MIN_WEIGHT, MAX_WEIGHT = 0.5, 2.0  # no place is ever silenced by feedback, none decides alone


@dataclass(frozen=True, slots=True)
class SourceWeights:
    """A factor for the surprise of each source that has one, between `LEAST` and `MOST`; 1 for all others."""

    factors: tuple[tuple[str, float], ...] = ()

    def for_source(self, source: str) -> float:
        """Return the factor of a source, within its bounds."""
        return min(max(dict(self.factors).get(source, 1.0), MIN_WEIGHT), MAX_WEIGHT)
