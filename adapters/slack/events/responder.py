"""Send the replies to a request.

Replies go to the response URL. If that fails, they go to the channel as an ephemeral message, then to direct messages.
A request from a view is answered in a view.
"""

from __future__ import annotations

import logging

from slack_sdk.errors import SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api import responses
from adapters.slack.api.errors import FAILURES, code, to_request_error
from adapters.slack.api.response_urls import ResponseOutcome, ResponseUrl
from adapters.slack.api.views import OpenedView, shown
from adapters.slack.events.requests import SlackRequest
from adapters.slack.events.users import UserCache
from adapters.slack.messages import replies
from adapters.slack.messages.blocks import Block, Body
from adapters.slack.messages.forms import modal
from bot import wording
from bot.models.reply import Attachment, Button, ButtonStyle, Reply

log = logging.getLogger(__name__)

NOT_SENT = "Slack rejected the file. Try again later."
BY_BUTTON = "Use the button to open the form:"
TOO_LATE = "That took too long for Slack. Use the button to open the form:"


class Responder:
    """Shows the replies to one request. Each replaces the previous one if that was not final.

    `failed` is set when a reply could not be shown.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        people: UserCache,
        asked: SlackRequest,
        window: OpenedView | None = None,
        age: float = 0.0,
    ) -> None:
        self.failed = False
        self._client = client
        self._people = people
        self._asked = asked
        self._window = window
        self._url = ResponseUrl(client, asked.origin.response_url, age)
        self._replaces = asked.replaces
        self._written: tuple[str, str] | None = None  # the message that may be replaced, by channel and ts
        self._in_window: list[list[Block]] = []  # blocks that stay in the view

    async def show(self, reply: Reply) -> None:
        """Show *reply*. A failure is logged."""
        try:
            if not (self._window and await self._fill(self._window, reply)):
                await self._say_all(reply)
            if reply.file and not await self._send(reply.file):
                await self._say_all(Reply(NOT_SENT, public=reply.public))
        except FAILURES as error:
            log.warning("reply not shown: user=%s error=%s", self._asked.user, to_request_error(error))
            self.failed = code(error) is None or not await self._regret()
        self._replaces = not reply.is_final and not self._asked.command.is_public  # never replace a public reply

    async def _fill(self, window: OpenedView, reply: Reply) -> bool:
        """Show *reply* in a view. On failure return False and drop the view."""
        if reply.form:
            done = await window.fill(modal(reply.form, self._asked.origin))
        else:
            pieces = [*self._in_window, *replies.content(reply)]
            done = await window.fill(shown(replies.fitted(pieces, replies.controls(reply))))
            self._in_window = [*pieces, replies.controls(reply)] if reply.is_final else self._in_window
        self._window = window if done else None
        return done

    async def _say_all(self, reply: Reply) -> None:
        bodies = replies.render(self._without_form() if reply.form else reply)
        for body in bodies:
            await self._say(body, public=reply.public)
            self._replaces = False

    def _without_form(self) -> Reply:
        """Return a button for a form: only a press or a slash command can open one."""
        again = Button("Open the form", self._asked.command, ButtonStyle.PRIMARY)
        return Reply(TOO_LATE if self._asked.trigger else BY_BUTTON, buttons=(again,))

    async def _regret(self) -> bool:
        """Report that Slack rejected the reply. Return whether the notice was shown."""
        (body,) = replies.render(Reply(wording.NOT_SHOWN))
        return await self._use_response_url(body, public=False) is ResponseOutcome.SHOWN

    async def _say(self, body: Body, *, public: bool) -> None:
        outcome = await self._use_response_url(body, public=public)
        if outcome is ResponseOutcome.SHOWN:
            return
        if public and outcome is ResponseOutcome.UNSURE:  # a retry could show it twice to everyone
            (body,) = replies.render(Reply(wording.MAYBE_POSTED))
            public = False
        if not await self._say_there(body, public=public):
            await self._direct_message(await self._people.channel(self._asked.user), body, None)

    async def _use_response_url(self, body: Body, *, public: bool) -> ResponseOutcome:
        how = {"response_type": "in_channel" if public else "ephemeral", "replace_original": self._replaces}
        thread = {"thread_ts": self._asked.origin.thread} if self._asked.origin.thread else {}
        return await self._url.say(body | how | thread, once=public)

    async def _say_there(self, body: Body, *, public: bool) -> bool:
        """Post *body* to the channel of the request. Return whether that worked."""
        channel, thread = self._asked.origin.channel, self._asked.origin.thread
        if channel is None:
            return False
        try:
            if public or channel.startswith("D"):
                await self._direct_message(channel, body, thread)
            else:
                await self._client.chat_postEphemeral(
                    channel=channel, user=self._asked.user, thread_ts=thread, text=body["text"], blocks=body["blocks"]
                )
        except FAILURES as error:
            log.info("channel reply failed: channel=%s error=%s", channel, to_request_error(error))
            return False
        return True

    async def _direct_message(self, channel: str, body: Body, thread: str | None) -> None:
        """Post a message, or replace the previous one."""
        if self._replaces and self._written:
            channel, ts = self._written
            await self._client.chat_update(channel=channel, ts=ts, text=body["text"], blocks=body["blocks"])
            return
        answer = await self._client.chat_postMessage(channel=channel, thread_ts=thread, **body)
        self._written = channel, responses.string(answer, "ts")

    async def _send(self, file: Attachment) -> bool:
        """Send a file as a direct message: ephemeral messages cannot hold one. Return whether that worked."""
        try:
            channel = await self._people.channel(self._asked.user)
            await self._client.files_upload_v2(channel=channel, filename=file.name, content=file.content)
        except (*FAILURES, SlackRequestError) as error:
            log.warning("file not sent: user=%s error=%s", self._asked.user, to_request_error(error))
            return False
        return True
