"""The HTTP endpoint for Slack's signed requests, used without Socket Mode.

Signatures: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import re
import time
from collections.abc import Callable, Mapping

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

PATH = "/slack/events"
MAX_OPEN_BODIES = 64  # requests whose bodies are read at the same time; Slack sends few, and small ones
BODY_TIMEOUT = 3.0  # seconds that a body may take; Slack gives up on an answer after that time
SKEW = 300  # seconds that a request may be old, or new
TIMESTAMP = re.compile(r"[0-9]{1,12}")

log = logging.getLogger(__name__)


class SignedEndpoint:
    """Accepts each signed, fresh request once and passes it to bolt while enabled."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._secret = secret.encode()
        self._clock = clock
        self._seen: dict[str, float] = {}
        self._app: AsyncApp | None = None
        self._open_bodies = 0

    @property
    def is_open(self) -> bool:
        """Whether requests are accepted."""
        return self._app is not None

    def enable(self, app: AsyncApp) -> None:
        """Accept requests for *app*."""
        self._app = app

    def disable(self) -> None:
        """Answer 503, so that Slack retries."""
        self._app = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        if not self._is_signed_now(request.headers):  # before anything is read of it
            return web.Response(status=401, text="invalid or expired signature")
        if not self._is_signed(await self._read(request), request.headers):
            return web.Response(status=401, text="invalid or expired signature")
        if self._app is None:
            return web.Response(status=503, text="starting")
        if not self._is_first(request.headers):
            return web.Response(status=401, text="duplicate request")
        return await to_aiohttp_response(await self._app.async_dispatch(await to_bolt_request(request)))

    async def _read(self, request: web.Request) -> bytes:
        """Return the body of a request. Raises HTTPException where too many are open, or it does not come in time."""
        if self._open_bodies >= MAX_OPEN_BODIES:
            raise web.HTTPServiceUnavailable(text="too many requests at once")
        self._open_bodies += 1
        try:
            async with asyncio.timeout(BODY_TIMEOUT):
                return await request.read()
        except (TimeoutError, OSError, web.RequestPayloadError) as error:
            log.warning("request cut off: error=%s", type(error).__name__)
            raise web.HTTPRequestTimeout(text="not sent whole, or not in time") from None
        finally:
            self._open_bodies -= 1

    def _is_signed_now(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a request has a signature, and was sent within five minutes."""
        stamp = headers.get("X-Slack-Request-Timestamp", "")
        is_fresh = TIMESTAMP.fullmatch(stamp) is not None and abs(self._clock() - int(stamp)) <= SKEW
        return is_fresh and "X-Slack-Signature" in headers

    def _is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Tell whether Slack signed *body* at the time that the request has."""
        stamp, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
        expected = "v0=" + hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))

    def _is_first(self, headers: Mapping[str, str]) -> bool:
        """Return whether a signed request is new. One answered with 503 still is."""
        stamp, signature = headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"]
        self._seen = {seen: until for seen, until in self._seen.items() if until >= self._clock()}
        is_first = signature not in self._seen
        self._seen[signature] = int(stamp) + SKEW
        return is_first
