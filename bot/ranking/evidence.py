"""Count the attention that its evidence supports: reposts by likes, likes by replies and reposts. Pure.

Likes and reposts are cheap to buy or to count twice. A repost counts if a like supports it::

    attention = likes + min(reposts, likes)

And likes count up to what posts with as many replies and reposts have at that source. Both limits rise with the counts,
so more of anything never counts less.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.models.papers import Engagement, Mention

REPOSTS_PER_LIKE = 1
"""Sound totals of the Hot Papers blog have 0.24 reposts a like, and 2% of 365 papers more than 1. With reposts counted
many times over, half of the papers do."""


class Support(NamedTuple):
    """How many likes of a post count *without* any reply or repost, and how many more with *each* of them."""

    without: int
    each: int


EXCESS_HALF = 1_000
"""All likes without support together count less than one, and so many of them half. That keeps the order of posts."""
ALL_LIKES = Support(10**12, 0)
POSTS = Support(3, 60)
SUPPORT = {
    "x": POSTS,
    "bluesky": POSTS,
    "mastodon": POSTS,
    "reddit": Support(20, 40),
    "hackernews": Support(10, 40),
    "huggingface": Support(150, 50),
}
"""The likes that 99% of posts don't exceed. X: reposts of the Hot Papers blog. Hacker News: comments of 981 stories.
Hugging Face: comments of 3,351 papers. Bluesky and Mastodon as X, Reddit is assumed. At sources without replies, such
as stars and citations, all likes count."""


def supported_attention(post: Mention) -> float:
    """Return the reposts and likes of a post that count."""
    seen, excess = post.engagement, unsupported(post)
    return seen.likes - excess.likes + excess.likes / (excess.likes + EXCESS_HALF) + seen.reposts - excess.reposts


def unsupported(post: Mention) -> Engagement:
    """Return the reposts and likes of a post that don't count."""
    seen = post.engagement
    without, each = SUPPORT.get(post.source, ALL_LIKES)
    likes = max(seen.likes - without - each * (seen.reposts + seen.replies), 0)
    return Engagement(max(seen.reposts - REPOSTS_PER_LIKE * seen.likes, 0), likes)
