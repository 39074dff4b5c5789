"""The order of the Hot Papers blog: plain totals over all sources together, never damped."""

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
    """Sum the original mentions of each source; a repost carries its original's counts and would square them."""
    totals: dict[str, Engagement] = {}
    for mention in candidate.mentions:
        if mention.repost_of is None:
            totals[mention.source] = totals.get(mention.source, Engagement()) + mention.engagement
    return totals


def attention(engagement: Engagement) -> int:
    """Return reposts and likes together."""
    return engagement.reposts + engagement.likes
