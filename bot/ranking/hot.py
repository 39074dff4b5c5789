"""How unusual a paper's attention is at each source for its age, fused so that no loud place drowns the others. Pure.

At each source, *top* is the share of papers as old, and talked about there, that have at least as much attention
(`distributions`) when nothing counts twice (`merging`). The surprises of all sources, each times the channel's weight,
add up, and their sum in points is the score: evidence from two places beats any from one. The points of a reason are
its part of the sum. A source that says nothing adds nothing, and takes nothing away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.models.digest import Candidate, Mark, Ranked, Reason
from bot.ranking.authorship import is_own
from bot.ranking.baseline import Basis
from bot.ranking.deduplication import Merged, merge
from bot.ranking.feedback import Weights
from bot.ranking.flags import is_rising, is_sleeper
from bot.ranking.surprisal import points, surprise


def hot(candidates: Iterable[Candidate], basis: Basis, weights: Weights) -> list[Ranked]:
    """Score every candidate, 0 to 100; one that nobody talks about gets 0."""
    return [_score(candidate, basis, weights) for candidate in candidates]


def standing(ranked: Ranked) -> float:
    """Return what is left of a score without what cannot be true: it decides a paper's place."""
    if Mark.DOUBTFUL not in ranked.marks:
        return ranked.score
    return points(math.fsum(reason.surprise - reason.doubted for reason in ranked.reasons))


def hottest_first(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Order by place; equals by ascending id."""
    return sorted(ranked, key=lambda each: (-standing(each), -each.score, each.candidate.paper.id))


def fused(candidate: Candidate, reasons: Sequence[Reason], marks: frozenset[Mark]) -> Ranked:
    """Add up the surprises of *reasons*, and give each its part of the points."""
    total = math.fsum(reason.surprise for reason in reasons)
    score = points(total)
    shared = tuple(replace(r, points=score * r.surprise / total if total else 0.0) for r in reasons)
    return Ranked(candidate, score, shared, marks)


def _score(candidate: Candidate, basis: Basis, weights: Weights) -> Ranked:
    merged = sorted(merge(candidate.mentions).items())
    reasons = [_reason(candidate, source, at, basis, weights.of(source)) for source, at in merged]
    return fused(candidate, reasons, frozenset(_marks(candidate, reasons, basis)))


def _reason(candidate: Candidate, source: str, at: Merged, basis: Basis, weight: float) -> Reason:
    top = basis.top(candidate, source, at.counted)
    whole = weight * surprise(top)
    sound = 0.0 if (source, candidate.announced) in basis.jumped else at.sound
    believed = whole if sound == at.counted else weight * surprise(basis.top(candidate, source, sound))
    return Reason(
        source=source,
        engagement=at.engagement,
        points=0.0,
        top=top,
        counted=at.counted,
        surprise=whole,
        weight=weight,
        doubted=whole - believed,
        own=is_own(at.mentions, candidate.paper.authors),
    )


def _marks(candidate: Candidate, reasons: Sequence[Reason], basis: Basis) -> Iterator[Mark]:
    if any(reason.doubted for reason in reasons):
        yield Mark.DOUBTFUL
    if is_rising(candidate, basis):
        yield Mark.RISING
    if is_sleeper(candidate, basis):
        yield Mark.SLEEPER
