"""Implement the platform interface for webhooks: posted to, never read."""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx

from adapters.webhook.answers import read_answer, translate
from adapters.webhook.messages import renderers
from adapters.webhook.messages.outline import Body
from bot.config import webhook_variable
from bot.errors import CommandError, DeliveryError, DeliveryPostponed, DeliveryRefused
from bot.models.digest import Destination, Digest
from bot.models.post import DeliveryGuarantee, Post, PostKind
from bot.models.report import Report
from bot.models.webhook import Webhook, WebhookService
from bot.platforms import REPORTS_UNSUPPORTED, CheckResult
from bot.wording import promise

RENDERERS: Mapping[WebhookService, Callable[[Digest], Body]] = {
    WebhookService.SLACK: renderers.slack,
    WebhookService.MATTERMOST: renderers.mattermost,
    WebhookService.TEAMS: renderers.teams,
    WebhookService.FEISHU: renderers.feishu,
    WebhookService.GOOGLE_CHAT: renderers.google_chat,
}


class WebhookPlatform:
    """All webhooks of the settings. Posting is never retried here: a lost answer must not post twice."""

    def __init__(
        self,
        hooks: Mapping[str, Webhook],
        deadline: timedelta,
        guarantee: DeliveryGuarantee,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._hooks, self._deadline, self._guarantee, self._clock = hooks, deadline, guarantee, clock
        self._client: httpx.AsyncClient | None = None

    async def resolve_channel(self, channel: str) -> Destination:
        """Return the webhook of that name. Raises CommandError if its address is not set."""
        return Destination("webhook", "", self._named(channel).name)

    def plan_posts(self, digest: Digest | Report) -> tuple[PostKind, ...]:
        """Plan one message: each is a chance to be cut off."""
        if isinstance(digest, Report):
            raise CommandError(REPORTS_UNSUPPORTED)
        return (PostKind.PARENT,)

    async def send(self, post: Post) -> str:
        """Post it. Return the message's ID, or the post's token where the service gives none."""
        if isinstance(post.digest, Report):
            raise DeliveryRefused(REPORTS_UNSUPPORTED)
        try:
            hook = self._named(post.destination.channel)
        except CommandError as error:
            raise DeliveryPostponed(str(error)) from error
        body = self._body(hook, post.digest, post.token)
        try:
            answer = await self._http().post(_address(hook, post.token), json=body)
        except httpx.HTTPError as error:
            raise translate(hook, error) from error
        return read_answer(hook, answer) or post.token

    async def check(self, channel: str | None) -> tuple[CheckResult, ...]:
        """Say what is promised there. Only Discord lets us ask whether a webhook exists; nothing is posted."""
        try:
            hook = self._named(channel or "")
        except CommandError as error:
            return (CheckResult("webhook", ok=False, message=str(error), fix="set it, then check again"),)
        name = f"webhook:{hook.name}"
        if hook.service is WebhookService.DISCORD:
            try:
                read_answer(hook, await self._http().get(hook.url))
            except httpx.HTTPError as error:
                return (CheckResult(name, ok=False, message=str(translate(hook, error)), inconclusive=True),)
            except DeliveryError as error:
                return (CheckResult(name, ok=False, message=str(error), fix=f"set {webhook_variable(hook.name)}"),)
        return (CheckResult(name, ok=True, message=f"{hook.service.value}. {promise(self._guarantee)}"),)

    async def close(self) -> None:
        """Close the connections, if any were opened."""
        if self._client is not None:
            await self._client.aclose()

    def _named(self, name: str) -> Webhook:
        known = self._hooks.get(name.strip().lower().replace("-", "_"))
        if known is None:
            set_ones = f"; set are {', '.join(sorted(self._hooks))}" if self._hooks else ""
            variable = webhook_variable(name.strip().replace("-", "_")) if name else "HOTPAPERS_WEBHOOK_NAME"
            raise CommandError(f"There is no webhook “{name}”. Set {variable}=https://…{set_ones}.")
        return known

    def _body(self, hook: Webhook, digest: Digest, token: str) -> Body:
        if hook.service is WebhookService.DISCORD:
            return renderers.discord(digest, token)
        body = RENDERERS[hook.service](digest)
        return body | (_signature(hook.key, int(self._clock())) if hook.key else {})

    def _http(self) -> httpx.AsyncClient:
        """Return the client, created on first use inside a running loop."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=self._deadline.total_seconds(), follow_redirects=False)
        return self._client


def _address(hook: Webhook, token: str) -> str:
    """Return the address with what it takes to learn the message's ID, or to post it only once."""
    wanted = {
        WebhookService.DISCORD: {"wait": "true", "with_components": "true"},
        WebhookService.GOOGLE_CHAT: {"requestId": f"hotpapers-{token}"},
    }.get(hook.service, {})
    parts = urlsplit(hook.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | wanted
    return urlunsplit(parts._replace(query=urlencode(query))) if wanted else hook.url


def _signature(key: str, now: int) -> Body:
    """Sign a message for Feishu: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot."""
    signed = hmac.new(f"{now}\n{key}".encode(), b"", "sha256").digest()
    return {"timestamp": str(now), "sign": base64.b64encode(signed).decode()}
