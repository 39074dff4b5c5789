"""Post digests to Discord channels: the list in messages, one reply per paper in a thread.

REST API: https://docs.discord.com/developers/reference
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.errors import ConfigError
from bot.platforms import Platform, ReportRenderer

if TYPE_CHECKING:
    from adapters.discord.platform import Discord
    from bot.config import Settings


def connect(settings: Settings, artist: ReportRenderer | None = None) -> Platform:
    """Return Discord configured from *settings*, without any request. Raises ConfigError without a token."""
    return _discord(settings, artist)


async def invitation(settings: Settings) -> str:
    """Return the bot's invite URL. Raises ConfigError or DeliveryPostponed."""
    platform = _discord(settings)
    try:
        return await platform.invite()
    finally:
        await platform.close()


def _discord(settings: Settings, artist: ReportRenderer | None = None) -> Discord:
    from adapters.discord.platform import Discord

    if settings.discord_bot_token is None:
        raise ConfigError(
            "DISCORD_BOT_TOKEN is not set: create an application at https://discord.com/developers/applications"
            ' and copy the token from its page "Bot"'
        )
    return Discord(
        settings.discord_bot_token.get_secret_value(),
        settings.discord_api_url,
        deadline=timedelta(seconds=settings.post_deadline),
        nonce_window=timedelta(seconds=settings.nonce_window),
        artist=artist,
        crosspost=settings.discord_crosspost,
    )
