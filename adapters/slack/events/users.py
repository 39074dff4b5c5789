"""Cache user profiles and direct channels."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api import responses
from adapters.slack.api.errors import FAILURES, to_request_error
from adapters.slack.events.tenancy import Workspace

log = logging.getLogger(__name__)

CACHE_LIFETIME = timedelta(minutes=5)
MAX_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class SlackUser:
    """A person's time zone, if known, and whether they are a workspace admin."""

    zone: str | None = None
    is_admin: bool = False


class UserCache:
    """The people of a workspace and of its shared channels."""

    def __init__(
        self, client: AsyncWebClient, workspace: Workspace, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._workspace = workspace
        self._clock = clock
        self._profiles: dict[str, tuple[float, SlackUser]] = {}
        self._channels: dict[str, str] = {}

    async def profile(self, user: str) -> SlackUser | None:
        """Return a person's profile, None if Slack does not return it now."""
        until, known = self._profiles.get(user, (0.0, None))
        if self._clock() < until:
            return known
        try:
            found = self._profile(responses.user(await self._client.users_info(user=user)))
        except FAILURES as error:
            log.warning("profile not fetched: user=%s error=%s", user, to_request_error(error))
            return None
        if len(self._profiles) >= MAX_REMEMBERED:
            self._profiles.clear()
        self._profiles[user] = (self._clock() + CACHE_LIFETIME.total_seconds(), found)
        return found

    async def channel(self, user: str) -> str:
        """Return the direct channel with a person, opened on first use. Raises one of FAILURES."""
        if user not in self._channels:
            answer = await self._client.conversations_open(users=user)
            self._channels[user] = responses.identifier(responses.channel(answer))
        return self._channels[user]

    def _profile(self, user: Mapping[str, Any]) -> SlackUser:
        runs = user.get("is_admin") or user.get("is_owner")
        return SlackUser(user.get("tz") or None, bool(runs and self._workspace.employs(user)))
