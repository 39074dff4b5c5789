"""What is done with what people ask on Slack: who asks is found out, the answer is asked for, and shown."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import replies
from adapters.slack.asked import Asked
from adapters.slack.home import home
from adapters.slack.people import People, Profile
from adapters.slack.showing import Showing
from adapters.slack.translate import FAILURES, INVITE, TOKEN_REFUSED, Barrier, barrier, code, translate_asking
from adapters.slack.unfurling import Shared, unfurled
from bot import wording
from bot.commands.reply import Reply
from bot.commands.values import (
    Asker,
    Command,
    Look,
    Manage,
    OnPaper,
    Saved,
    SetDigest,
    SetReport,
    Subscribe,
    Subscriptions,
)
from bot.models import Destination
from bot.platform import Answerer
from bot.reaction import Reaction

log = logging.getLogger(__name__)

USUAL_ZONE = "UTC"
NOT_HERE = "I am not in this channel, so I could not post here. Type /invite @ and my name, then ask again."
PLATFORM = "slack"
CHANGING = Manage | OnPaper | Subscribe
"""What changes what the Home tab shows."""
HOME = (("Your subscriptions", Subscriptions()), ("Your reading list", Saved()))

Obstacle = Callable[[str], Awaitable[Barrier | None]]


class Conversation:
    """One workspace's side of *answerer*. *obstacle* says what keeps us from posting to a channel."""

    def __init__(
        self, client: AsyncWebClient, workspace: str, admins: tuple[str, ...], answerer: Answerer, obstacle: Obstacle
    ) -> None:
        self._client = client
        self._workspace = workspace
        self._admins = admins
        self._answerer = answerer
        self._obstacle = obstacle
        self._people = People(client)

    async def answer(self, asked: Asked) -> None:
        """Answer what was asked, once however often Slack tells it."""
        if asked.workspace != self._workspace:
            log.warning("asked from another workspace: workspace=%s", asked.workspace)
        elif await self._answerer.is_new(PLATFORM, asked.event):
            profile = await self._people.profile(asked.user)
            showing = Showing(self._client, self._people, asked, profile.zone or USUAL_ZONE)
            async for reply in self._replies(asked, profile):
                await showing.show(reply)
            if asked.origin.channel is None and isinstance(asked.command, CHANGING):
                await self.show_home(asked.user)

    async def apologise(self, asked: Asked) -> None:
        """Say that answering failed, and not because of what was asked."""
        await Showing(self._client, self._people, asked, USUAL_ZONE).show(Reply(wording.FAILED))

    async def show_home(self, user: str) -> None:
        """Show a person's subscriptions and saved papers on the Home tab."""
        asker = await self._asker(user, None, await self._people.profile(user))
        if asker is None:
            return
        view = home([(heading, await self._final(asker, command)) for heading, command in HOME])
        try:
            await self._client.views_publish(user_id=user, view=view)
        except FAILURES as error:
            log.warning("home not shown: user=%s error=%s", user, translate_asking(error))

    async def welcome(self, channel: str) -> None:
        """Say hello in a channel that we were invited to, if that was not said before."""
        reply = await self._answerer.welcome(Destination(PLATFORM, self._workspace, channel))
        bodies = replies.render(reply) if reply else ()
        try:
            for body in bodies:
                await self._client.chat_postMessage(channel=channel, **body)
        except FAILURES as error:
            log.warning("welcome not said: channel=%s error=%s", channel, translate_asking(error))

    async def unfurl(self, shared: Shared) -> None:
        """Show the papers that pasted links name; those that we cannot find stay as they are."""
        if shared.workspace != self._workspace or not await self._answerer.is_new(PLATFORM, shared.event):
            return
        here = Destination(PLATFORM, self._workspace, shared.channel)
        asker = Asker(PLATFORM, self._workspace, shared.user, here, is_direct=False, may_set_digests=False)
        answers = [(url, await self._final(asker, Look(id))) for url, id in shared.links]
        unfurls = {url: unfurled(reply.card.entry) for url, replies in answers for reply in replies if reply.card}
        try:
            if unfurls:
                await self._client.api_call("chat.unfurl", json={"unfurls": unfurls} | shared.where)
        except FAILURES as error:
            log.warning("links not unfurled: channel=%s error=%s", shared.channel, translate_asking(error))

    async def react(self, payload: Mapping[str, Any]) -> None:
        """Count a reaction to a message, or take it back."""
        event = payload["event"]
        item = event["item"]
        if payload["team_id"] != self._workspace or item["type"] != "message":
            return
        place = Destination(PLATFORM, self._workspace, item["channel"])
        reaction = Reaction(place, item["ts"], event["user"], event["reaction"])
        if event["type"] == "reaction_added":
            await self._answerer.reacted(reaction)
        else:
            await self._answerer.took_back(reaction)

    async def removed(self, reason: str) -> None:
        """Stop posting in the workspace, that we were removed from."""
        await self._answerer.removed(PLATFORM, self._workspace, reason)

    def suggest_zones(self, text: str) -> list[tuple[str, str]]:
        """Complete the name of a time zone."""
        return self._answerer.suggest("zone", text)

    async def _replies(self, asked: Asked, profile: Profile) -> AsyncIterator[Reply]:
        """Yield the answer, or what to do first where Slack would not let us keep it."""
        asker = await self._asker(asked.user, asked.origin.channel, profile)
        if asker is None:
            return
        if isinstance(asked.command, SetDigest | SetReport) and asker.may_set_digests and not asker.is_direct:
            closed = await self._closed(asker.here.channel)
            if closed:
                not_here = closed.advice.endswith(INVITE)
                yield Reply(NOT_HERE if not_here else f"I could not post here: {closed}. Then ask again.")
                return
        if isinstance(asked.command, Subscribe | SetDigest | SetReport) and not asker.is_direct:
            asker = replace(asker, direct=await self._direct(asked.user))
        async for reply in self._answerer.answer(asker, asked.command):
            yield reply

    async def _asker(self, user: str, channel: str | None, profile: Profile) -> Asker | None:
        """Say who asks where: on the Home tab and in any direct messages, in the person's own; None without those."""
        own = await self._direct(user) if channel is None or channel.startswith("D") else None
        here = own or channel
        if here is None:
            return None
        may = profile.is_admin or user in self._admins
        place = Destination(PLATFORM, self._workspace, here)
        return Asker(PLATFORM, self._workspace, user, place, own is not None, may, profile.zone)

    async def _direct(self, user: str) -> str | None:
        """Return the channel in which we write to a person, None if Slack does not open one.

        Raises ConfigError or DeliveryPostponed where that is not about the person.
        """
        try:
            return await self._people.channel(user)
        except FAILURES as error:
            if code(error) is None or code(error) in TOKEN_REFUSED:
                raise translate_asking(error) from error
            log.warning("direct channel not opened: user=%s error=%s", user, translate_asking(error))
            return None

    async def _closed(self, channel: str) -> Barrier | None:
        """Say what keeps us from posting to a channel; nothing where Slack cannot tell now."""
        try:
            return await self._obstacle(channel)
        except FAILURES as error:
            return barrier(error)

    async def _final(self, asker: Asker, command: Command) -> list[Reply]:
        return [reply async for reply in self._answerer.answer(asker, command) if reply.final]
