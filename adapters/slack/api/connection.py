"""The two ways in which Slack is listened to: Socket Mode, and signed requests to an address of ours."""

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

PING_INTERVAL = (
    10.0  # seconds between two pings; half of that after one that is not answered, aiohttp closes the socket
)
WATCH = 5.0  # seconds between two looks whether there is a socket
RECONNECT_TIMEOUT = 30.0  # seconds that the library has to connect

REFUSED = {"invalid_auth", "missing_scope", "not_allowed_token_type", "not_authed", "token_expired", "token_revoked"}
TO_GET_IT = (
    "open https://api.slack.com/apps, Basic Information, App-Level Tokens,"
    " generate a token with the scope connections:write and copy it to SLACK_APP_TOKEN"
)


class SocketModeConnection:
    """The way in by Socket Mode."""

    def __init__(self) -> None:
        self._client: SocketModeClient | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a socket now; one that is silent is closed after `PING_INTERVAL` and half."""
        session = self._client.current_session if self._client else None
        return session is not None and not session.closed

    async def listen(self, app: AsyncApp, client: AsyncWebClient, token: str) -> None:
        """Listen until cancelled; the library connects again when the socket is closed.

        Raises ConfigError for a refused token, and DeliveryPostponed if Slack cannot say now, or if the library did not
        connect for `RECONNECT_TIMEOUT` seconds: it would try for ever, at an address that may be used up, and say
        nothing.
        """
        await check_app_token(client, token)
        handler = AsyncSocketModeHandler(app, token, ping_interval=PING_INTERVAL)
        handler.client.proxy = client.proxy  # it took one from the environment, whatever NO_PROXY says
        self._client = handler.client
        connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]  # bolt types it nowhere
        try:
            await self._watch()
        finally:
            self._client = None
            connecting.cancel()
            await handler.close_async()  # type: ignore[no-untyped-call]  # as above

    async def _watch(self) -> None:
        """Raise DeliveryPostponed once there was no socket for `RECONNECT_TIMEOUT` seconds."""
        loop = asyncio.get_running_loop()
        seen = loop.time()
        while loop.time() - seen < RECONNECT_TIMEOUT:
            if self.is_open:
                seen = loop.time()
            await asyncio.sleep(WATCH)
        raise DeliveryPostponed("lost the connection to Slack")


async def serve_signed_requests(app: AsyncApp, entrance: SignedEndpoint) -> None:
    """Listen to signed requests until cancelled."""
    entrance.enable(app)
    try:
        log.info("signed endpoint opened: platform=slack")
        await asyncio.Event().wait()
    finally:
        entrance.disable()


async def check_app_token(client: AsyncWebClient, token: str) -> None:
    """Raise ConfigError if Slack refuses *token*, and DeliveryPostponed if it cannot say now."""
    try:
        await client.apps_connections_open(app_token=token)
    except FAILURES as error:
        if code(error) in REFUSED:
            raise ConfigError(f"SLACK_APP_TOKEN: Slack rejected the token ({code(error)}); {TO_GET_IT}") from error
        raise to_request_error(error) from error
