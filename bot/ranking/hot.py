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

from bot.models.digest import Candidate, Doubts, Flag, Ranked, Reason
from bot.ranking.authorship import is_by_author
from bot.ranking.baseline import Baseline
from bot.ranking.deduplication import DedupedEngagement, deduplicate
from bot.ranking.feedback import SourceWeights
from bot.ranking.flags import is_resurfaced, is_rising
from bot.ranking.surprisal import points, surprisal

ALONE = 1.5  # bans of one source that count in full without another
BEYOND = 0.3  # part that counts of what goes beyond
DOUBTED = 0.3  # bans; a paper that loses as much is marked
MIN_DOUBTED_LIKES, MIN_DOUBTED_REPOSTS, MIN_NEWCOMERS = 100, 50, 5
ANOMALOUS_DAY = Doubts(is_whole_day=True)


def rank_hot(candidates: Iterable[Candidate], basis: Baseline, weights: SourceWeights) -> list[Ranked]:
    """Score every candidate from 0 to 100; without discussion it gets 0."""
    return [_score(candidate, basis, weights) for candidate in candidates]


def sort_by_score(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Sort by score; equal ones by ascending id."""
    return sorted(ranked, key=lambda each: (-each.score, each.candidate.paper.id))


def doubted_score(ranked: Ranked) -> float:
    """Return what the score would be with the counts that have no evidence."""
    return points(math.fsum(reason.surprisal + reason.discounted for reason in ranked.reasons))


def fuse(candidate: Candidate, reasons: Sequence[Reason], marks: frozenset[Flag]) -> Ranked:
    """Add up the surprisals of *reasons*, and give each its part of the points."""
    total = math.fsum(reason.surprisal for reason in reasons)
    score = points(total)
    shared = tuple(replace(r, points=score * r.surprisal / total if total else 0.0) for r in reasons)
    return Ranked(candidate, score, shared, marks)


def _score(candidate: Candidate, basis: Baseline, weights: SourceWeights) -> Ranked:
    merged = sorted(deduplicate(candidate.mentions, basis.accounts).items())
    reasons = _with_limit([_reason(candidate, source, at, basis) for source, at in merged])
    marks = frozenset(_marks(candidate, reasons, basis))
    return fuse(candidate, [scaled(each, weights.for_source(each.source)) for each in reasons], marks)


def scaled(reason: Reason, factor: float) -> Reason:
    """Return a reason that counts *factor* times as much."""
    if factor == 1:
        return reason
    return replace(
        reason,
        surprisal=reason.surprisal * factor,
        discounted=reason.discounted * factor,
        alone=reason.alone * factor,
        weight=reason.weight * factor,
    )


def _reason(candidate: Candidate, source: str, at: DedupedEngagement, basis: Baseline) -> Reason:
    is_sound = (source, candidate.announced) not in basis.anomalous
    """Return a reason without its points. *discounted* isn't below 0: sound counts can't count for more."""
    whole = surprisal(basis.tail_share(candidate, source, at.counted))
    top = basis.tail_share(candidate, source, at.trusted if is_sound else 0.0)
    return Reason(
        source=source,
        engagement=at.engagement,
        points=0.0,
        tail_share=top,
        counted=at.trusted if is_sound else 0.0,
        surprisal=surprisal(top),
        discounted=whole - surprisal(top),
        by_author=is_by_author(at.mentions, candidate.paper.authors),
        doubts=at.doubts if is_sound else ANOMALOUS_DAY,
    )


def _with_limit(reasons: Sequence[Reason]) -> list[Reason]:
    """Limit the most unusual source by the others: what goes beyond counts in part, as one place can be bought."""
    if not reasons:
        return []
    first = max(range(len(reasons)), key=lambda index: reasons[index].surprisal)
    own = reasons[first].surprisal
    limit = ALONE + math.fsum(reason.surprisal for index, reason in enumerate(reasons) if index != first)
    if own <= limit:
        return [*reasons]
    cut = (own - limit) * (1 - BEYOND)
    return [replace(r, surprisal=own - cut, alone=cut) if index == first else r for index, r in enumerate(reasons)]


def _is_suspicious(doubts: Doubts) -> bool:
    """Return whether so much has no evidence that a list should say so. `why` says it of any."""
    return (
        doubts.is_whole_day
        or doubts.likes >= MIN_DOUBTED_LIKES
        or doubts.reposts >= MIN_DOUBTED_REPOSTS
        or len(doubts.newcomers) >= MIN_NEWCOMERS
    )


def _marks(candidate: Candidate, reasons: Sequence[Reason], basis: Baseline) -> Iterator[Flag]:
    if any(reason.discounted >= DOUBTED and _is_suspicious(reason.doubts) for reason in reasons):
        yield Flag.ANOMALOUS
    if is_rising(candidate, basis):
        yield Flag.RISING
    if is_resurfaced(candidate, basis):
        yield Flag.RESURFACED
