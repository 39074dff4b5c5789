"""Acknowledge an interaction, then show its replies. Each replaces one that was not final.

Discord waits 3 seconds for the first response and accepts more for 15 minutes.
https://docs.discord.com/developers/interactions/receiving-and-responding
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import aiohttp
import discord
from discord import ui

from adapters.discord.api.errors import FAILURES
from adapters.discord.messages import forms, replies
from adapters.discord.messages.buttons import Row, detached, stored_payloads
from adapters.discord.messages.forms import ModalInput
from bot import wording
from bot.models.command import (
    Command,
    Requester,
    ResetFeedback,
    SetDigest,
    SetReport,
    StopDigest,
    StopReport,
)
from bot.models.digest import Destination
from bot.models.reply import Button, Reply

if TYPE_CHECKING:
    from adapters.discord.events.client import Client

Interaction: TypeAlias = "discord.Interaction[Client]"
"""An interaction of this client."""

log = logging.getLogger(__name__)

MAX_WAIT_FOR_FORM = 1.5  # seconds to wait for a form, which must be the first response
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

    def __init__(self, interaction: Interaction, command: Command) -> None:
        self._interaction = interaction
        self._command = command
        self._replaces = True
        self._waits_publicly = False

    async def respond(self, answer: AsyncIterator[Reply]) -> None:
        """Show all replies of *answer*."""
        with _log_lost_interaction(self._command.label):
            await self._hold(answer)

    async def _hold(self, answer: AsyncIterator[Reply]) -> None:
        if forms.may_open(self._command):
            await self._show(await self._first_reply(anext(answer)))
        else:
            await self._acknowledge()
        async for reply in answer:
            await self._show(reply)

    async def _first_reply(self, reply: Awaitable[Reply]) -> Reply:
        """Return the first reply, which may be a form. Acknowledge only if it takes long."""
        coming = asyncio.ensure_future(reply)
        await asyncio.wait({coming}, timeout=MAX_WAIT_FOR_FORM)
        if not coming.done():
            await self._acknowledge()
        return await coming

    async def _acknowledge(self) -> None:
        response = self._interaction.response
        if self._is_in_place():
            await response.defer()
        else:
            self._waits_publicly = self._command.is_public
            await response.defer(thinking=True, ephemeral=not self._waits_publicly)

    async def _show(self, reply: Reply) -> None:
        if reply.form and not self._interaction.response.is_done():
            await self._interaction.response.send_modal(forms.modal(reply.form))
            return
        shown = reply if reply.form is None else _late_form(self._command)
        await self._keep(shown)
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

    async def _keep(self, shown: Reply) -> None:
        """Store commands that are too long for button IDs before the buttons are shown."""
        if texts := stored_payloads(shown):
            await self._interaction.client.answerer.save_payloads(asker(self._interaction), texts)

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
        return asked is not None and asked.user == self._interaction.user and self._command.replaces_message


def asker(interaction: Interaction) -> Requester:
    """Return the requester. In a thread, the destination is its channel.

    People are the same on every server, so their data belongs to no workspace. The bot cannot post to groups or direct
    messages between other people.
    """
    place = interaction.channel
    channel = place.parent_id if isinstance(place, discord.Thread) else interaction.channel_id
    return Requester(
        platform="discord",
        workspace="",
        user=str(interaction.user.id),
        destination=Destination("discord", str(interaction.guild_id or ""), str(channel)),
        is_direct_message=interaction.guild_id is None and not interaction.context.private_channel,
        can_manage_channel=interaction.client.grants.can_manage(interaction),
    )


async def return_form(interaction: Interaction, typed: ModalInput, why: str) -> None:
    """Show the errors of a form, with a button that reopens it as filled in."""
    text = forms.dump(typed)
    button = ui.Button[ui.LayoutView](label=forms.AGAIN, custom_id=forms.key(text))
    view = detached(replies.message(Reply(why)).add_item(Row(button)))
    with _log_lost_interaction("form"):
        await interaction.response.defer(thinking=True, ephemeral=True)
        await interaction.client.answerer.save_payloads(asker(interaction), {forms.key(text): text})
        await interaction.edit_original_response(view=view)


async def reopen_form(interaction: Interaction, typed: ModalInput) -> None:
    """Reopen a form as filled in."""
    with _log_lost_interaction("form"):
        await interaction.response.send_modal(forms.refill(typed))


async def send_failure(interaction: Interaction, text: str | None = None) -> None:
    """Show *text*, or that the command failed, if the interaction still accepts it."""
    view = detached(replies.message(Reply(text or wording.FAILED)))
    try:
        if interaction.response.is_done():
            await interaction.followup.send(view=view, ephemeral=True)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)
    except FAILURES as error:
        log.warning("failure notice not sent: error=%r", error)


@contextmanager
def _log_lost_interaction(command: str) -> Iterator[None]:
    """Log an expired interaction, which accepts no reply."""
    try:
        yield
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        if isinstance(error, discord.HTTPException) and error.code not in EXPIRED:
            raise
        log.warning("interaction expired: command=%s error=%r", command, error)


def _late_form(command: Command) -> Reply:
    """Return a button for a form: it can only be the first response."""
    return Reply("The form didn't open in time.", buttons=(Button("Open the form", command),))
