"""Compute a channel's source weights from its liked and dismissed papers. Pure.

Each paper counts once, in equal parts for the sources that mention it. With u and d a source's parts of liked and
dismissed papers, its weight is 2^((u - d) / (u + d + `SMOOTHING`)): between 1/2 and 2, and 1 without feedback or if
likes and dismissals balance.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

SMOOTHING = 10  # papers; this many, all liked and of one source, move its weight half of the way (in logarithms)
TEAM = "team"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A channel's verdict on one paper, and the *sources* that mention it."""

    is_liked: bool
    sources: tuple[str, ...]


def source_weights(feedback: Iterable[Feedback]) -> SourceWeights:
    """Return the source weights from a channel's feedback, in any order."""
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


MIN_WEIGHT, MAX_WEIGHT = 0.5, 2.0  # feedback neither silences a source nor lets one decide alone


@dataclass(frozen=True, slots=True)
class SourceWeights:
    """The weight of each source's surprisal, between `MIN_WEIGHT` and `MAX_WEIGHT`; 1 for all others."""

    factors: tuple[tuple[str, float], ...] = ()

    def for_source(self, source: str) -> float:
        """Return the weight of a source, within its bounds."""
        return min(max(dict(self.factors).get(source, 1.0), MIN_WEIGHT), MAX_WEIGHT)
