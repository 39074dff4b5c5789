"""Campaigns: attention that is bought for a paper, as mentions. What they cost little of is what they look like.

They have no replies, no reposts and no words of their own, because those cost more than likes and links.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.models.papers import Engagement, Mention, PaperId

Campaign = Callable[[PaperId, datetime, random.Random], tuple[Mention, ...]]
"""Makes the mentions that are bought for a paper by a time."""

ACCOUNTS = 50
MAX_LIKES = 5  # of each of their posts
WITHIN = timedelta(hours=3)  # between the first and the last of them
BOUGHT_LIKES = 1_000
BOUGHT_UPVOTES = 200


def links_by_new_accounts(source: str, paper: PaperId, now: datetime, chance: random.Random) -> tuple[Mention, ...]:
    """Let many accounts, never seen before, post the bare link within a short time."""
    start = now - WITHIN - timedelta(hours=chance.uniform(1, 12))
    return tuple(
        _mention(
            (source, paper),
            f"new-{paper}-{number}",
            start + WITHIN * chance.random(),
            Engagement(likes=chance.randint(1, MAX_LIKES)),
            now,
        )
        for number in range(ACCOUNTS)
    )


def likes_of_one_post(
    source: str, likes: int, paper: PaperId, now: datetime, chance: random.Random
) -> tuple[Mention, ...]:
    """Let one post have many likes, and no reply or repost."""
    created = now - timedelta(hours=chance.uniform(2, 12))
    return (_mention((source, paper), f"bought-{paper}", created, Engagement(likes=likes), now, bare=False),)


CAMPAIGNS: Mapping[str, Campaign] = {
    f"{ACCOUNTS} new accounts post a link at X": partial(links_by_new_accounts, "x"),
    f"{ACCOUNTS} new accounts post a link at Bluesky": partial(links_by_new_accounts, "bluesky"),
    f"{BOUGHT_LIKES:,} likes of a post at X": partial(likes_of_one_post, "x", BOUGHT_LIKES),
    f"{BOUGHT_UPVOTES} upvotes at Hugging Face": partial(likes_of_one_post, "huggingface", BOUGHT_UPVOTES),
}


def _mention(  # noqa: PLR0913 - a mention's own fields
    where: tuple[str, PaperId],
    author: str,
    created: datetime,
    seen: Engagement,
    now: datetime,
    *,
    bare: bool = True,
) -> Mention:
    source, paper = where
    url = f"https://{source}.example/{author}"
    return Mention(paper, source, f"{source}-{author}", url, author, created, seen, now, bare=bare)
