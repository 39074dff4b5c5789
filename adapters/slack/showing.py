"""One answer on its way to who asked: by response URL as long as that holds, then in their direct messages.

Response URLs: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from urllib.parse import urlsplit

from slack_sdk.errors import SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import answers, replies
from adapters.slack.asked import Asked
from adapters.slack.blocks import Body, Element
from adapters.slack.forms import modal
from adapters.slack.people import People
from adapters.slack.translate import FAILURES, translate_asking
from bot.commands.reply import Attachment, Reply
from bot.commands.values import is_public

log = logging.getLogger(__name__)

HOOKS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
USES = 5  # of a response URL, within 30 minutes
NOT_SENT = "Slack did not take the file, so it does not come. Please ask again later, or tell who runs me."
TOO_LATE = "Slack did not take the form in time. Please ask for it again."


class Showing:
    """Shows the replies to one question, each in place of the one before if that was not final."""

    def __init__(self, client: AsyncWebClient, people: People, asked: Asked, zone: str) -> None:
        self._client = client
        self._people = people
        self._asked = asked
        self._zone = zone
        self._uses = 0
        self._replaces = asked.replaces
        self._written: str | None = None  # the direct message that may be replaced

    async def show(self, reply: Reply) -> None:
        """Show *reply*. What cannot be shown is logged, for it cannot be told."""
        bodies = replies.render(reply)
        view = modal(reply.form, self._asked.origin, self._zone) if reply.form else None
        try:
            if view and not await self._open(view):
                bodies = replies.render(Reply(TOO_LATE))
            for body in bodies:
                await self._say(body, public=reply.public)
                self._replaces = False
            if reply.file and not await self._send(reply.file):
                await self._say(*replies.render(Reply(NOT_SENT)), public=reply.public)
        except FAILURES as error:
            log.warning("answer not shown: user=%s error=%s", self._asked.user, translate_asking(error))
        self._replaces = not reply.final and not is_public(self._asked.command)  # one person's stays one person's

    async def _open(self, view: Element) -> bool:
        try:
            await self._client.views_open(trigger_id=self._asked.trigger, view=view)
        except FAILURES as error:
            log.warning("form not opened: user=%s error=%s", self._asked.user, translate_asking(error))
            return False
        return True

    async def _say(self, body: Body, *, public: bool) -> None:
        if not await self._respond(body, public=public):
            await self._write(body)

    async def _respond(self, body: Body, *, public: bool) -> bool:
        """Answer where it was asked; False where that is not possible, or not any more."""
        url, session = self._asked.origin.response_url, self._client.session
        if not url or session is None or self._uses >= USES or not self._is_slacks(url):
            return False
        self._uses += 1
        how = {"response_type": "in_channel" if public else "ephemeral", "replace_original": self._replaces}
        async with session.post(url, json=body | how, proxy=self._client.proxy, allow_redirects=False) as response:
            if response.status != HTTPStatus.OK:
                log.info("response url not taken: status=%s answer=%.40s", response.status, await response.text())
            return response.status == HTTPStatus.OK

    def _is_slacks(self, url: str) -> bool:
        """Tell whether *url* is at Slack, or at what the settings have in its place."""
        return urlsplit(url).hostname in {*HOOKS, urlsplit(self._client.base_url).hostname}

    async def _write(self, body: Body) -> None:
        channel = await self._people.channel(self._asked.user)
        if self._replaces and self._written:
            await self._client.chat_update(channel=channel, ts=self._written, text=body["text"], blocks=body["blocks"])
            return
        self._written = answers.string(await self._client.chat_postMessage(channel=channel, **body), "ts")

    async def _send(self, file: Attachment) -> bool:
        """Send a file directly: an answer that only one person sees cannot hold one. False if Slack refuses."""
        try:
            channel = await self._people.channel(self._asked.user)
            await self._client.files_upload_v2(channel=channel, filename=file.name, content=file.content)
        except (*FAILURES, SlackRequestError) as error:
            log.warning("file not sent: user=%s error=%s", self._asked.user, translate_asking(error))
            return False
        return True
