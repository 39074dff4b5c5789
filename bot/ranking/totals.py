"""What all rankings start from: the engagement of a paper at each source."""

from __future__ import annotations

from bot.models.digest import Candidate
from bot.models.papers import Engagement


def by_source(candidate: Candidate) -> dict[str, Engagement]:
    """Sum the original mentions of each source; a repost carries its original's counts and would square them."""
    totals: dict[str, Engagement] = {}
    for mention in candidate.mentions:
        if mention.repost_of is None:
            totals[mention.source] = totals.get(mention.source, Engagement()) + mention.engagement
    return totals


def attention(engagement: Engagement) -> int:
    """Return reposts and likes together."""
    return engagement.reposts + engagement.likes
