"""Read the messages of a channel or thread since an instant."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord

from adapters.discord.api.post_tokens import Message
from bot.models.post import Post, PostKind

CLOCK_SKEW = timedelta(minutes=5)  # between Discord's response clock and its message IDs
PAGE, PAGES = 100, 10  # of messages to search


async def messages_since(client: discord.Client, place: int, since: datetime) -> list[Message]:
    """Return the messages of a channel or thread since *since*, read page by page."""
    after = discord.utils.time_snowflake(since - CLOCK_SKEW)
    messages: list[Message] = []
    for _ in range(PAGES):
        page = await client.http.logs_from(place, PAGE, after=after)
        if not isinstance(page, list):
            raise TypeError("response without messages")
        messages += page
        if len(page) < PAGE:
            break
        after = max(int(message["id"]) for message in page)
    return messages


def are_too_many(messages: list[Message]) -> bool:
    """Return whether there may be more messages than were read."""
    return len(messages) == PAGE * PAGES


def place_of(post: Post) -> int:
    """Return the channel ID of a post. A reply's thread has the ID of its parent message."""
    return int(post.parent_message_id or 0) if post.kind is PostKind.REPLY else int(post.destination.channel)
