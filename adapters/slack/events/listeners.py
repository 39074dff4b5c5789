"""Bolt listeners: acknowledge, parse and dispatch what Slack sends."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.api.views import loading
from adapters.slack.events import requests as asking
from adapters.slack.events.background import BackgroundTasks, Work
from adapters.slack.events.handlers import SlackHandler
from adapters.slack.events.requests import LOOK_UP, SLASH_COMMANDS, UNREADABLE, Payload, is_direct, is_said_to_us
from adapters.slack.messages.controls import PREFIX, option
from adapters.slack.messages.forms import CALLBACK, MORE, ZONE, Submission, submitted
from adapters.slack.messages.unfurls import shared

log = logging.getLogger(__name__)
bolt_log = logging.getLogger(f"{__name__}.bolt")

PROMPT = 0.5  # seconds that an acknowledgement waits for the store; Slack waits for three


def create_app(
    client: AsyncWebClient,
    identity: AsyncSlackResponse,
    conversation: SlackHandler,
    background: BackgroundTasks,
    *,
    unfurls: bool = False,
) -> AsyncApp:
    """Return the Bolt app with listeners for commands, controls, forms and events."""
    known = AuthorizeResult.from_auth_test_response(auth_test_response=identity, bot_token=client.token)

    async def authorize() -> AuthorizeResult:
        return known  # auth.test was called before; a revoked token shows in later calls

    bolt_log.setLevel(logging.ERROR)  # bolt warns about unused tokens in the environment
    app = AsyncApp(client=client, authorize=authorize, request_verification_enabled=False, logger=bolt_log)
    ear = Ear(conversation, background)
    _register_commands(app, ear)
    _register_forms(app, conversation, ear)
    _hear_messages(app, ear)
    _register_events(app, conversation, background, identity["user_id"])
    _register_reactions(app, conversation, background, identity["user_id"])
    _register_links(app, conversation, background, unfurls=unfurls)
    return app


class Ear:
    """Stores requests, acknowledges them, then has them answered."""

    def __init__(self, conversation: SlackHandler, background: BackgroundTasks) -> None:
        self._conversation = conversation
        self._background = background

    async def hear(self, kind: str, body: Payload, ack: Callable[[], Awaitable[object]]) -> None:
        """Acknowledge a payload once it is stored, or when storing takes too long."""
        heard = asyncio.ensure_future(self._conversation.hear(kind, body))
        heard.add_done_callback(
            lambda done: done.cancelled() or done.exception()
        )  # retrieved here, so that asyncio does not warn
        await asyncio.wait({heard}, timeout=PROMPT)
        await ack()
        answering = self._conversation.handle_command(kind, body, heard)
        self._background.start(answering, lambda: self._conversation.send_failure(kind, body))

    def expand(self, body: Payload) -> None:
        """Expand a form."""
        self._background.start(self._conversation.expand(body))


def _register_commands(app: AsyncApp, ear: Ear) -> None:
    def hears(kind: str) -> Callable[..., Work]:
        async def heard(ack: AsyncAck, body: Payload) -> None:
            await ear.hear(kind, body, ack)

        return heard

    async def wants_more(ack: AsyncAck, body: Payload) -> None:
        await ack()
        ear.expand(body)

    app.action(MORE)(wants_more)  # before all other controls
    for command in SLASH_COMMANDS:
        app.command(command)(hears("command"))
    app.action(re.compile(f"^{PREFIX}"))(hears("press"))
    app.message_shortcut(LOOK_UP)(hears("shortcut"))


def _register_forms(app: AsyncApp, conversation: SlackHandler, ear: Ear) -> None:
    async def heard(ack: AsyncAck, body: Payload) -> None:
        form = _submitted(body)
        if form and form.errors:
            await ack(response_action="errors", errors=dict(form.errors))
            return
        window = asking.window(body, form.origin) if form else ""
        await ear.hear("form", body, lambda: ack(response_action="update", view=loading(window)) if window else ack())

    async def completed(ack: AsyncAck, body: Payload) -> None:
        suggested = conversation.suggest_zones(str(body.get("value") or ""))
        await ack(options=[option(label, value) for label, value in suggested])

    app.view(CALLBACK)(heard)
    app.options(ZONE)(completed)


def _submitted(body: Payload) -> Submission | None:
    """Parse a form. None if it cannot be parsed; it is acknowledged anyway."""
    try:
        return submitted(body["view"])
    except UNREADABLE as error:
        log.warning("form not parsed: error=%r", error)
        return None


def _hear_messages(app: AsyncApp, ear: Ear) -> None:
    """Listen for messages to the app. Bolt acknowledges events after its middleware, before listeners."""

    def hears(kind: str, is_ours: Callable[[Payload], bool]) -> Callable[..., Work]:
        async def heard(body: Payload, next_: Callable[[], Awaitable[None]]) -> None:
            if is_ours(body):
                await ear.hear(kind, body, next_)
            else:
                await next_()

        return heard

    async def nothing() -> None:
        pass

    app.event("app_mention", middleware=[hears("mention", is_said_to_us)])(nothing)
    app.event("message", middleware=[hears("message", is_direct)])(nothing)


def _register_events(app: AsyncApp, conversation: SlackHandler, background: BackgroundTasks, ourselves: str) -> None:
    async def joined(event: Payload) -> None:
        if event["user"] == ourselves:
            background.start(conversation.on_joined(event["channel"]))

    async def opened(event: Payload) -> None:
        if event.get("tab") == "home":
            background.start(conversation.show_home(event["user"]))

    async def uninstalled() -> None:
        background.start(conversation.on_removed("the app was uninstalled: reinstall it"))

    async def revoked(event: Payload) -> None:
        if event.get("tokens", {}).get("bot"):
            background.start(conversation.on_removed("the token was revoked: reinstall the app"))

    app.event("app_uninstalled")(uninstalled)
    app.event("tokens_revoked")(revoked)
    app.event("member_joined_channel")(joined)
    app.event("app_home_opened")(opened)


def _register_reactions(app: AsyncApp, conversation: SlackHandler, background: BackgroundTasks, ourselves: str) -> None:
    async def reacted(body: Payload) -> None:
        if body["event"]["user"] != ourselves:
            background.start(conversation.react(body))

    app.event("reaction_added")(reacted)
    app.event("reaction_removed")(reacted)


def _register_links(app: AsyncApp, conversation: SlackHandler, background: BackgroundTasks, *, unfurls: bool) -> None:
    async def pasted(body: Payload) -> None:
        if unfurls:
            background.start(_unfurl(conversation, body))

    app.event("link_shared")(pasted)


async def _unfurl(conversation: SlackHandler, body: Payload) -> None:
    if conversation.owns(body):
        await conversation.unfurl(shared(body))
