"""Forums: a digest is a post of its own there, a thread whose first message has the ID of the thread.

https://docs.discord.com/developers/topics/threads#forums
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final

import discord

from adapters.discord.api.history import CLOCK_SKEW, PAGE, PAGES
from adapters.discord.api.post_tokens import Message
from adapters.discord.api.session import NO_MENTIONS
from adapters.discord.post_messages import BuiltMessage
from bot import wording
from bot.models.digest import Destination, Digest
from bot.models.post import Post

WEEK: Final = 10080  # minutes until Discord archives a quiet thread
NO_TEXT_CHANNEL = {50008, 50024}  # messages cannot be sent there

log = logging.getLogger(__name__)


class Forums:
    """Which destinations are forums. Each is looked up once, and only where it matters."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}

    def knows(self, destination: Destination) -> bool:
        """Return whether a destination is known to be a forum."""
        return self._known.get(destination.channel, False)

    async def has(self, client: discord.Client, destination: Destination) -> bool:
        """Return whether a destination is a forum. Direct channels never are."""
        if not destination.workspace:
            return False
        if destination.channel not in self._known:
            found = await client.fetch_channel(int(destination.channel))
            self._known[destination.channel] = isinstance(found, discord.ForumChannel)
        return self._known[destination.channel]


async def create_post(client: discord.Client, post: Post, built: BuiltMessage) -> int:
    """Create a forum post, and return the ID of its first message."""
    forum = await client.fetch_channel(int(post.destination.channel))
    if not isinstance(forum, discord.ForumChannel):
        raise TypeError("not a forum")
    view, files = built
    made = await forum.create_thread(
        name=wording.heading(post.digest),
        auto_archive_duration=WEEK,
        view=view,
        files=files,
        applied_tags=_tags(forum, post.digest.tag if isinstance(post.digest, Digest) else ""),
        allowed_mentions=NO_MENTIONS,
    )
    return made.message.id


async def first_messages_since(client: discord.Client, destination: Destination, since: datetime) -> list[Message]:
    """Return the first messages of the bot's posts since *since*. A nonce cannot find them: posts have none."""
    forum, after = int(destination.channel), discord.utils.time_snowflake(since - CLOCK_SKEW)
    active = await client.http.get_active_threads(int(destination.workspace))
    threads = {int(each["id"]) for each in active["threads"] if int(each["parent_id"]) == forum}
    threads |= {each async for each in _archived(client, forum, since - CLOCK_SKEW)}
    found = [await _first_message(client, thread) for thread in sorted(threads) if thread > after]
    return [message for message in found if message]


async def delete_post(client: discord.Client, message: int) -> None:
    """Delete a forum post, or only its first message without the permission to manage threads."""
    try:
        await client.http.delete_channel(message)
    except discord.Forbidden:
        await client.http.delete_message(message, message)


async def _archived(client: discord.Client, forum: int, since: datetime) -> AsyncIterator[int]:
    """Yield the posts that were archived since *since*, newest first."""
    before: datetime | None = None
    for _ in range(PAGES):
        page = await client.http.get_public_archived_threads(
            forum,
            before.isoformat() if before else None,
            limit=PAGE,
        )
        for thread in page["threads"]:
            yield int(thread["id"])
            before = datetime.fromisoformat(thread["thread_metadata"]["archive_timestamp"])
        if not page["has_more"] or before is None or before < since - timedelta(hours=1):
            return


async def _first_message(client: discord.Client, thread: int) -> Message | None:
    try:
        return await client.http.get_message(thread, thread)
    except discord.NotFound:
        return None  # it was deleted


def _tags(forum: discord.ForumChannel, wanted: str) -> list[discord.ForumTag]:
    """Return the tag named *wanted*. If it is gone or none is named, the first one, if the forum requires any."""
    named = [tag for tag in forum.available_tags if tag.name.casefold() == wanted.casefold()]
    if wanted and not named:
        log.warning("forum tag not found: channel=%s tag=%s", forum.id, wanted)
    open_to_all = [tag for tag in forum.available_tags if not tag.moderated]
    return named[:1] or (open_to_all[:1] if forum.flags.require_tag else [])
