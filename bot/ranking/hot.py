"""Score how unusual a paper's attention is for its age at each source, so that no large source dominates. Pure.

At each source, *tail_share* is the share of discussed papers of the same age with at least as much deduplicated
attention (`distributions`, `deduplication`). The surprisals of all sources, each times the channel's weight, are added,
and the sum in points is the score: two sources always beat either one alone. The points of a reason are its part of the
sum. A source without mentions changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.models.digest import Candidate, Flag, Ranked, Reason
from bot.ranking.authorship import is_by_author
from bot.ranking.baseline import Baseline
from bot.ranking.deduplication import DedupedEngagement, deduplicate
from bot.ranking.feedback import SourceWeights
from bot.ranking.flags import is_resurfaced, is_rising
from bot.ranking.surprisal import points, surprisal


def rank_hot(candidates: Iterable[Candidate], basis: Baseline, weights: SourceWeights) -> list[Ranked]:
    """Score every candidate from 0 to 100; without discussion it gets 0."""
    return [_score(candidate, basis, weights) for candidate in candidates]


def rank_score(ranked: Ranked) -> float:
    """Return the score without anomalous counts, which decides the rank."""
    if Flag.ANOMALOUS not in ranked.flags:
        return ranked.score
    return points(math.fsum(reason.surprisal - reason.discounted for reason in ranked.reasons))


def sort_by_score(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Sort by rank score; equal ones by ascending id."""
    return sorted(ranked, key=lambda each: (-rank_score(each), -each.score, each.candidate.paper.id))


def fuse(candidate: Candidate, reasons: Sequence[Reason], marks: frozenset[Flag]) -> Ranked:
    """Add up the surprisals of *reasons*, and give each its part of the points."""
    total = math.fsum(reason.surprisal for reason in reasons)
    score = points(total)
    shared = tuple(replace(r, points=score * r.surprisal / total if total else 0.0) for r in reasons)
    return Ranked(candidate, score, shared, marks)


def _score(candidate: Candidate, basis: Baseline, weights: SourceWeights) -> Ranked:
    merged = sorted(deduplicate(candidate.mentions).items())
    reasons = [_reason(candidate, source, at, basis, weights.for_source(source)) for source, at in merged]
    return fuse(candidate, reasons, frozenset(_marks(candidate, reasons, basis)))


def _reason(candidate: Candidate, source: str, at: DedupedEngagement, basis: Baseline, weight: float) -> Reason:
    top = basis.tail_share(candidate, source, at.counted)
    whole = weight * surprisal(top)
    sound = 0.0 if (source, candidate.announced) in basis.anomalous else at.trusted
    believed = whole if sound == at.counted else weight * surprisal(basis.tail_share(candidate, source, sound))
    return Reason(
        source=source,
        engagement=at.engagement,
        points=0.0,
        tail_share=top,
        counted=at.counted,
        surprisal=whole,
        weight=weight,
        discounted=whole - believed,
        by_author=is_by_author(at.mentions, candidate.paper.authors),
    )


def _marks(candidate: Candidate, reasons: Sequence[Reason], basis: Baseline) -> Iterator[Flag]:
    if any(reason.discounted for reason in reasons):
        yield Flag.ANOMALOUS
    if is_rising(candidate, basis):
        yield Flag.RISING
    if is_resurfaced(candidate, basis):
        yield Flag.RESURFACED
