"""How unusual a paper's attention is at each source, fused so that no loud place drowns the others.

At each source, *top* is the share of papers talked about there that have at least as much attention (`prior.json`).
Its surprise is -log10 of that, in bans: top 10 % is 1, top 1 % is 2; it can never reach 3. The surprises of all
sources add up to S, and the score is 100 (1 - 2^-S): one ban is 50 points, two are 75, evidence from two places
beats any from one. The points of a reason are its part of the surprise.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from bot import data
from bot.models import Candidate, Engagement, Ranked, Reason
from bot.ranking.totals import attention, by_source

LINEAR_UP_TO = 2.0  # bans; beyond, surprise bends towards its bound
BOUND = 3.0


@dataclass(frozen=True, slots=True)
class Distribution:
    """At one source: which share of papers (0 to 1) has at least so much attention; counts ascend, shares fall."""

    counts: tuple[int, ...]
    shares: tuple[float, ...]

    def top(self, count: int) -> float:
        """Return the share that has at least *count*, between the points (and beyond the last) by a power law."""
        if count <= 0:
            return 1.0
        right = min(bisect_right(self.counts, count), len(self.counts) - 1)
        x0, x1 = (math.log(c) for c in self.counts[right - 1 : right + 1])
        y0, y1 = (math.log(s) for s in self.shares[right - 1 : right + 1])
        return math.exp(y0 + (y1 - y0) * (math.log(count) - x0) / (x1 - x0))


def hot(candidates: Iterable[Candidate]) -> list[Ranked]:
    """Score every candidate, 0 to 100; one that nobody talks about gets 0."""
    return [_score(candidate) for candidate in candidates]


def _score(candidate: Candidate) -> Ranked:
    seen = sorted(by_source(candidate).items())
    tops = [_distribution(source).top(attention(engagement)) for source, engagement in seen]
    surprises = [_surprise(top) for top in tops]
    total = sum(surprises)
    score = 100 * (1 - 2**-total)
    reasons = tuple(
        _reason(source, engagement, top, score * surprise / total if total else 0.0)
        for (source, engagement), top, surprise in zip(seen, tops, surprises, strict=True)
    )
    return Ranked(candidate, score, reasons)


def _reason(source: str, engagement: Engagement, top: float, points: float) -> Reason:
    return Reason(source, engagement, points, top)


def _surprise(top: float) -> float:
    bans = -math.log10(top)
    room = BOUND - LINEAR_UP_TO
    return bans if bans <= LINEAR_UP_TO else LINEAR_UP_TO + room * (1 - math.exp(-(bans - LINEAR_UP_TO) / room))


@cache
def _distribution(source: str) -> Distribution:
    prior = json.loads(data.read("prior.json"))
    counts, shares = zip(*prior.get(source, prior["other"]), strict=True)
    return Distribution(counts, shares)
