"""List the text channels of the servers that the bot is in, to choose from instead of finding an ID."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import discord

from adapters.discord.api.errors import Permission, to_request_error
from adapters.discord.api.session import Session
from bot.http.platform_clock import PlatformClock, utcnow
from bot.models.digest import NamedChannel

if TYPE_CHECKING:
    from bot.config import Settings

SERVERS = 20  # asked for their channels


async def text_channels(settings: Settings) -> list[NamedChannel]:
    """Return the text channels of the bot's servers, in order. Raises ConfigError or DeliveryPostponed."""
    token = settings.discord_bot_token.get_secret_value() if settings.discord_bot_token else ""
    deadline = timedelta(seconds=settings.post_deadline)
    session = Session(token, settings.discord_api_url, deadline, PlatformClock(utcnow))
    try:
        async with session.requesting(Permission.LOOK, to_request_error) as client:
            servers = [server async for server in client.fetch_guilds(limit=SERVERS)]
            channels = [(server, each) for server in servers for each in await server.fetch_channels()]
    finally:
        await session.close()
    texts = [(server.name, each) for server, each in channels if isinstance(each, discord.TextChannel)]
    ordered = sorted(texts, key=lambda pair: (pair[0], pair[1].position))
    return [NamedChannel(str(each.id), f"#{each.name} in {server}") for server, each in ordered]
