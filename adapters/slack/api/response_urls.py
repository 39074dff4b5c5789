"""Response URLs, which Slack accepts five times within 30 minutes.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

import asyncio
import logging
from enum import Enum, auto
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.messages.blocks import Body

log = logging.getLogger(__name__)

RESPONSE_URL_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
MAX_USES = 5
LIFETIME = 30 * 60.0  # seconds
RETRY_DELAYS = (1.0, 5.0, 30.0, 120.0)  # seconds before a use is tried again
NOT_REACHED_ERRORS = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Errors raised before anything was sent."""


class ResponseOutcome(Enum):
    """The outcome of a response."""

    SHOWN = auto()
    NOT_SHOWN = auto()
    UNSURE = auto()


class ResponseUrl:
    """A response URL, while Slack accepts it."""

    def __init__(self, client: AsyncWebClient, url: str | None, age: float = 0.0) -> None:
        self._client = client
        self._url = url if url and _is_slacks(url, client) else None
        self._uses = 0
        self._until = asyncio.get_running_loop().time() + LIFETIME - age

    async def say(self, body: Body, *, once: bool) -> ResponseOutcome:
        """Send *body*, with retries. With *once*, an uncertain outcome is not retried."""
        outcome = ResponseOutcome.NOT_SHOWN
        for pause in (0.0, *RETRY_DELAYS):
            if not self._is_usable(pause):
                break
            await asyncio.sleep(pause)
            self._uses += 1
            outcome, is_final = await self._try(body)
            if is_final or (once and outcome is ResponseOutcome.UNSURE):
                break
        return outcome

    def _is_usable(self, pause: float) -> bool:
        now = asyncio.get_running_loop().time()
        return self._url is not None and self._uses < MAX_USES and now + pause < self._until

    async def _try(self, body: Body) -> tuple[ResponseOutcome, bool]:
        """Send *body* once. Return the outcome, and whether it is final."""
        session, proxy = self._client.session, self._client.proxy
        if session is None or self._url is None:
            return ResponseOutcome.NOT_SHOWN, True
        try:
            async with session.post(self._url, json=body, proxy=proxy, allow_redirects=False) as response:
                status, said = response.status, "" if response.ok else await response.text()
        except NOT_REACHED_ERRORS as error:
            log.warning("response not sent: error=%s", type(error).__name__)
            return ResponseOutcome.NOT_SHOWN, False
        except (aiohttp.ClientError, OSError, ValueError) as error:
            log.warning("response lost: error=%s", type(error).__name__)
            return ResponseOutcome.UNSURE, False
        if status == HTTPStatus.OK:
            return ResponseOutcome.SHOWN, True
        log.warning("response rejected: status=%s error=%.300s", status, said)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return ResponseOutcome.UNSURE, False
        return ResponseOutcome.NOT_SHOWN, status != HTTPStatus.TOO_MANY_REQUESTS


def _is_slacks(url: str, client: AsyncWebClient) -> bool:
    """Return whether *url* is at Slack or at the configured API host."""
    return urlsplit(url).hostname in {*RESPONSE_URL_HOSTS, urlsplit(client.base_url).hostname}
