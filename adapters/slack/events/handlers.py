"""Handle Slack requests and events: identify the requester, get the replies, show them."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api.errors import (
    FAILURES,
    INVITE,
    TOKEN_ERRORS,
    AccessProblem,
    access_problem,
    code,
    to_request_error,
)
from adapters.slack.api.response_urls import ResponseUrl
from adapters.slack.api.views import OpenedView, open_view
from adapters.slack.events import requests as asking
from adapters.slack.events.requests import UNREADABLE, Payload, SlackRequest
from adapters.slack.events.responder import Responder
from adapters.slack.events.tenancy import Workspace
from adapters.slack.events.users import SlackUser, UserCache
from adapters.slack.messages import replies
from adapters.slack.messages.app_home import home, hottest, theirs
from adapters.slack.messages.controls import PREFIX
from adapters.slack.messages.forms import expanded
from adapters.slack.messages.unfurls import SharedLinks, unfurled
from bot import wording
from bot.commands.registry import COMMANDS
from bot.models.command import (
    ActOnPaper,
    Command,
    ListSubscriptions,
    ManageSubscription,
    Requester,
    SetDigest,
    SetReport,
    ShowHotList,
    ShowPaper,
    ShowReadingList,
    Subscribe,
)
from bot.models.digest import Destination
from bot.models.question import Question, UnansweredQuestion
from bot.models.reaction import Reaction
from bot.models.reply import Reply
from bot.platforms import ChatEventHandler

log = logging.getLogger(__name__)

NOT_HERE = "I'm not in this channel, so I can't post here. Type /invite @hotpapers, then try again."
NO_DIRECT = "Slack doesn't let me message you directly. Try again in a channel that I'm in."
NOT_OURS = "I'm set up for another workspace, so I can't answer here. Ask an admin to set me up for yours."
PLATFORM = "slack"
CHANGING = ManageSubscription | ActOnPaper | Subscribe
"""Commands that change the Home tab."""
HOME = (("Your subscriptions", ListSubscriptions()), ("Your reading list", ShowReadingList()))
MAX_ANSWER_AGE = timedelta(minutes=30)  # older interrupted requests get a failure notice instead of an answer

Obstacle = Callable[[str], Awaitable[AccessProblem | None]]


class SlackHandler:
    """Handles the events of one workspace. *obstacle* returns why the app cannot post to a channel."""

    def __init__(
        self,
        client: AsyncWebClient,
        workspace: Workspace,
        admins: tuple[str, ...],
        answerer: ChatEventHandler,
        obstacle: Obstacle,
    ) -> None:
        self._client = client
        self._workspace = workspace
        self._admins = admins
        self._answerer = answerer
        self._obstacle = obstacle
        self._people = UserCache(client, workspace)

    async def hear(self, kind: str, payload: Payload) -> bool:
        """Store a request until it is answered. Return False for a repeated or foreign one."""
        if not self._workspace.owns(payload):
            return False
        event, user = asking.event(kind, payload), asking.user(payload)
        kept = asking.kept(payload, kind)
        return await self._answerer.hear(Question(PLATFORM, self._workspace.id, user, event, kind, kept))

    async def handle_command(self, kind: str, payload: Payload, heard: Awaitable[bool]) -> None:
        """Answer a request if it is *heard* for the first time."""
        asked = await self._read(kind, payload)
        if asked is None:
            return
        if not self._workspace.owns(payload):
            log.warning("request rejected: kind=%s reason=other workspace", kind)
            await self._refuse(payload, NOT_OURS)
            return
        window = await self._window(asked)
        if await heard:
            await self._answer(asked, Responder(self._client, self._people, asked, window))

    async def send_failure(self, kind: str, payload: Payload, why: str = wording.FAILED, age: float = 0.0) -> None:
        """Report an internal failure to the requester."""
        asked = await self._read(kind, payload)
        if asked is None:
            return
        window = OpenedView(self._client, ours=asked.window) if asked.window else None
        showing = Responder(self._client, self._people, asked, window, age)
        await showing.show(Reply(why))
        if not showing.failed:
            await self._answerer.answered(PLATFORM, asked.event)

    async def resume(self) -> None:
        """Answer requests left by an earlier run. Report old ones and those that may be done already."""
        left = await self._answerer.unanswered(PLATFORM, self._workspace.id)
        for unanswered in left:
            log.warning("unanswered request resumed: kind=%s", unanswered.question.kind)
            await self._resume(unanswered)

    async def expand(self, payload: Payload) -> None:
        """Expand the form whose *More* was pressed."""
        try:
            view = payload["view"]
            await OpenedView(self._client, id=view["id"]).fill(expanded(view))
        except UNREADABLE as error:
            log.warning("form not parsed: error=%r", error)

    async def show_home(self, user: str) -> None:
        """Publish the Home tab: hot papers, subscriptions and the reading list."""
        asker = await self._asker(user, None, await self._people.profile(user))
        if asker is None:
            return
        hot = hottest(await self._final_replies(asker, ShowHotList()))
        view = home([hot, *[theirs(heading, await self._final_replies(asker, command)) for heading, command in HOME]])
        try:
            await self._client.views_publish(user_id=user, view=view)
        except FAILURES as error:
            log.warning("App Home update failed: user=%s error=%s", user, to_request_error(error))

    async def on_joined(self, channel: str) -> None:
        """Post the welcome message to a new channel, once."""
        reply = await self._answerer.on_joined(Destination(PLATFORM, self._workspace.id, channel))
        bodies = replies.render(reply) if reply else ()
        try:
            for body in bodies:
                await self._client.chat_postMessage(channel=channel, **body)
        except FAILURES as error:
            log.warning("welcome message failed: channel=%s error=%s", channel, to_request_error(error))

    async def unfurl(self, shared: SharedLinks) -> None:
        """Unfurl pasted links to known papers."""
        if not await self._answerer.is_first_delivery(PLATFORM, shared.event):
            return
        here = Destination(PLATFORM, self._workspace.id, shared.channel)
        asker = Requester(
            PLATFORM, self._workspace.id, shared.user, here, is_direct_message=False, can_manage_channel=False
        )
        answers = [(url, await self._final_replies(asker, ShowPaper(id))) for url, id in shared.links]
        unfurls = {url: unfurled(reply.card.entry) for url, replies in answers for reply in replies if reply.card}
        try:
            if unfurls:
                await self._client.api_call("chat.unfurl", json={"unfurls": unfurls} | shared.where)
        except FAILURES as error:
            log.warning("links not unfurled: channel=%s error=%s", shared.channel, to_request_error(error))

    async def react(self, payload: Mapping[str, Any]) -> None:
        """Record a reaction to a message, or its removal."""
        event = payload["event"]
        item = event["item"]
        if not self._workspace.owns(payload) or item["type"] != "message":
            return
        place = Destination(PLATFORM, self._workspace.id, item["channel"])
        reaction = Reaction(place, item["ts"], event["user"], event["reaction"])
        if event["type"] == "reaction_added":
            await self._answerer.on_reaction_added(reaction)
        else:
            await self._answerer.on_reaction_removed(reaction)

    async def on_removed(self, reason: str) -> None:
        """Stop posting to the workspace after the app was removed."""
        await self._answerer.on_removed(PLATFORM, self._workspace.id, reason)

    def owns(self, payload: Payload) -> bool:
        """Return whether a payload is for this workspace's app."""
        return self._workspace.owns(payload)

    def suggest_zones(self, text: str) -> list[tuple[str, str]]:
        """Return time zones that match *text*."""
        return self._answerer.autocomplete("zone", text)

    async def _answer(self, asked: SlackRequest, showing: Responder) -> None:
        async for reply in self._replies(asked):
            await showing.show(reply)
        if not showing.failed:
            await self._answerer.answered(PLATFORM, asked.event)
        if asked.origin.channel is None and isinstance(asked.command, CHANGING):
            await self.show_home(asked.user)

    async def _resume(self, left: UnansweredQuestion) -> None:
        kind, payload = left.question.kind, json.loads(left.question.payload)
        read, age = await self._read(kind, payload), datetime.now(UTC) - left.asked
        if read is None:
            return
        asked = replace(read, trigger="", window="")
        if age < MAX_ANSWER_AGE and asked.command.may_repeat:
            await self._answer(asked, Responder(self._client, self._people, asked, None, age.total_seconds()))
            return
        why = wording.interrupted(COMMANDS.text(asked.command, PLATFORM), may_be_done=not asked.command.may_repeat)
        await self.send_failure(kind, payload, why, age.total_seconds())

    async def _read(self, kind: str, payload: Payload) -> SlackRequest | None:
        """Parse a request. On failure, tell the requester and return None."""
        try:
            return asking.read(kind, payload)
        except UNREADABLE as error:
            log.warning("payload not parsed: kind=%s error=%r", kind, error)
            await self._refuse(payload, wording.FAILED)
            return None

    async def _refuse(self, payload: Payload, why: str) -> None:
        """Send *why* to the response URL, if there is one."""
        url = ResponseUrl(self._client, payload.get("response_url"))
        (body,) = replies.render(Reply(why))
        await url.say(body | {"response_type": "ephemeral", "replace_original": False}, once=False)

    async def _window(self, asked: SlackRequest) -> OpenedView | None:
        """Return the view for the reply, opened now if needed. None if the reply goes elsewhere."""
        if asked.window:
            return OpenedView(self._client, ours=asked.window)
        if asked.modal and asked.replaces:
            return OpenedView(self._client, id=asked.modal)
        if not asked.trigger or not (asked.is_in_view or asked.command.may_open_form):
            return None
        above = bool(asked.modal)
        window = await open_view(self._client, asked.trigger, f"{PREFIX}{asked.trigger}", above=above)
        return window or (OpenedView(self._client, id=asked.modal) if above else None)

    async def _replies(self, asked: SlackRequest) -> AsyncIterator[Reply]:
        """Yield the replies, or what to fix first if the app could not post."""
        command = asked.command
        asker = await self._asker(asked.user, asked.origin.channel, await self._people.profile(asked.user))
        if asker is None:
            yield Reply(NO_DIRECT)
            return
        if isinstance(command, SetDigest | SetReport) and asker.can_manage_channel and not asker.is_direct_message:
            closed = await self._access_problem(asker.destination.channel)
            if closed:
                not_here = closed.fix.endswith(INVITE)
                yield Reply(NOT_HERE if not_here else f"I can't post here: {closed}. Then try again.")
                return
        if isinstance(command, Subscribe | SetDigest | SetReport) and command.every and not asker.is_direct_message:
            asker = replace(asker, direct_channel=await self._direct(asked.user))
        async for reply in self._answerer.handle_command(asker, command):
            yield reply

    async def _asker(self, user: str, channel: str | None, profile: SlackUser | None) -> Requester | None:
        """Return the requester. Home tab and direct messages use the person's own channel, None without one."""
        own = await self._direct(user) if channel is None or channel.startswith("D") else None
        here = own or channel
        if here is None:
            return None
        may = user in self._admins or (profile is not None and profile.is_admin)
        place, zone = Destination(PLATFORM, self._workspace.id, here), profile.zone if profile else None
        return Requester(
            PLATFORM, self._workspace.id, user, place, own is not None, may, zone, is_known=profile is not None
        )

    async def _direct(self, user: str) -> str | None:
        """Return the direct channel with a person, None if Slack does not open one.

        Raises ConfigError or DeliveryPostponed for failures unrelated to the person.
        """
        try:
            return await self._people.channel(user)
        except FAILURES as error:
            if code(error) is None or code(error) in TOKEN_ERRORS:
                raise to_request_error(error) from error
            log.warning("direct channel not opened: user=%s error=%s", user, to_request_error(error))
            return None

    async def _access_problem(self, channel: str) -> AccessProblem | None:
        """Return why the app cannot post to a channel, None if unknown."""
        try:
            return await self._obstacle(channel)
        except FAILURES as error:
            return access_problem(error)

    async def _final_replies(self, asker: Requester, command: Command) -> list[Reply]:
        return [reply async for reply in self._answerer.handle_command(asker, command) if reply.is_final]
