"""Implement the platform interface with Discord's REST API. Decides nothing; posting needs no gateway."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import discord

from adapters.discord import checks
from adapters.discord.api.channels import permissions_in, require_history, resolve
from adapters.discord.api.errors import (
    FAILURES,
    HAS_THREAD,
    NO_CHANNEL,
    Permission,
    to_delivery_error,
    to_request_error,
    to_setup_error,
)
from adapters.discord.api.history import are_too_many, messages_since, place_of
from adapters.discord.api.post_tokens import has_token
from adapters.discord.api.rate_limits import set_tenant
from adapters.discord.api.session import DEADLINE, NO_MENTIONS, Session
from adapters.discord.checks import invite
from adapters.discord.messages.digest import layout
from adapters.discord.post_messages import PostMessages
from bot import wording
from bot.errors import DeliveryUnverifiable, HotPapersError
from bot.http.platform_clock import PlatformClock, utcnow
from bot.models.digest import Destination, Digest
from bot.models.post import Post, PostKind
from bot.models.report import Report
from bot.platforms import (
    ChatEventHandler,
    CheckResult,
    Losses,
    ReportRenderer,
    clock_checks,
    plan_report_posts,
)

if TYPE_CHECKING:
    from adapters.discord.events.gateway import Listener

log = logging.getLogger(__name__)

NONCE_WINDOW = timedelta(seconds=60)  # Discord says "a few minutes"
WEEK: Final = 10080  # minutes until Discord archives a quiet thread
MAX_FILE = (10 << 20) - (64 << 10)  # bytes: https://docs.discord.com/developers/reference#uploading-files
NOT_AN_ANNOUNCEMENT = 50068  # the channel is not an announcement channel
ROUNDING = timedelta(seconds=2)  # both instants are truncated to seconds
CHANNEL = re.compile(r"(?:<#|https://(?:ptb\.|canary\.)?discord(?:app)?\.com/channels/\d+/)?(\d{1,19})(?:>|/\d*)?")
FILE_REFUSED = {40005, 50013}  # too large; missing permission, maybe Attach Files
NOT_ATTACHED = f"{wording.NOT_ATTACHED} allow me {Permission.ATTACH} in the channel settings."


class Discord:
    """The servers of a bot. Posting is never retried here: a lost response must not post twice.

    discord.py has one API URL per process, so there is one instance at a time.
    """

    def __init__(  # noqa: PLR0913 - all but the first two have their usual values
        self,
        token: str,
        url: str,
        deadline: timedelta = DEADLINE,
        nonce_window: timedelta = NONCE_WINDOW,
        clock: Callable[[], datetime] = utcnow,
        *,
        artist: ReportRenderer | None = None,
        crosspost: bool = False,
    ) -> None:
        self._clock = PlatformClock(clock)
        self._session = Session(token, url, deadline, self._clock)
        self._nonce_window = nonce_window
        self.losses = Losses()
        self._messages = PostMessages(artist, self.losses)
        self.pressable = True
        self._crosspost = crosspost
        self._threads: set[int] = set()
        self._listener: Listener | None = None

    @property
    def ahead(self) -> timedelta | None:
        """The difference between this machine's clock and Discord's."""
        return self._clock.ahead

    @property
    def throttle_count(self) -> int:
        """The number of rate-limit responses."""
        return self._session.pace.limited

    async def resolve_channel(self, channel: str) -> Destination:
        """Return the channel of that ID, link or mention. Raises CommandError for anything else."""
        return await resolve(self._session, channel)

    def plan_posts(self, digest: Digest | Report) -> tuple[PostKind, ...]:
        """Return the kinds of the messages of *digest*."""
        return plan_report_posts(digest) if isinstance(digest, Report) else layout(digest)

    async def now(self, *, refresh: bool = False) -> datetime | None:
        """Return Discord's time from its last response, or from a new call if that is old."""
        return await self._clock.ask(self._hear_time, refresh=refresh)

    async def send(self, post: Post) -> str:
        """Post it and return its ID. The first reply opens the thread of its parent."""
        set_tenant(post.destination)
        view, files = await self._messages.build(post, pressable=self.pressable)
        step = Permission.REPLY if post.kind is PostKind.REPLY else Permission.POST
        async with self._session.requesting(step, to_setup_error) as client:
            place = client.get_partial_messageable(place_of(post))
        if post.kind is PostKind.REPLY:
            await self._open_thread(post)
        async with self._session.requesting(step, to_delivery_error):
            shown: dict[str, Any] = {"files": files} if files else {}
            try:
                message = await place.send(view=view, nonce=post.token, allowed_mentions=NO_MENTIONS, **shown)
            except discord.HTTPException as error:
                if not files or error.code not in FILE_REFUSED:
                    raise
                view = await self._messages.without_files(post, pressable=self.pressable)  # nothing was posted
                message = await place.send(view=view, nonce=post.token, allowed_mentions=NO_MENTIONS)
        if self._crosspost and post.kind is not PostKind.REPLY:
            await self._publish(message)
        return str(message.id)

    async def _publish(self, message: discord.Message) -> None:
        """Publish a message of an announcement channel. Failures are only logged."""
        try:
            async with asyncio.timeout(self._session.deadline.total_seconds()):
                await message.publish()
        except FAILURES as error:
            if getattr(error, "code", None) != NOT_AN_ANNOUNCEMENT:
                log.warning("message not published: channel=%s error=%s", message.channel.id, error)

    async def find(self, post: Post, since: datetime) -> str | None:
        """Return the message of *post*. If history lacks it but its nonce is fresh, post again: Discord deduplicates.

        Discord does not document how long a nonce lasts: https://github.com/discord/discord-api-docs/pull/6647
        """
        found, unread = None, None
        try:
            found = await self._read_back(post, since)
        except DeliveryUnverifiable as error:
            unread = error
        if found or not self._knows_nonce(post, since):
            if unread:
                raise unread
            return found
        return await self.send(post)

    def _knows_nonce(self, post: Post, since: datetime) -> bool:
        """Return whether Discord surely still knows the nonce of a post sent after *since*."""
        still_fits = self.plan_posts(post.digest)[post.position : post.position + 1] == (post.kind,)
        now = self._clock.now()
        return still_fits and now is not None and timedelta() <= now + ROUNDING - since < self._nonce_window

    async def _read_back(self, post: Post, since: datetime) -> str | None:
        """Return the ID of the message with the post's token, None if there is none."""
        set_tenant(post.destination)
        async with self._session.requesting(Permission.READ_BACK, to_delivery_error) as client:
            try:
                messages = await messages_since(client, post, since)
            except discord.NotFound as error:
                if post.kind is PostKind.REPLY and error.code == NO_CHANNEL:
                    return None  # the thread is not open yet
                raise
            found = next((message for message in messages if has_token(message, post.token)), None)
            if found is not None:
                return str(found["id"])
        if are_too_many(messages):
            raise DeliveryUnverifiable(f"too many messages to search (more than {len(messages)})")
        if not messages:
            await require_history(self._session, post.destination)
        return None

    async def find_all(self, post: Post, since: datetime) -> list[str]:
        """Return the IDs of all messages with the post's token."""
        set_tenant(post.destination)
        async with self._session.requesting(Permission.READ_BACK, to_delivery_error) as client:
            messages = await messages_since(client, post, since)
            return [str(message["id"]) for message in messages if has_token(message, post.token)]

    async def delete(self, post: Post, message: str) -> None:
        """Delete a message of the bot, if it exists."""
        set_tenant(post.destination)
        async with self._session.requesting(Permission.LOOK, to_delivery_error) as client:
            with suppress(discord.NotFound):
                await client.http.delete_message(place_of(post), int(message))

    async def listen(self, answerer: ChatEventHandler) -> None:
        """Pass events to *answerer* over a separate connection, until cancelled."""
        from adapters.discord.events.gateway import Listener, listen

        self._listener = Listener(answerer, self._session.pace)
        await listen(self._listener, self._session.token, self._session.deadline)

    async def invite(self) -> str:
        """Return the bot's invite URL. Raises ConfigError or DeliveryPostponed."""
        async with self._session.requesting(Permission.LOOK, to_request_error) as client:
            return invite(client.application_id or 0)

    def http_routes(self) -> tuple[()]:
        """Return no routes: events come over the gateway."""
        return ()

    async def check(self, channel: str | None) -> tuple[CheckResult, ...]:
        """Check the token and the permissions in the channel."""
        try:
            async with self._session.requesting(Permission.LOOK, to_request_error) as client:
                token = checks.token(str(client.user))
        except HotPapersError as error:
            return (checks.failed("Discord token", error),)
        of_channel = await self._check_channel(channel) if channel else ()
        return (token, *of_channel, *clock_checks("Discord", self._clock.ahead))

    @property
    def is_connected(self) -> bool:
        """Whether the gateway is connected."""
        return self._listener is not None and self._listener.hears

    def paused_workspaces(self) -> dict[str, str]:
        """Return why sending is stopped, by server or direct channel."""
        return self._session.pace.stops()

    async def close(self) -> None:
        """Close the session, if one was opened."""
        await self._session.close()

    async def _hear_time(self) -> None:
        async with self._session.requesting(Permission.LOOK, to_setup_error) as client:
            if self._clock.now() is None:  # login gave no Date header
                await client.application_info()

    async def _open_thread(self, post: Post) -> None:
        """Open the thread of a reply's parent, if needed."""
        channel, parent = int(post.destination.channel), place_of(post)
        if parent in self._threads:
            return
        async with self._session.requesting(Permission.OPEN_THREAD, to_setup_error) as client:
            try:
                thread = await client.http.start_thread_with_message(
                    channel, parent, name=wording.heading(post.digest), auto_archive_duration=WEEK
                )
                self._threads.add(int(thread["id"]))
            except discord.HTTPException as error:
                if error.code != HAS_THREAD:
                    raise
                self._threads.add(parent)

    async def _check_channel(self, channel: str) -> tuple[CheckResult, ...]:
        name = f"Discord channel {channel}"
        try:
            place, granted = await permissions_in(self._session, await self.resolve_channel(channel))
        except HotPapersError as error:
            return (checks.failed(name, error),)
        return (checks.channel(name, place), *checks.permissions(name, granted))
