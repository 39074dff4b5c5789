"""What is left of a paper's attention at each source when one discussion and one account count once. Pure.

A repost adds nothing: it carries its original's counts. Of a discussion that is open at several places, and of all that
one account posted of a paper at one source, only what went furthest counts: who liked it there and who liked it again
cannot be told apart, and so nobody gains by saying a thing a hundred times. A post of nothing but title and links
counts half. Whose discussion it is does not depend on counts, so that more of them is never less.
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
    """A source's originals: all their engagement, what counts of their reposts and likes, and what of it is *sound*."""

    mentions: tuple[Mention, ...]
    engagement: Engagement
    counted: float
    trusted: float


def deduplicate(mentions: Iterable[Mention]) -> dict[str, DedupedEngagement]:
    """Return for each source what its mentions of one paper come to."""
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
    """Return whose a mention is: of who opened its discussion first. Who is not known is somebody else every time."""
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
    """Follow cross-posts to where they began; a circle ends at its smallest id."""
    path = [id]
    while (parent := parents.get(path[-1])) and parent not in path:
        path.append(parent)
    return min(path[path.index(parent) :]) if parent else path[-1]
