"""Rank like the Hot Papers blog: by total counts over all sources, without decay. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.models.digest import Candidate, Ranked, Reason
from bot.models.papers import Engagement


def rank_classic(candidates: Iterable[Candidate]) -> list[Ranked]:
    """Score every candidate by its reposts and likes over all sources."""
    return [_score(candidate) for candidate in candidates]


def _score(candidate: Candidate) -> Ranked:
    reasons = tuple(
        Reason(source, seen, attention(seen)) for source, seen in sorted(engagement_by_source(candidate).items())
    )
    return Ranked(candidate, sum(reason.points for reason in reasons), reasons)


def engagement_by_source(candidate: Candidate) -> dict[str, Engagement]:
    """Return the engagement of each source's original mentions. Reposts are left out, as they repeat its counts."""
    totals: dict[str, Engagement] = {}
    for mention in candidate.mentions:
        if mention.repost_of is None:
            totals[mention.source] = totals.get(mention.source, Engagement()) + mention.engagement
    return totals


def attention(engagement: Engagement) -> int:
    """Return the sum of reposts and likes."""
    return engagement.reposts + engagement.likes
