"""Resume interactions that an earlier run acknowledged and did not answer: their "thinking…" would stay forever."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import cast

import aiohttp
import discord

from adapters.discord.api.errors import FAILURES
from adapters.discord.events import stored_interactions
from adapters.discord.events.stored_interactions import EVERYWHERE, PLATFORM, StoredInteraction
from adapters.discord.messages import forms, replies
from adapters.discord.messages.buttons import detached, stored_payloads
from bot import wording
from bot.commands import syntax
from bot.commands.command_text import command_text
from bot.errors import CommandError
from bot.models.command import PUBLIC_COMMANDS, Command, Requester, is_public, may_repeat
from bot.models.question import UnansweredQuestion
from bot.models.reply import Reply
from bot.platforms import ChatEventHandler

log = logging.getLogger(__name__)

TOKEN_LIFETIME = timedelta(minutes=15)
ORIGINAL = cast("int", "@original")  # the first response, in place of a message ID


async def unanswered(handler: ChatEventHandler) -> list[UnansweredQuestion]:
    """Return what an earlier run left unanswered, oldest first."""
    return await handler.unanswered(PLATFORM, EVERYWHERE)


async def resume(client: discord.Client, handler: ChatEventHandler, left: Iterable[UnansweredQuestion]) -> None:
    """Answer interactions, or say what happened to them, and forget them. Those whose token expired get no answer."""
    for each in left:
        kind, event = each.question.kind, each.question.event
        try:
            if datetime.now(UTC) - each.asked < TOKEN_LIFETIME:
                log.warning("unanswered interaction resumed: kind=%s", kind)
                stored, asker = stored_interactions.load(each.question)
                await _Resumption(client, handler, stored, asker).answer()
            else:
                log.warning("unanswered interaction dropped: kind=%s reason=expired", kind)
        except (aiohttp.ClientError, OSError) as error:
            log.warning("unanswered interaction kept: kind=%s error=%r", kind, error)
            continue
        except FAILURES as error:
            log.warning("unanswered interaction not resumed: kind=%s error=%r", kind, error)
        await handler.answered(PLATFORM, event)


class _Resumption:
    """Answers one interaction through its webhook."""

    def __init__(
        self, client: discord.Client, handler: ChatEventHandler, stored: StoredInteraction, asker: Requester
    ) -> None:
        self._webhook = discord.Webhook.partial(stored.application, stored.token, client=client)
        self._webhook.type = discord.WebhookType.application  # only these can answer privately
        self._handler = handler
        self._stored = stored
        self._asker = asker

    async def answer(self) -> None:
        """Answer, or apologize if answering again would do something twice. An edit shows nothing twice."""
        if self._stored.is_form:
            await self._return_form()
            return
        command = syntax.parse(self._stored.text)
        if may_repeat(command) or isinstance(command, PUBLIC_COMMANDS):
            await self._repeat(command)
        else:
            await self._apologize(command)

    async def _return_form(self) -> None:
        typed = forms.load(self._stored.text)
        try:
            forms.parse(typed)
        except CommandError as error:
            await self._handler.save_payloads(self._asker, {forms.key(self._stored.text): self._stored.text})
            await self._webhook.edit_message(ORIGINAL, view=replies.returned_form(typed, str(error)))

    async def _repeat(self, command: Command) -> None:
        async for reply in self._handler.handle_command(self._asker, command):
            if reply.is_final:
                await self._show(command, replies.late_form(command) if reply.form else reply)

    async def _show(self, command: Command, reply: Reply) -> None:
        if texts := stored_payloads(reply):
            await self._handler.save_payloads(self._asker, texts)
        view, files = detached(replies.message(reply)), replies.files(reply)
        if is_public(command) and not reply.public:
            await self._webhook.delete_message(ORIGINAL)  # the public placeholder is not the reply
            await self._webhook.send(view=view, files=files, ephemeral=True)
        else:
            await self._webhook.edit_message(ORIGINAL, view=view, attachments=files)

    async def _apologize(self, command: Command) -> None:
        """Say that the command was interrupted. A message that others see, or that holds a list, stays as it is."""
        view = detached(replies.message(Reply(wording.interrupted(command_text(command, PLATFORM), may_be_done=True))))
        if not self._stored.in_place and not is_public(command):
            await self._webhook.edit_message(ORIGINAL, view=view)
            return
        if is_public(command) and (await self._webhook.fetch_message(ORIGINAL)).flags.loading:
            await self._webhook.delete_message(ORIGINAL)
        await self._webhook.send(view=view, ephemeral=True)
