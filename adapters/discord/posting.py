"""Post messages to channels, threads and forums, read them back and delete them."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import datetime
from typing import Any

import discord

from adapters.discord.api import forums, history
from adapters.discord.api.channels import require_history
from adapters.discord.api.errors import FAILURES, HAS_THREAD
from adapters.discord.api.forums import Forums
from adapters.discord.api.history import place_of
from adapters.discord.api.post_tokens import Message
from adapters.discord.api.session import NO_MENTIONS, Session
from adapters.discord.post_messages import BuiltMessage, PostMessages
from bot import wording
from bot.models.post import Post, PostKind

FILE_REFUSED = {40005, 50013}  # too large; missing permission, maybe Attach Files
NOT_AN_ANNOUNCEMENT = 50068  # the channel is not an announcement channel

log = logging.getLogger(__name__)


class Posting:
    """Knows where each post of a digest goes. Errors are those of discord.py."""

    def __init__(self, session: Session, messages: PostMessages, *, crosspost: bool) -> None:
        self._session = session
        self._messages = messages
        self._crosspost = crosspost
        self._threads: set[int] = set()
        self._forums = Forums()

    def is_forum(self, post: Post) -> bool:
        """Return whether the destination is known to be a forum."""
        return self._forums.knows(post.destination)

    async def post(self, client: discord.Client, post: Post, built: BuiltMessage) -> int:
        """Post a message, or a forum post. A channel turns out to be a forum when it rejects a message."""
        if post.kind is not PostKind.REPLY and self._forums.knows(post.destination):
            return await self._post_in_forum(client, post, built)
        try:
            message = await self._send(client, place_of(post), post, built)
        except discord.HTTPException as error:
            if error.code not in forums.NO_TEXT_CHANNEL or not await self._forums.has(client, post.destination):
                raise
            return await self._post_in_forum(client, post, built)
        if self._crosspost and post.kind is not PostKind.REPLY:
            await self._publish(message)
        return message.id

    async def open_thread(self, client: discord.Client, post: Post) -> None:
        """Open the thread of a reply's parent, if needed. A forum post is one."""
        channel, parent = int(post.destination.channel), place_of(post)
        if parent in self._threads or self._forums.knows(post.destination):
            return
        try:
            thread = await client.http.start_thread_with_message(
                channel, parent, name=wording.heading(post.digest), auto_archive_duration=forums.WEEK
            )
            self._threads.add(int(thread["id"]))
        except discord.HTTPException as error:
            if error.code != HAS_THREAD and not await self._forums.has(client, post.destination):
                raise
            self._threads.add(parent)

    async def messages_since(self, client: discord.Client, post: Post, since: datetime) -> list[Message]:
        """Return the messages among which *post* would be."""
        if post.kind is PostKind.REPLY or not await self._forums.has(client, post.destination):
            return await history.messages_since(client, place_of(post), since)
        if post.parent_message_id:
            return await history.messages_since(client, int(post.parent_message_id), since)
        await require_history(self._session, post.destination)
        return await forums.first_messages_since(client, post.destination, since)

    async def delete(self, client: discord.Client, post: Post, message: int) -> None:
        """Delete a message or a forum post, if it exists."""
        is_forum = post.kind is not PostKind.REPLY and await self._forums.has(client, post.destination)
        with suppress(discord.NotFound):
            if is_forum and not post.parent_message_id:
                await forums.delete_post(client, message)
            else:
                place = int(post.parent_message_id or 0) if is_forum else place_of(post)
                await client.http.delete_message(place, message)

    async def _post_in_forum(self, client: discord.Client, post: Post, built: BuiltMessage) -> int:
        if post.parent_message_id:
            return (await self._send(client, int(post.parent_message_id), post, built)).id
        return await forums.create_post(client, post, built)

    async def _send(self, client: discord.Client, place: int, post: Post, built: BuiltMessage) -> discord.Message:
        """Send a message, without its files if Discord rejects those."""
        view, files = built
        there = client.get_partial_messageable(place)
        given: dict[str, Any] = {"files": files} if files else {}
        try:
            return await there.send(view=view, nonce=post.token, allowed_mentions=NO_MENTIONS, **given)
        except discord.HTTPException as error:
            if not files or error.code not in FILE_REFUSED:
                raise
            view = await self._messages.without_files(post)  # nothing was posted
            return await there.send(view=view, nonce=post.token, allowed_mentions=NO_MENTIONS)

    async def _publish(self, message: discord.Message) -> None:
        """Publish a message of an announcement channel. Failures are only logged."""
        try:
            async with asyncio.timeout(self._session.deadline.total_seconds()):
                await message.publish()
        except FAILURES as error:
            if getattr(error, "code", None) != NOT_AN_ANNOUNCEMENT:
                log.warning("message not published: channel=%s error=%s", message.channel.id, error)
