"""Receive Slack events by Socket Mode or by signed HTTP requests."""

from __future__ import annotations

import asyncio
import logging

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api.errors import FAILURES, code, to_request_error
from adapters.slack.api.signed_endpoint import SignedEndpoint
from bot.errors import ConfigError, DeliveryPostponed

log = logging.getLogger(__name__)

PING_INTERVAL = 10.0  # seconds; aiohttp closes the socket after half of this without a pong
WATCH = 5.0  # seconds between two checks of the socket
RECONNECT_TIMEOUT = 30.0  # seconds that the library has to connect

REFUSED = {"invalid_auth", "missing_scope", "not_allowed_token_type", "not_authed", "token_expired", "token_revoked"}
TO_GET_IT = (
    "open https://api.slack.com/apps, Basic Information, App-Level Tokens,"
    " generate a token with the scope connections:write and copy it to SLACK_APP_TOKEN"
)


class SocketModeConnection:
    """A Socket Mode connection."""

    def __init__(self) -> None:
        self._client: SocketModeClient | None = None

    @property
    def is_open(self) -> bool:
        """Whether a socket is open. A silent one is closed after 1.5 × `PING_INTERVAL`."""
        session = self._client.current_session if self._client else None
        return session is not None and not session.closed

    async def listen(self, app: AsyncApp, client: AsyncWebClient, token: str) -> None:
        """Listen until cancelled. The library reconnects after a closed socket.

        Raises ConfigError for a rejected token. Raises DeliveryPostponed if the token cannot be checked now, or if the
        library has not connected for `RECONNECT_TIMEOUT` seconds: it would retry forever with an expired address.
        """
        await check_app_token(client, token)
        handler = AsyncSocketModeHandler(app, token, ping_interval=PING_INTERVAL)
        handler.client.proxy = client.proxy  # the handler ignores NO_PROXY
        self._client = handler.client
        connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]  # bolt has no types here
        try:
            await self._watch()
        finally:
            self._client = None
            connecting.cancel()
            await handler.close_async()  # type: ignore[no-untyped-call]  # as above

    async def _watch(self) -> None:
        """Raise DeliveryPostponed after no socket was open for `RECONNECT_TIMEOUT` seconds."""
        loop = asyncio.get_running_loop()
        seen = loop.time()
        while loop.time() - seen < RECONNECT_TIMEOUT:
            if self.is_open:
                seen = loop.time()
            await asyncio.sleep(WATCH)
        raise DeliveryPostponed("lost the connection to Slack")


async def serve_signed_requests(app: AsyncApp, entrance: SignedEndpoint) -> None:
    """Receive signed requests until cancelled."""
    entrance.enable(app)
    try:
        log.info("signed endpoint opened: platform=slack")
        await asyncio.Event().wait()
    finally:
        entrance.disable()


async def check_app_token(client: AsyncWebClient, token: str) -> None:
    """Raise ConfigError if Slack rejects *token*, DeliveryPostponed if it cannot be checked now."""
    try:
        await client.apps_connections_open(app_token=token)
    except FAILURES as error:
        if code(error) in REFUSED:
            raise ConfigError(f"SLACK_APP_TOKEN: Slack rejected the token ({code(error)}); {TO_GET_IT}") from error
        raise to_request_error(error) from error
