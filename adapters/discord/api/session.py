"""The session in which Discord's REST is asked: logged in when it is first needed, bound in time, at Discord's pace."""

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
    """A bot's own requests. discord.py keeps the API's address for the whole process, so there is one of these."""

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
        """Give the client, logged in; bound in time what is asked of Discord, and say what its failures mean."""
        try:
            async with asyncio.timeout(self.deadline.total_seconds()):
                yield await self._ready()
        except FAILURES as error:
            raise translation(error, step) from error

    async def close(self) -> None:
        """Close the session, if there was anything to ask."""
        if self._client is not None:
            await self._client.close()

    async def _ready(self) -> discord.Client:
        """Return the client, logged in where a loop runs."""
        async with self._logging_in:
            if self._client is None:
                self._client = await self._log_in()
            return self._client

    async def _log_in(self) -> discord.Client:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody wants to speak
        intents = discord.Intents(guilds=True)  # of no use without a gateway; discord.py warns of fewer
        client = discord.Client(
            intents=intents, allowed_mentions=NO_MENTIONS, http_trace=self.pace.trace(stops_at_failure=True)
        )
        self.pace.attach(client)
        async with AsyncExitStack() as closing:
            closing.push_async_callback(client.close)
            await client.login(self.token)
            closing.pop_all()
        return client
