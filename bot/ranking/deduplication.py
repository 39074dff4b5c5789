"""Deduplicate a paper's attention at each source: one discussion and one account count once. Pure.

A repost adds nothing, because it carries its original's counts. Of a cross-posted discussion, and of all posts of one
account about a paper at one source, only the most engaged counts: the same people may have liked each of them, and
repeating a post must not pay. A link-only post counts half. All accounts that weren't known before and post nothing but
links are one voice, because they cost nothing. The account of a discussion doesn't depend on counts, so a higher count
never lowers the result.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.models.digest import NO_DOUBTS, Doubts
from bot.models.papers import Engagement, Mention
from bot.ranking.classic import attention
from bot.ranking.evidence import supported_attention, unsupported

LINK_ONLY_WEIGHT = 0.5


KnownAccounts = Collection[tuple[str, str]]
"""Accounts that posted about other papers before, by source and name."""


@dataclass(frozen=True, slots=True)
class DedupedEngagement:
    """A source's original mentions: their total engagement, what of it *counted*, and the *trusted* part of that."""

    mentions: tuple[Mention, ...]
    engagement: Engagement
    counted: float
    trusted: float
    doubts: Doubts = NO_DOUBTS


def deduplicate(mentions: Iterable[Mention], known: KnownAccounts = ()) -> dict[str, DedupedEngagement]:
    """Return the deduplicated engagement of one paper's mentions by source."""
    by_source: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.repost_of is None:
            by_source[mention.source].append(mention)
    return {source: _merged(found, known) for source, found in by_source.items()}


def _merged(mentions: Sequence[Mention], known: KnownAccounts) -> DedupedEngagement:
    account = _accounts(mentions)
    by_account: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_account[account(mention)].append(mention)
    counted, trusted, voice = 0.0, [], 0.0
    newcomers: list[Mention] = []
    for posts in by_account.values():
        counted += max(_halved(post, attention(post.engagement)) for post in posts)
        sound = max(_halved(post, supported_attention(post)) for post in posts)
        if _is_newcomer(posts, known):
            voice = max(voice, sound)
            newcomers += posts
        else:
            trusted.append(sound)
    whole = sum((mention.engagement for mention in mentions), Engagement())
    excess = sum(map(unsupported, mentions), Engagement())
    doubts = Doubts(excess.likes, excess.reposts, tuple(newcomers) if len(newcomers) > 1 else ())
    return DedupedEngagement(tuple(mentions), whole, counted, math.fsum([*trusted, voice]), doubts)


def _is_newcomer(posts: Sequence[Mention], known: KnownAccounts) -> bool:
    """Return whether an account, never seen before, posted nothing but bare links."""
    return all(post.bare and post.author and (post.source, post.author) not in known for post in posts)


def _halved(mention: Mention, worth: float) -> float:
    return worth * (LINK_ONLY_WEIGHT if mention.bare else 1.0)


def _accounts(mentions: Sequence[Mention]) -> Callable[[Mention], str]:
    """Return a function that names a mention's account: the one that opened its discussion. Unknown ones differ."""
    parents = {mention.id: mention.crosspost_of for mention in mentions if mention.crosspost_of}
    if not parents:
        return _account
    opened: dict[str, Mention] = {}
    for mention in sorted(mentions, key=lambda m: (m.created, m.id)):
        opened.setdefault(_original_id(mention.id, parents), mention)
    return lambda mention: _account(opened[_original_id(mention.id, parents)])


def _account(mention: Mention) -> str:
    return mention.author or f"\0{mention.id}"


def _original_id(id: str, parents: Mapping[str, str]) -> str:
    """Follow cross-posts to the original. A cycle ends at its smallest id."""
    path = [id]
    while (parent := parents.get(path[-1])) and parent not in path:
        path.append(parent)
    return min(path[path.index(parent) :]) if parent else path[-1]
