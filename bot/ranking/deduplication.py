"""Deduplicate a paper's attention at each source: one discussion and one account count once. Pure.

A repost adds nothing, because it carries its original's counts. Of a cross-posted discussion, and of all posts of one
account about a paper at one source, only the most engaged counts: the same people may have liked each of them, and
repeating a post must not pay. A link-only post counts half. The account of a discussion doesn't depend on counts, so a
higher count never lowers the result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.models.papers import Engagement, Mention
from bot.ranking.anomalies import is_suspicious
from bot.ranking.classic import attention

LINK_ONLY_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class DedupedEngagement:
    """A source's original mentions: their total engagement, the counted part, and the *trusted* part of that."""

    mentions: tuple[Mention, ...]
    engagement: Engagement
    counted: float
    trusted: float


def deduplicate(mentions: Iterable[Mention]) -> dict[str, DedupedEngagement]:
    """Return the deduplicated engagement of one paper's mentions by source."""
    by_source: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.repost_of is None:
            by_source[mention.source].append(mention)
    return {source: _merged(found) for source, found in by_source.items()}


def _merged(mentions: Sequence[Mention]) -> DedupedEngagement:
    account = _accounts(mentions)
    counted: dict[str, float] = {}
    sound: dict[str, float] = {}
    reposts = likes = replies = 0
    for mention in mentions:
        key, worth, seen = account(mention), _weight(mention), mention.engagement
        counted[key] = max(counted.get(key, 0.0), worth)
        if not is_suspicious(seen):
            sound[key] = max(sound.get(key, 0.0), worth)
        reposts, likes, replies = reposts + seen.reposts, likes + seen.likes, replies + seen.replies
    whole = Engagement(reposts, likes, replies)
    return DedupedEngagement(tuple(mentions), whole, sum(counted.values()), sum(sound.values()))


def _weight(mention: Mention) -> float:
    return attention(mention.engagement) * (LINK_ONLY_WEIGHT if mention.bare else 1.0)


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
