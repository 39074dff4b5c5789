"""Implement the platform interface with Slack's API. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from adapters.slack.api import responses, uploads
from adapters.slack.api.client import RateLimitedClient
from adapters.slack.api.connection import TO_GET_IT, SocketModeConnection, serve_signed_requests
from adapters.slack.api.credentials import NO_ACCESS, SlackCredentials
from adapters.slack.api.errors import (
    FAILURES,
    AccessProblem,
    channel_problem,
    code,
    to_delivery_error,
    to_lookup_error,
    to_request_error,
    translate_preparing,
)
from adapters.slack.api.history import HistorySearch
from adapters.slack.api.inspection import CHANNEL, NO_ID, inspect
from adapters.slack.api.signed_endpoint import PATH, SignedEndpoint
from adapters.slack.api.uploads import File, UploadRefused
from adapters.slack.events.background import BackgroundTasks
from adapters.slack.events.handlers import SlackHandler
from adapters.slack.events.listeners import create_app
from adapters.slack.events.tenancy import Workspace
from adapters.slack.messages import report
from adapters.slack.messages.blocks import Body
from adapters.slack.messages.controls import unpressable
from adapters.slack.messages.digest import arguments, layout, message
from bot import wording
from bot.errors import CommandError, ConfigError, DeliveryRefused, DestinationGone
from bot.http.platform_clock import PlatformClock, utcnow
from bot.models.digest import Destination, Digest
from bot.models.post import Post, PostKind
from bot.models.report import Report, ReportEntry
from bot.platforms import (
    ChatEventHandler,
    CheckResult,
    Losses,
    ReportRenderer,
    clock_checks,
    plan_report_posts,
    report_file_name,
)

DEADLINE = timedelta(seconds=20)
DELAY = timedelta(seconds=1)  # between two messages in a channel
MAX_FILE = 30 << 20  # bytes of slides, far below Slack's limit: people read them on phones


class Slack:
    """The workspace of a bot token. Posting is never retried here: a lost response must not post twice."""

    def __init__(  # noqa: PLR0913 - all but the first two have their usual values
        self,
        token: str,
        url: str,
        access: SlackCredentials = NO_ACCESS,
        deadline: timedelta = DEADLINE,
        delay: timedelta = DELAY,
        *,
        artist: ReportRenderer | None = None,
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._token = token
        self._url = url
        self._access = access
        self._entrance = (
            SignedEndpoint(access.signing_secret) if access.signing_secret and not access.app_token else None
        )
        self._socket = SocketModeConnection()
        self._deadline = deadline
        self._delay = delay
        self._artist = artist
        self.losses = Losses()
        self.pressable = True
        self._client: RateLimitedClient | None = None
        self._reader = HistorySearch(self._slack)
        self._clock = PlatformClock(clock)

    @property
    def ahead(self) -> timedelta | None:
        """The difference between this machine's clock and Slack's."""
        return self._clock.ahead

    @property
    def throttle_count(self) -> int:
        """The number of rate-limit responses."""
        return self._client.limited if self._client else 0

    async def resolve_channel(self, channel: str) -> Destination:
        """Return the channel of that ID. Raises CommandError for an invalid ID, DestinationGone without access."""
        if not CHANNEL.fullmatch(channel):
            raise CommandError(f"{channel}: {NO_ID}")
        try:
            workspace = responses.string(await self._slack().auth_test(), "team_id")
            barrier = await self._obstacle(channel)
        except FAILURES as error:
            raise to_request_error(error) from error
        if barrier:
            raise DestinationGone(str(barrier))
        return Destination("slack", workspace, channel)

    def plan_posts(self, digest: Digest | Report) -> tuple[PostKind, ...]:
        """Return the kinds of the messages of *digest*."""
        return plan_report_posts(digest) if isinstance(digest, Report) else layout(digest)

    async def now(self, *, refresh: bool = False) -> datetime | None:
        """Return Slack's time from its last response, or from a new call if that is old."""
        return await self._clock.ask(self._hear_time, refresh=refresh)

    async def send(self, post: Post) -> str:
        """Post it and return its ``ts``, or its file ID."""
        if isinstance(post.digest, Digest):
            return await self._say(post, message(post.digest, post.position))
        if post.position == 0:
            return await self._say(post, report.parent(post.digest))
        if post.position == 1:
            return await self._send_slides(post, post.digest)
        return await self._send_paper(post, post.digest.entries[post.position - 2])

    async def _send_slides(self, post: Post, bulletin: Report) -> str:
        """Upload the slides to the thread, or post why they are missing."""
        slides = await self._artist.slides(bulletin, MAX_FILE) if self._artist else None
        if slides is None:
            return await self._say(post, report.alone(self.losses.add(post.destination, wording.NOT_DRAWN)))
        try:
            id = await uploads.upload(self._slack(), File(report_file_name(bulletin, post.token), slides))
            title = wording.heading(bulletin)
            await uploads.share(self._slack(), id, title, post.destination.channel, post.parent_message_id)
        except UploadRefused as error:
            why = self.losses.add(post.destination, f"{wording.NOT_ATTACHED} {error}.")
            return await self._say(post, report.alone(why))
        return id

    async def _send_paper(self, post: Post, entry: ReportEntry) -> str:
        """Post a paper with its equation as a picture, or as LaTeX if Slack rejects that."""
        picture = await uploads.picture(self._slack(), self._artist, entry.latex, post.token)
        try:
            return await self._say(post, report.paper(entry, picture))
        except DeliveryRefused:
            if picture is None:
                raise
            return await self._say(post, report.paper(entry, None))  # definitely rejected, so nothing was posted

    async def _say(self, post: Post, body: Body) -> str:
        """Post a message that carries the token of *post*."""
        carried = arguments(post, body if self.pressable else unpressable(body))
        try:
            answer = await self._slack().chat_postMessage(**carried)
            message_id = responses.string(answer, "ts")
        except FAILURES as error:
            raise to_delivery_error(error) from error
        if post.kind is PostKind.REPLY and responses.has_no_thread(answer):
            await self._take_back(post, message_id)
        return message_id

    async def find(self, post: Post, since: datetime) -> str | None:
        """Return the ID of the message with the post's token, None if there is none."""
        found = await self.find_all(post, since)
        return found[-1] if found else None

    async def find_all(self, post: Post, since: datetime) -> list[str]:
        """Return the IDs of all messages with the post's token, newest first."""
        return await self._reader.find(post, since)

    async def delete(self, post: Post, message: str) -> None:
        """Delete a message or file of the bot, if it exists."""
        try:
            if message.startswith("F"):
                await self._slack().files_delete(file=message)
            else:
                await self._slack().chat_delete(channel=post.destination.channel, ts=message)
        except FAILURES as error:
            if code(error) not in {"message_not_found", "file_not_found", "file_deleted"}:
                raise to_lookup_error(error) from error

    def http_routes(self) -> list[web.RouteDef]:
        """Return the route for signed requests. None in Socket Mode or without a signing secret."""
        return [web.post(PATH, self._entrance.handle)] if self._entrance else []

    async def listen(self, answerer: ChatEventHandler) -> None:
        """Pass events to *answerer*, by Socket Mode or signed requests, until cancelled.

        Raises ConfigError for a missing or rejected token, DeliveryPostponed if it cannot be checked now.
        """
        client, errands = self._slack(), BackgroundTasks()
        try:
            identity = await client.auth_test()
            workspace = responses.string(identity, "team_id")
        except FAILURES as error:
            raise to_request_error(error) from error
        await answerer.on_returned("slack", workspace)
        ours = Workspace(workspace, identity.get("enterprise_id"))
        conversation = SlackHandler(client, ours, self._access.admins, answerer, self._obstacle)
        app = create_app(client, identity, conversation, errands, unfurls=self._access.unfurls)
        errands.start(conversation.resume())
        try:
            await self._hear(app)
        finally:
            await errands.close()

    async def check(self, channel: str | None) -> tuple[CheckResult, ...]:
        """Check the token, its scopes and the channel."""
        found = await inspect(self._slack(), self._access, channel)
        return (*found, *clock_checks("Slack", self._clock.ahead))

    @property
    def is_connected(self) -> bool:
        """Whether signed requests are accepted or a socket is open."""
        return self._entrance.is_open if self._entrance else self._socket.is_open

    def paused_workspaces(self) -> dict[str, str]:
        """Return why sending is stopped, by workspace."""
        return self._client.stops() if self._client else {}

    async def close(self) -> None:
        """Close the session, if one was opened."""
        if self._client is not None and self._client.session is not None:
            await self._client.session.close()

    async def _hear(self, app: AsyncApp) -> None:
        if self._access.app_token:
            await self._socket.listen(app, self._slack(), self._access.app_token)
        elif self._entrance:
            await serve_signed_requests(app, self._entrance)
        else:
            raise ConfigError(f"SLACK_APP_TOKEN is not set: {TO_GET_IT}, or set SLACK_SIGNING_SECRET")

    def _slack(self) -> RateLimitedClient:
        """Return the client, created on first use inside a running loop."""
        if self._client is None:
            limit, trace = aiohttp.ClientTimeout(total=self._deadline.total_seconds()), aiohttp.TraceConfig()
            trace.on_request_end.append(self._heard)
            session = aiohttp.ClientSession(timeout=limit, trace_configs=[trace])
            self._client = RateLimitedClient(self._token, self._url, session, self._delay)
            if proxy_bypass(urlsplit(self._url).hostname or ""):
                self._client.proxy = None  # slack_sdk ignores NO_PROXY
        return self._client

    async def _hear_time(self) -> None:
        try:
            await self._slack().auth_test()
        except FAILURES as error:
            if self._clock.now() is None:  # an error response has a Date header too
                raise translate_preparing(error) from error

    async def _heard(self, _: aiohttp.ClientSession, __: object, end: aiohttp.TraceRequestEndParams) -> None:
        self._clock.on_response(end.response.headers.get("Date"))

    async def _obstacle(self, channel: str) -> AccessProblem | None:
        """Return why the app cannot post. None without the scope to look it up."""
        try:
            return channel_problem(responses.channel(await self._slack().conversations_info(channel=channel)))
        except FAILURES as error:
            if code(error) == "missing_scope":
                return None
            raise

    async def _take_back(self, post: Post, message_id: str) -> None:
        """Delete a reply that Slack posted outside its deleted thread. Raises DeliveryRefused.

        https://github.com/slack-go/slack/issues/1571
        """
        try:
            await self._slack().chat_delete(channel=post.destination.channel, ts=message_id)
        except FAILURES as error:
            raise DeliveryRefused("the thread is gone, and the reply stays in the channel") from error
        raise DeliveryRefused("the thread is gone: its first message was deleted")
