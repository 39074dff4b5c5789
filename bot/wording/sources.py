"""The names of sources, and their words for likes, reposts and replies. Pure."""

from __future__ import annotations

from bot.models.digest import Entry
from bot.models.papers import Engagement, Mention
from bot.models.source import find_info
from bot.wording.units import plural

MODEL_MAKER = "model "
"""What the name of a model stands behind where makers of lines are named."""


def source_name(source: str) -> str:
    """Name a source as people know it; an unknown one by its own name."""
    return find_info(source).label


def maker(name: str) -> str:
    """Say whose line it is that stands under a title."""
    if name.startswith(MODEL_MAKER):
        return f"AI summary of {name.removeprefix(MODEL_MAKER)}"
    return find_info(name).summary_label or source_name(name)


def credit(entry: Entry) -> str:
    """Return the attribution of an external summary, so that readers don't take it for the authors'."""
    return f"— {entry.maker}" if entry.maker else ""


def counts(source: str, seen: Engagement) -> str:
    """Write an engagement in the source's own words: upvotes, points, reposts and likes. A comment may have none."""
    info = find_info(source)
    parts = [
        plural(seen.reposts, info.repost_word) if seen.reposts else "",
        plural(seen.likes, info.like_word) if seen.likes else "",
        plural(seen.replies, info.reply_word) if seen.replies else "",
    ]
    return ", ".join(part for part in parts if part) or "1 mention"


def mention(seen: Mention) -> str:
    """Say who talks about a paper where, and how far it went: ``ada.bsky.social on Bluesky: 51 reposts, 216 likes``.

    An account that is known by its number alone is not named.
    """
    is_named = seen.author and not seen.author.isdecimal()
    who = f"{seen.author} on {source_name(seen.source)}" if is_named else source_name(seen.source)
    return f"{who}: {counts(seen.source, seen.engagement)}"
