"""The HTTP endpoint for Slack's signed requests, used without Socket Mode.

Signatures: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Mapping

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

PATH = "/slack/events"
SKEW = 300  # seconds that a timestamp may differ
TIMESTAMP = re.compile(r"[0-9]{1,12}")


class SignedEndpoint:
    """Accepts each signed, fresh request once and passes it to bolt while enabled."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._secret = secret.encode()
        self._clock = clock
        self._seen: dict[str, float] = {}
        self._app: AsyncApp | None = None

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
        """Handle one request."""
        if not self._is_signed(await request.read(), request.headers):
            return web.Response(status=401, text="invalid or expired signature")
        if self._app is None:
            return web.Response(status=503, text="starting")
        if not self._is_first(request.headers):
            return web.Response(status=401, text="duplicate request")
        return await to_aiohttp_response(await self._app.async_dispatch(await to_bolt_request(request)))

    def _is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Return whether Slack signed *body* within five minutes."""
        stamp, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
        now = self._clock()
        if not TIMESTAMP.fullmatch(stamp) or abs(now - int(stamp)) > SKEW:
            return False
        expected = "v0=" + hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))

    def _is_first(self, headers: Mapping[str, str]) -> bool:
        """Return whether a signed request is new. One answered with 503 still is."""
        stamp, signature = headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"]
        self._seen = {seen: until for seen, until in self._seen.items() if until >= self._clock()}
        is_first = signature not in self._seen
        self._seen[signature] = int(stamp) + SKEW
        return is_first
