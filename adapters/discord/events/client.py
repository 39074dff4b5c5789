"""A Discord client that passes events to a handler and shows its replies.

Buttons, menus and forms of any age arrive as plain interactions, because their IDs carry the command.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

import discord

from adapters.discord.api.errors import FAILURES, TOO_MANY_OPENED, Permission
from adapters.discord.api.rate_limits import DiscordRateLimits
from adapters.discord.checks import has_permission
from adapters.discord.events import responder
from adapters.discord.events.permissions import GrantCache, Interaction
from adapters.discord.events.responder import InteractionResponder
from adapters.discord.messages import buttons, forms, replies
from adapters.discord.messages.forms import ModalInput
from bot.commands import syntax
from bot.errors import CommandError, DeliveryPostponed
from bot.limits.rate_limiter import RateLimiter
from bot.models.command import Command, Requester, SetDigest, SetReport, ShowHelp, Subscribe
from bot.models.digest import Destination
from bot.models.reaction import Reaction
from bot.models.reply import Reply
from bot.platforms import ChatEventHandler

log = logging.getLogger(__name__)

RawReaction = discord.RawReactionActionEvent | discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent

STOPPING = 3.0  # seconds
OPENING = 3.0  # seconds between opening direct channels; many in a row look like spam
FORGOTTEN = ShowHelp("This button has expired. Run the command again.")
WITHOUT_THREADS = {
    discord.ForumChannel: "forum",
    discord.VoiceChannel: "voice channel",
    discord.StageChannel: "stage channel",
}
"""Channels without threads or without messages."""
DM_RETRY_AFTER = 3600.0  # seconds after Discord limited opening them


class Client(discord.AutoShardedClient):
    """Handles events of all servers and direct messages."""

    def __init__(self, answerer: ChatEventHandler, pace: DiscordRateLimits | None = None) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # no voice support
        super().__init__(
            intents=discord.Intents(guilds=True, guild_reactions=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,  # no message cache
            guild_ready_timeout=0,  # do not wait for the server list
            http_trace=(pace or DiscordRateLimits()).trace(),
        )
        self.answerer = answerer
        self.grants = GrantCache()
        self._openings = RateLimiter(1, OPENING)
        self._answering: set[asyncio.Task[Any]] = set()

    @property
    def hears(self) -> bool:
        """Whether the gateway is connected."""
        return self.is_ready() and not any(shard.is_closed() for shard in self.shards.values())

    async def handle(self, interaction: Interaction, read: Callable[[], Command]) -> None:
        """Parse a command and show the replies, or the parse error."""
        try:
            command = read()
        except CommandError as error:
            command = ShowHelp(str(error))
        asker = responder.asker(interaction, self.grants)
        with self._remembered():
            showing = InteractionResponder(interaction, command, asker, self.answerer)
            await showing.respond(self._answer(interaction, asker, command))

    def start_task(self, work: Coroutine[Any, Any, None]) -> None:
        """Run *work* beside, until it ends or the client closes."""
        task = asyncio.create_task(work)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def close(self) -> None:
        """Wait briefly for running answers, then close all connections."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=STOPPING)
        if late := set(self._answering):
            for task in late:
                task.cancel()
            await asyncio.wait(late)
        await super().close()

    async def on_interaction(self, interaction: Interaction) -> None:
        """Handle components and forms. The command tree handles commands."""
        data = dict(interaction.data or {})
        if interaction.type is discord.InteractionType.component:
            await self._handle_component(interaction, buttons.selected_id(data))
        elif interaction.type is discord.InteractionType.modal_submit:
            if typed := forms.typed(data):
                await self._handle_modal(interaction, typed)
            else:
                await self.handle(interaction, lambda: FORGOTTEN)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Stop posting to a server after the bot was removed."""
        await self.answerer.on_removed("discord", str(guild.id), "the bot was removed from the server: invite it again")

    async def on_ready(self) -> None:
        """Resume servers that added the bot back while it was offline."""
        for guild in self.guilds:
            await self.answerer.on_returned("discord", str(guild.id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Post the welcome message once, in the system channel or the first writable one."""
        await self.answerer.on_returned("discord", str(guild.id))
        channels = [guild.system_channel, *guild.text_channels]
        place = next((each for each in channels if each and _may_write(each)), None)
        if place is None:
            log.warning("welcome message skipped: workspace=%s reason=no writable channel", guild.id)
            return
        welcome = await self.answerer.on_joined(Destination("discord", str(guild.id), str(place.id)))
        try:
            if welcome:
                await place.send(view=buttons.detached(replies.message(welcome)))
        except FAILURES as error:
            log.warning("welcome message failed: workspace=%s error=%r", guild.id, error)

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Record a reaction to a message of the bot."""
        is_ours = self.user is not None and event.message_author_id in {
            self.user.id,
            None,
        }  # None: Discord gave no author
        if is_ours and not (event.member and event.member.bot):
            await self.answerer.on_reaction_added(_reaction(event, str(event.user_id), str(event.emoji)))

    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """Remove a reaction."""
        await self.answerer.on_reaction_removed(_reaction(event, str(event.user_id), str(event.emoji)))

    async def on_raw_reaction_clear(self, event: discord.RawReactionClearEvent) -> None:
        """Remove all reactions to a message."""
        await self.answerer.on_reaction_removed(_reaction(event))

    async def on_raw_reaction_clear_emoji(self, event: discord.RawReactionClearEmojiEvent) -> None:
        """Remove all reactions with one emoji."""
        await self.answerer.on_reaction_removed(_reaction(event, emoji=str(event.emoji)))

    async def on_error(self, event_method: str, /, *arguments: object, **_: object) -> None:
        """Log a failed event and report it to the requester."""
        log.exception("event failed: event=%s", event_method)  # noqa: LOG004 - discord.py calls this where it caught it
        for interaction in arguments:
            if isinstance(interaction, discord.Interaction):
                await responder.send_failure(interaction, self.answerer)

    async def _handle_component(self, interaction: Interaction, id: str) -> None:
        """Run the command of a button, or reopen its form."""
        is_key = buttons.is_key(id) or forms.is_key(id)
        text = await self.answerer.load_payload("discord", id) if is_key else id
        if text and forms.is_key(id):
            await responder.reopen_form(interaction, forms.load(text))
        else:
            await self.handle(interaction, lambda: syntax.parse(text) if text else FORGOTTEN)

    async def _handle_modal(self, interaction: Interaction, typed: ModalInput) -> None:
        """Run the command of a form, or return it with its errors."""
        try:
            command = forms.parse(typed)
        except CommandError as error:
            asker = responder.asker(interaction, self.grants)
            with self._remembered():
                await responder.return_form(interaction, typed, str(error), asker, self.answerer)
        else:
            await self.handle(interaction, lambda: command)

    async def _answer(self, interaction: Interaction, asker: Requester, command: Command) -> AsyncIterator[Reply]:
        """Yield the replies, or the permissions to grant if the bot could not post here."""
        if asker.can_manage_channel and (obstacle := _obstacle(interaction, command)):
            yield Reply(obstacle)
            return
        if isinstance(command, Subscribe | SetDigest | SetReport) and command.every and not asker.is_direct_message:
            asker = replace(asker, direct_channel=await self._direct(interaction.user))
        async for reply in self.answerer.handle_command(asker, command):
            yield reply

    @contextmanager
    def _remembered(self) -> Iterator[None]:
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._answering.add(task)
        try:
            yield
        finally:
            self._answering.discard(task)

    async def _direct(self, user: discord.User | discord.Member) -> str | None:
        """Return the direct channel with *user*, None if it cannot be opened now."""
        if user.dm_channel:
            return str(user.dm_channel.id)
        try:
            async with self._openings.limit():
                return str((await user.create_dm()).id)
        except (*FAILURES, DeliveryPostponed) as error:
            if getattr(error, "code", None) == TOO_MANY_OPENED:
                self._openings.block_for(DM_RETRY_AFTER)
            log.warning("direct channel not opened: user=%s error=%r", user.id, error)
            return None


def _reaction(event: RawReaction, user: str = "", emoji: str = "") -> Reaction:
    place = Destination("discord", str(event.guild_id or ""), str(event.channel_id))
    return Reaction(place, str(event.message_id), user, emoji)


def _may_write(channel: discord.TextChannel) -> bool:
    granted = channel.permissions_for(channel.guild.me)
    return granted.view_channel and granted.send_messages


def _obstacle(interaction: Interaction, command: Command) -> str:
    """Return why the bot could not post what *command* sets up here, empty if it could."""
    if not isinstance(command, SetDigest | SetReport):
        return ""
    place = interaction.channel
    channel = place.parent if isinstance(place, discord.Thread) else place
    for kind, name in WITHOUT_THREADS.items():
        if isinstance(channel, kind):
            return f"I can't post a digest in a {name}. Use this command in a text channel."
    missing = ", ".join(_missing(interaction, command))
    return f"I can't post here. Allow me {missing} in the channel settings, then try again." if missing else ""


def _missing(interaction: Interaction, command: Command) -> list[str]:
    """Return the permissions that *command* needs and the bot lacks."""
    lacking = [step for step in Permission if not has_permission(interaction.app_permissions, step)]
    match command:
        case SetReport():
            return [step.value for step in lacking]
        case SetDigest():
            return [step.value for step in lacking if step is not Permission.ATTACH]
    return []
