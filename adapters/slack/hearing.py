"""What bolt hears: each payload is acknowledged first and answered in a task of its own.

Slack waits three seconds at most, and bolt loses an acknowledgement that an error follows at once.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.asked import COMMANDS, LOOK_UP, Asked, entered, looked_up, pressed, typed
from adapters.slack.controls import PREFIX, option
from adapters.slack.conversation import Conversation
from adapters.slack.forms import CALLBACK, ZONE, submitted
from adapters.slack.unfurling import shared

log = logging.getLogger(__name__)
quiet = logging.getLogger(f"{__name__}.bolt")

STOPPING = 3.0  # seconds that answers on their way have to arrive in

Payload = Mapping[str, Any]
Work = Coroutine[Any, Any, None]


class Errands:
    """Work that goes on after its payload was acknowledged."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Work, otherwise: Callable[[], Work] | None = None) -> None:
        """Do *work*; if it breaks or is stopped, log why and do what *otherwise* returns."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(lambda done: self._ended(done, otherwise))

    async def close(self) -> None:
        """Give work that goes on a moment to end, then stop it, and what it does otherwise, and wait until all is."""
        while self._running:
            await asyncio.wait(self._running, timeout=STOPPING)
            running = tuple(self._running)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None], otherwise: Callable[[], Work] | None) -> None:
        self._running.discard(task)
        if task.cancelled():
            log.warning("answering took too long to wait for when told to stop")
        elif error := task.exception():
            log.error("answering failed", exc_info=error)
        else:
            return
        if otherwise:
            self.start(otherwise())


def application(
    client: AsyncWebClient,
    identity: AsyncSlackResponse,
    conversation: Conversation,
    errands: Errands,
    *,
    unfurls: bool = False,
) -> AsyncApp:
    """Return what bolt needs to hear commands, controls, forms and events for *conversation*."""
    known = AuthorizeResult.from_auth_test_response(auth_test_response=identity, bot_token=client.token)

    async def authorize() -> AuthorizeResult:
        return known  # auth.test was asked before; what a revoked token cannot do, our own calls say

    quiet.setLevel(logging.ERROR)  # bolt warns of every token in the environment that it does not use
    app = AsyncApp(client=client, authorize=authorize, request_verification_enabled=False, logger=quiet)
    _hear_questions(app, conversation, errands)
    _hear_forms(app, conversation, errands)
    _hear_events(app, conversation, errands, identity["user_id"])
    _hear_reactions(app, conversation, errands, identity["user_id"])
    _hear_links(app, conversation, errands, unfurls=unfurls)
    return app


def _hear_questions(app: AsyncApp, conversation: Conversation, errands: Errands) -> None:
    def hears(read: Callable[[Payload], Asked]) -> Callable[..., Work]:
        async def heard(ack: AsyncAck, body: Payload) -> None:
            await ack()
            asked = read(body)
            errands.start(conversation.answer(asked), lambda: conversation.apologise(asked))

        return heard

    for command in COMMANDS:
        app.command(command)(hears(typed))
    app.action(re.compile(f"^{PREFIX}"))(hears(pressed))
    app.message_shortcut(LOOK_UP)(hears(looked_up))


def _hear_forms(app: AsyncApp, conversation: Conversation, errands: Errands) -> None:
    async def heard(ack: AsyncAck, body: Payload) -> None:
        form = submitted(body["view"])
        if form.command is None:
            await ack(response_action="errors", errors=dict(form.errors))
            return
        await ack()
        asked = entered(body, form.origin, form.command)
        errands.start(conversation.answer(asked), lambda: conversation.apologise(asked))

    async def completed(ack: AsyncAck, body: Payload) -> None:
        await ack(options=[option(label, value) for label, value in conversation.suggest_zones(body["value"])])

    app.view(CALLBACK)(heard)
    app.options(ZONE)(completed)


def _hear_events(app: AsyncApp, conversation: Conversation, errands: Errands, ourselves: str) -> None:
    async def joined(event: Payload) -> None:
        if event["user"] == ourselves:
            errands.start(conversation.welcome(event["channel"]))

    async def opened(event: Payload) -> None:
        if event.get("tab") == "home":
            errands.start(conversation.show_home(event["user"]))

    async def uninstalled() -> None:
        errands.start(conversation.removed("the app was uninstalled: install it again"))

    async def revoked(event: Payload) -> None:
        if event.get("tokens", {}).get("bot"):
            errands.start(conversation.removed("the token was revoked: install the app again"))

    app.event("app_uninstalled")(uninstalled)
    app.event("tokens_revoked")(revoked)
    app.event("member_joined_channel")(joined)
    app.event("app_home_opened")(opened)


def _hear_reactions(app: AsyncApp, conversation: Conversation, errands: Errands, ourselves: str) -> None:
    async def reacted(body: Payload) -> None:
        if body["event"]["user"] != ourselves:
            errands.start(conversation.react(body))

    app.event("reaction_added")(reacted)
    app.event("reaction_removed")(reacted)


def _hear_links(app: AsyncApp, conversation: Conversation, errands: Errands, *, unfurls: bool) -> None:
    async def pasted(body: Payload) -> None:
        if unfurls:
            errands.start(conversation.unfurl(shared(body)))

    app.event("link_shared")(pasted)
