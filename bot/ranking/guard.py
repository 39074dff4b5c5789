"""What cannot be true: it is flagged and does not count for a paper's place. Its score stays. Pure."""

from __future__ import annotations

from bot.models import Engagement

FEWEST_REPOSTS = 50
REPOSTS_PER_LIKE = 10
"""Sound totals of the Hot Papers blog have 0.24 reposts a like, and none of 365 papers more than 10; with reposts
counted many times over, a tenth of them did."""


def is_doubtful(seen: Engagement) -> bool:
    """Say whether a post was repeated by so many and liked by so few that somebody counts wrongly, or cheats."""
    return seen.reposts >= FEWEST_REPOSTS and seen.reposts > REPOSTS_PER_LIKE * seen.likes
