"""Keep to Discord's rate limits: its buckets, 50 requests per second overall, and a circuit breaker.

https://docs.discord.com/developers/topics/rate-limits

discord.py knows the bucket of a request, but it sleeps after responses, retries failures and ignores the global limit
until it is exceeded. So discord.py keeps the bucket names, and this module does the waiting.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from http import HTTPStatus
from types import SimpleNamespace
from typing import TypeAlias

import aiohttp
import discord
from yarl import URL

from adapters.discord.api.errors import REFUSED_TOKEN, RequestBlocked, seconds_to_wait
from bot.errors import DeliveryPostponed
from bot.http.platform_clock import PlatformClock
from bot.limits.circuit_breaker import ALL_TENANTS, TOO_MANY_FAILURES, CircuitBreaker
from bot.limits.rate_limiter import KeyedRateLimiter, RateLimiter
from bot.models.digest import Destination

GLOBAL_LIMIT = 50, 1.0  # requests, seconds
REFUSALS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
TOKEN_ACCEPTED_STATUSES = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
}  # these mean that the token was accepted
TOKEN_ROUTES = ("interactions", "webhooks")  # interaction responses: limited separately, without the bot token

Session: TypeAlias = aiohttp.ClientSession

_tenant: ContextVar[str] = ContextVar("_tenant", default="")
_bucket: ContextVar[Bucket | None] = ContextVar("_bucket", default=None)


def set_tenant(destination: Destination) -> None:
    """Attribute this task's further requests to the destination's server or direct channel."""
    _tenant.set(destination.workspace or destination.channel)


class Bucket(RateLimiter):
    """A rate-limit bucket. Its size and window are known after the first response.

    Replaces discord.py's Ratelimit.
    """

    def __init__(self) -> None:
        super().__init__(1, 0.0)
        self.remaining = 1

    async def __aenter__(self) -> None:
        await _take(self)
        _bucket.set(self)

    async def __aexit__(self, *_: object) -> None:
        self.release()

    def update(self, response: aiohttp.ClientResponse, *, use_clock: bool = False) -> None:  # noqa: ARG002 - as declared
        """Update from a response, which reports only the rest of a running window."""
        told = response.headers
        resets_after = float(told.get("X-RateLimit-Reset-After", 0))
        self.remaining = int(told["X-RateLimit-Remaining"])
        self.slots.most = int(told.get("X-RateLimit-Limit", 1))
        self.slots.window = max(self.slots.window, resets_after)
        if self.remaining < 1:
            self.block_for(resets_after)


class DiscordRateLimits:
    """The rate limits of one token."""

    def __init__(self, clock: PlatformClock | None = None) -> None:
        self._clock = clock
        self.limited = 0  # number of 429 responses
        self._over_all = RateLimiter(*GLOBAL_LIMIT)
        self._breaker = CircuitBreaker()
        self._buckets: KeyedRateLimiter[str, Bucket] = KeyedRateLimiter(Bucket)

    def attach(self, client: discord.Client) -> None:
        """Make a client created with `trace` use these buckets."""
        client.http._buckets = self._buckets  # type: ignore[assignment] # noqa: SLF001 - it has no other place for them

    def trace(self, *, stops_at_failure: bool = False) -> aiohttp.TraceConfig:
        """Return the request hooks. Without *stops_at_failure*, discord.py retries failures."""
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._started)
        trace.on_request_end.append(self._ended)
        if stops_at_failure:
            trace.on_request_end.append(_stop_at_failure)
        trace.on_request_exception.append(self._broken)
        return trace

    def stops(self) -> dict[str, str]:
        """Return why sending is stopped, by server or direct channel. The empty key means all."""
        return self._breaker.open_circuits(_now())

    async def _started(self, _: Session, request: SimpleNamespace, start: aiohttp.TraceRequestStartParams) -> None:
        request.counts = not _is_by_token(start.url)
        if not request.counts:
            return
        wait = self._breaker.retry_in(_tenant.get(), _now())
        if wait > 0:
            request.counts = False
            raise RequestBlocked(self._why(), wait)
        await _take(self._over_all, _tenant.get())

    async def _ended(self, _: Session, request: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
        self._give_back(request)
        if self._clock:
            self._clock.on_response(end.response.headers.get("Date"))
        if end.response.status in REFUSALS:
            self._refused(end.response)
        if (end.response.ok or end.response.status in TOKEN_ACCEPTED_STATUSES) and not _is_by_token(end.url):
            self._breaker.record_success(ALL_TENANTS)

    async def _broken(self, _: Session, request: SimpleNamespace, __: aiohttp.TraceRequestExceptionParams) -> None:
        self._give_back(request)

    def _give_back(self, request: SimpleNamespace) -> None:
        if request.counts:
            request.counts = False
            self._over_all.release()

    def _refused(self, answer: aiohttp.ClientResponse) -> None:
        """Record a rejected request and follow its headers."""
        if answer.headers.get("X-RateLimit-Scope") != "shared":  # shared limits do not count
            self._breaker.record_failure(_tenant.get(), _now())
        if answer.status == HTTPStatus.UNAUTHORIZED and not _is_by_token(answer.url):
            self._breaker.open(ALL_TENANTS, REFUSED_TOKEN, _now())
        self.limited += answer.status == HTTPStatus.TOO_MANY_REQUESTS
        limit = self._over_all if "X-RateLimit-Global" in answer.headers else _bucket.get()
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS and limit:
            limit.block_for(seconds_to_wait(answer.headers))

    def _why(self) -> str:
        stops = self.stops()
        return stops.get(ALL_TENANTS) or stops.get(_tenant.get(), TOO_MANY_FAILURES)


async def _stop_at_failure(_: Session, __: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
    """Raise on failures and limits, because discord.py would wait and post again."""
    status = end.response.status
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        end.response.raise_for_status()


async def _take(turns: RateLimiter, party: str = "") -> None:
    try:
        await turns.acquire(party)
    except DeliveryPostponed as error:
        raise discord.RateLimited(error.retry_after.total_seconds()) from error


def _is_by_token(url: URL) -> bool:
    return any(part in TOKEN_ROUTES for part in url.parts)


def _now() -> float:
    return asyncio.get_running_loop().time()
