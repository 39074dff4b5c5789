"""A Slack client that keeps to Slack's rate limits.

https://docs.slack.dev/apis/web-api/rate-limits

One message per second and channel. After a 429, a method fails locally with Slack's own response until Retry-After
has passed. While the token is rejected, every call fails locally.
"""

from __future__ import annotations

import asyncio
import math
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.api.errors import TOKEN_ERRORS, access_problem, code, is_limited, retry_after
from bot.errors import DeliveryPostponed
from bot.limits.circuit_breaker import ALL_TENANTS, CircuitBreaker
from bot.limits.rate_limiter import KeyedRateLimiter, RateLimiter

POSTING = "chat.postMessage"
CONNECTING = "apps.connections.open"  # with another token


class RateLimitedClient(AsyncWebClient):
    """A client of one workspace that waits *delay* after each message in a channel."""

    def __init__(self, token: str, url: str, session: aiohttp.ClientSession, delay: timedelta) -> None:
        super().__init__(token, url, session=session, retry_handlers=[])  # it never repeats a call
        self._channels: KeyedRateLimiter[str, RateLimiter] = KeyedRateLimiter(
            lambda: RateLimiter(1, delay.total_seconds())
        )
        self.limited = 0  # number of 429 responses
        self._open_at: dict[str, float] = {}  # methods that Slack rate limited
        self._breaker = CircuitBreaker()
        self._refusal: SlackApiError | None = None  # of the token

    def stops(self) -> dict[str, str]:
        """Return the reasons why requests are stopped, by tenant."""
        return self._breaker.open_circuits(_now())

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:
        """Make a call when the rate limits allow it. Raises SlackApiError."""
        if api_method == CONNECTING:
            return await super().api_call(api_method, **options)
        if api_method != POSTING:
            return await self._ask(api_method, options)
        try:
            async with self._channels[options["json"]["channel"]].limit():
                return await self._ask(api_method, options)
        except DeliveryPostponed as error:
            raise self._limited(api_method, error.retry_after.total_seconds()) from error

    async def _ask(self, method: str, options: dict[str, Any]) -> AsyncSlackResponse:
        now = _now()
        if self._refusal and self._breaker.retry_in(ALL_TENANTS, now) > 0:
            raise self._refusal
        wait = self._open_at.get(method, now) - now
        if wait > 0:
            raise self._limited(method, wait)
        try:
            answer = await super().api_call(method, **options)
        except SlackApiError as error:
            self._update_limits(method, error)
            raise
        self._accepted()
        return answer

    def _update_limits(self, method: str, error: SlackApiError) -> None:
        name = code(error)
        if is_limited(error):
            self.limited += 1
            self._open_at[method] = _now() + retry_after(error.response.headers).total_seconds()
        elif name in TOKEN_ERRORS:
            self._refusal = error
            self._breaker.open(ALL_TENANTS, str(TOKEN_ERRORS[name]), _now())
        elif access_problem(error):  # an error about access means that the token was accepted
            self._accepted()

    def _accepted(self) -> None:
        self._refusal = None
        self._breaker.record_success(ALL_TENANTS)

    def _limited(self, method: str, wait: float) -> SlackApiError:
        """Return the response that Slack would send."""
        answer = AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=method,
            req_args={},
            data={"ok": False, "error": "ratelimited"},
            headers={"Retry-After": str(math.ceil(wait))},
            status_code=429,
        )
        return SlackApiError(f"rate limited: {method}", answer)  # type: ignore[no-untyped-call] # as the SDK has it


def _now() -> float:
    return asyncio.get_running_loop().time()
