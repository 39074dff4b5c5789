"""A REST session: logged in on first use, with a deadline and rate limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import discord
from discord.http import Route

from adapters.discord.api.errors import FAILURES, Permission
from adapters.discord.api.rate_limits import DiscordRateLimits
from bot.errors import HotPapersError
from bot.http.platform_clock import PlatformClock

DEADLINE = timedelta(seconds=20)
NO_MENTIONS = discord.AllowedMentions.none()


class Session:
    """The REST session of a bot. discord.py has one API URL per process, so there is one session."""

    def __init__(self, token: str, url: str, deadline: timedelta, clock: PlatformClock) -> None:
        self.token = token
        self.deadline = deadline
        self.pace = DiscordRateLimits(clock)
        self._client: discord.Client | None = None
        self._logging_in = asyncio.Lock()
        Route.BASE = url

    @asynccontextmanager
    async def requesting(
        self, step: Permission, translation: Callable[[Exception, Permission], HotPapersError]
    ) -> AsyncIterator[discord.Client]:
        """Yield the logged-in client with a deadline. Failures are translated."""
        try:
            async with asyncio.timeout(self.deadline.total_seconds()):
                yield await self._ready()
        except FAILURES as error:
            raise translation(error, step) from error

    async def close(self) -> None:
        """Close the session, if one was opened."""
        if self._client is not None:
            await self._client.close()

    async def _ready(self) -> discord.Client:
        """Return the client, logged in on first use inside a running loop."""
        async with self._logging_in:
            if self._client is None:
                self._client = await self._log_in()
            return self._client

    async def _log_in(self) -> discord.Client:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # no voice support needed
        intents = discord.Intents(guilds=True)  # unused without a gateway; discord.py warns about fewer
        client = discord.Client(
            intents=intents, allowed_mentions=NO_MENTIONS, http_trace=self.pace.trace(stops_at_failure=True)
        )
        self.pace.attach(client)
        async with AsyncExitStack() as closing:
            closing.push_async_callback(client.close)
            await client.login(self.token)
            closing.pop_all()
        return client
