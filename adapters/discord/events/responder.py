"""One question and its answer: acknowledged first, then shown, each reply in place of what was not final.

Discord waits three seconds for the first word and takes others for fifteen minutes.
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
    REPLACES_MESSAGE,
    Command,
    Requester,
    ResetFeedback,
    SetDigest,
    SetReport,
    StopDigest,
    StopReport,
    is_public,
)
from bot.models.digest import Destination
from bot.models.reply import Button, Reply

if TYPE_CHECKING:
    from adapters.discord.events.client import Client

Interaction: TypeAlias = "discord.Interaction[Client]"
"""What Discord calls an interaction."""

log = logging.getLogger(__name__)

PATIENCE = 1.5  # seconds that a form may take: it must be the first word
ABOUT_CHANNEL = SetDigest | SetReport | StopDigest | StopReport | ResetFeedback
EXPIRED = {
    10008,  # the message is not there any more
    10015,  # nor is what would take another word: fifteen minutes have passed
    10062,  # nor does anybody wait for the first: three seconds have passed
    40060,  # somebody answered already: another process of ours
    50027,  # as 10015
}


class InteractionResponder:
    """Shows the replies to one question, where it was asked."""

    def __init__(self, interaction: Interaction, command: Command) -> None:
        self._interaction = interaction
        self._command = command
        self._replaces = True
        self._waits_publicly = False

    async def respond(self, answer: AsyncIterator[Reply]) -> None:
        """Show all of *answer*."""
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
        """Return the first reply, which may be a form; acknowledge before it only if it takes long."""
        coming = asyncio.ensure_future(reply)
        await asyncio.wait({coming}, timeout=PATIENCE)
        if not coming.done():
            await self._acknowledge()
        return await coming

    async def _acknowledge(self) -> None:
        response = self._interaction.response
        if self._is_in_place():
            await response.defer()
        else:
            self._waits_publicly = is_public(self._command)
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
            await self._interaction.delete_original_response()  # what everyone sees there is no answer to them
            self._waits_publicly = False
            await self._interaction.followup.send(view=view, files=files, ephemeral=True)
        elif self._replaces:
            self._waits_publicly = False
            await self._interaction.edit_original_response(view=view, attachments=files)
        else:
            await self._interaction.followup.send(view=view, files=files, ephemeral=not shown.public)
        self._replaces = not reply.is_final

    async def _keep(self, shown: Reply) -> None:
        """Remember what is asked by buttons that cannot carry it, before anybody can press them."""
        if texts := stored_payloads(shown):
            await self._interaction.client.answerer.save_payloads(asker(self._interaction), texts)

    def _channel(self) -> int | None:
        """Return the channel that a command in a thread set something for: people might take it for the thread."""
        place = self._interaction.channel
        parent = place.parent if isinstance(place, discord.Thread) else None
        return (
            parent.id if isinstance(parent, discord.TextChannel) and isinstance(self._command, ABOUT_CHANNEL) else None
        )

    def _is_in_place(self) -> bool:
        """Tell whether a button of an answer asked for what takes that answer's place: only for who asked first."""
        message = self._interaction.message
        asked = message.interaction_metadata if message else None
        return (
            asked is not None and asked.user == self._interaction.user and isinstance(self._command, REPLACES_MESSAGE)
        )


def asker(interaction: Interaction) -> Requester:
    """Return who asks, and where: in a thread, the channel that it belongs to.

    A person is the same on every server, so what is theirs belongs to no workspace. A group, or the direct messages
    between two people, are nobody's own: the bot cannot post there.
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
    """Say what of a form is not understood, with a button that opens it once more as it was filled."""
    text = forms.dump(typed)
    button = ui.Button[ui.LayoutView](label=forms.AGAIN, custom_id=forms.key(text))
    view = detached(replies.message(Reply(why)).add_item(Row(button)))
    with _log_lost_interaction("form"):
        await interaction.response.defer(thinking=True, ephemeral=True)
        await interaction.client.answerer.save_payloads(asker(interaction), {forms.key(text): text})
        await interaction.edit_original_response(view=view)


async def reopen_form(interaction: Interaction, typed: ModalInput) -> None:
    """Open a form once more, as it was filled."""
    with _log_lost_interaction("form"):
        await interaction.response.send_modal(forms.refill(typed))


async def send_failure(interaction: Interaction, text: str | None = None) -> None:
    """Say that a question failed, or *text*, if anybody can still be told."""
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
    """Log a question that is lost, for there is nobody left to tell."""
    try:
        yield
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        if isinstance(error, discord.HTTPException) and error.code not in EXPIRED:
            raise
        log.warning("interaction expired: command=%s error=%r", command, error)


def _late_form(command: Command) -> Reply:
    """Offer to open a form once more: it can only be the first word of an answer."""
    return Reply("The form didn't open in time.", buttons=(Button("Open the form", command),))
