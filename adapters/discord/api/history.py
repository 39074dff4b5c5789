"""Reading Discord back: what came to a channel or a thread since an instant."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord

from adapters.discord.api.post_tokens import Message
from bot.models.post import Post, PostKind

CLOCK_SKEW = timedelta(
    minutes=5
)  # between those of Discord's clocks that date its answers and those that number messages
PAGE, PAGES = 100, 10  # of messages to look through for one of ours


async def messages_since(client: discord.Client, post: Post, since: datetime) -> list[Message]:
    """Read what came since then, page by page."""
    after = discord.utils.time_snowflake(since - CLOCK_SKEW)
    messages: list[Message] = []
    for _ in range(PAGES):
        page = await client.http.logs_from(place_of(post), PAGE, after=after)
        if not isinstance(page, list):
            raise TypeError("response without messages")
        messages += page
        if len(page) < PAGE:
            break
        after = max(int(message["id"]) for message in page)
    return messages


def are_too_many(messages: list[Message]) -> bool:
    """Tell whether there may be more than were read."""
    return len(messages) == PAGE * PAGES


def place_of(post: Post) -> int:
    """Return where a post belongs: its channel, or the thread of its parent, which has the parent's id."""
    return int(post.parent_message_id or 0) if post.kind is PostKind.REPLY else int(post.destination.channel)
