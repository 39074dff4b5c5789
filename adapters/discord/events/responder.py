"""Acknowledge an interaction, then show its replies. Each replaces one that was not final.

Discord waits 3 seconds for the first response and accepts more for 15 minutes.
https://docs.discord.com/developers/interactions/receiving-and-responding
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import contextmanager

import aiohttp
import discord

from adapters.discord.api.errors import FAILURES
from adapters.discord.events import stored_interactions
from adapters.discord.events.permissions import GrantCache, Interaction
from adapters.discord.events.stored_interactions import PLATFORM, StoredInteraction
from adapters.discord.messages import forms, replies
from adapters.discord.messages.buttons import detached, stored_payloads
from adapters.discord.messages.forms import ModalInput
from bot import wording
from bot.commands import syntax
from bot.errors import HotPapersError
from bot.models.command import (
    REPLACES_MESSAGE,
    Command,
    Requester,
    ResetFeedback,
    SetDigest,
    SetReport,
    StopDigest,
    StopReport,
    is_public,
    may_open_form,
)
from bot.models.digest import Destination
from bot.models.question import Question
from bot.models.reply import Reply
from bot.platforms import ChatEventHandler

log = logging.getLogger(__name__)

PATIENCE = 1.5  # seconds to wait for a form, which must be the first response
PROMPT = 0.5  # seconds that an acknowledgment waits for the store; Discord waits for three
ABOUT_CHANNEL = SetDigest | SetReport | StopDigest | StopReport | ResetFeedback
EXPIRED = {
    10008,  # the message is gone
    10015,  # 15 minutes have passed
    10062,  # 3 seconds have passed
    40060,  # another process answered already
    50027,  # as 10015
}


class InteractionResponder:
    """Shows the replies to one interaction."""

    def __init__(self, interaction: Interaction, command: Command, asker: Requester, handler: ChatEventHandler) -> None:
        self._interaction = interaction
        self._command = command
        self._asker = asker
        self._handler = handler
        self._is_stored = False
        self._replaces = True
        self._waits_publicly = False

    async def respond(self, answer: AsyncIterator[Reply]) -> None:
        """Show all replies of *answer*."""
        with _log_lost_interaction(self._command.label):
            await self._hold(answer)

    async def _hold(self, answer: AsyncIterator[Reply]) -> None:
        if may_open_form(self._command):
            await self._show(await self._first_reply(anext(answer)))
        elif not await self._acknowledge():
            return
        async for reply in answer:
            await self._show(reply)
        if self._is_stored:
            await self._handler.answered(PLATFORM, str(self._interaction.id))

    async def _first_reply(self, reply: Awaitable[Reply]) -> Reply:
        """Return the first reply, which may be a form. Acknowledge only if it takes long."""
        coming = asyncio.ensure_future(reply)
        await asyncio.wait({coming}, timeout=PATIENCE)
        if not coming.done():
            await self._acknowledge()
        return await coming

    async def _acknowledge(self) -> bool:
        """Store the interaction, then acknowledge it. Return False for one that Discord sent twice."""
        in_place, text = self._is_in_place(), syntax.format_command(self._command)
        stored = StoredInteraction(self._interaction.application_id, self._interaction.token, text, in_place=in_place)
        heard = await _keep(self._handler, stored_interactions.question(self._interaction.id, self._asker, stored))
        if in_place:
            await self._interaction.response.defer()
        else:
            self._waits_publicly = is_public(self._command)
            await self._interaction.response.defer(thinking=True, ephemeral=not self._waits_publicly)
        try:
            is_new = self._is_stored = await heard
        except HotPapersError as error:
            log.warning("interaction not stored: command=%s error=%s", self._command.label, error)
            return True
        return is_new

    async def _show(self, reply: Reply) -> None:
        if reply.form and not self._interaction.response.is_done():
            await self._interaction.response.send_modal(forms.modal(reply.form))
            return
        shown = reply if reply.form is None else replies.late_form(self._command)
        if texts := stored_payloads(shown):  # commands that are too long for button IDs
            await self._handler.save_payloads(self._asker, texts)
        view, files = detached(replies.message(shown, self._channel())), replies.files(shown)
        if not self._interaction.response.is_done():
            await self._interaction.response.send_message(view=view, files=files, ephemeral=not shown.public)
        elif self._waits_publicly and not shown.public:
            await self._interaction.delete_original_response()  # the public placeholder is not the reply
            self._waits_publicly = False
            await self._interaction.followup.send(view=view, files=files, ephemeral=True)
        elif self._replaces:
            self._waits_publicly = False
            await self._interaction.edit_original_response(view=view, attachments=files)
        else:
            await self._interaction.followup.send(view=view, files=files, ephemeral=not shown.public)
        self._replaces = not reply.is_final

    def _channel(self) -> int | None:
        """Return the parent channel if a command in a thread changed it, to name it in the reply."""
        place = self._interaction.channel
        parent = place.parent if isinstance(place, discord.Thread) else None
        return (
            parent.id if isinstance(parent, discord.TextChannel) and isinstance(self._command, ABOUT_CHANNEL) else None
        )

    def _is_in_place(self) -> bool:
        """Return whether the reply replaces its message: only for the original requester."""
        message = self._interaction.message
        asked = message.interaction_metadata if message else None
        return (
            asked is not None and asked.user == self._interaction.user and isinstance(self._command, REPLACES_MESSAGE)
        )


def asker(interaction: Interaction, grants: GrantCache) -> Requester:
    """Return the requester. In a thread, the destination is its channel.

    People are the same on every server, so their data belongs to no workspace. The bot cannot post to groups or direct
    messages between other people.
    """
    place = interaction.channel
    channel = place.parent_id if isinstance(place, discord.Thread) else interaction.channel_id
    return Requester(
        platform=PLATFORM,
        workspace="",
        user=str(interaction.user.id),
        destination=Destination(PLATFORM, str(interaction.guild_id or ""), str(channel)),
        is_direct_message=interaction.guild_id is None and not interaction.context.private_channel,
        can_manage_channel=grants.can_manage(interaction),
    )


async def return_form(
    interaction: Interaction, typed: ModalInput, why: str, asker: Requester, handler: ChatEventHandler
) -> None:
    """Show the errors of a form, with a button that reopens it as filled in."""
    text = forms.dump(typed)
    stored = StoredInteraction(interaction.application_id, interaction.token, text, is_form=True)
    with _log_lost_interaction("form"):
        heard = await _keep(handler, stored_interactions.question(interaction.id, asker, stored))
        await interaction.response.defer(thinking=True, ephemeral=True)
        await heard
        await handler.save_payloads(asker, {forms.key(text): text})
        await interaction.edit_original_response(view=replies.returned_form(typed, why))
        await handler.answered(PLATFORM, str(interaction.id))


async def reopen_form(interaction: Interaction, typed: ModalInput) -> None:
    """Reopen a form as filled in."""
    with _log_lost_interaction("form"):
        await interaction.response.send_modal(forms.refill(typed))


async def send_failure(interaction: Interaction, handler: ChatEventHandler, text: str | None = None) -> None:
    """Show *text*, or that the command failed, if the interaction still accepts it."""
    view = detached(replies.message(Reply(text or wording.FAILED)))
    try:
        if interaction.response.is_done():
            await interaction.followup.send(view=view, ephemeral=True)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)
    except FAILURES as error:
        log.warning("failure notice not sent: error=%r", error)
    else:
        await handler.answered(PLATFORM, str(interaction.id))


@contextmanager
def _log_lost_interaction(command: str) -> Iterator[None]:
    """Log an expired interaction, which accepts no reply."""
    try:
        yield
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        if isinstance(error, discord.HTTPException) and error.code not in EXPIRED:
            raise
        log.warning("interaction expired: command=%s error=%r", command, error)


async def _keep(handler: ChatEventHandler, question: Question) -> Awaitable[bool]:
    """Store an interaction, waiting at most `PROMPT`. Return whether it is new, to be awaited after acknowledging."""
    heard = asyncio.ensure_future(handler.hear(question))
    heard.add_done_callback(lambda done: done.cancelled() or done.exception())  # so that asyncio does not warn
    await asyncio.wait({heard}, timeout=PROMPT)
    return heard
