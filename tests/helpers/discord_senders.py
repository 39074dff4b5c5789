"""Posts on their way to a channel of the stand-in of Discord, and who sends them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.discord.platform import Discord
from bot.models.digest import Destination
from bot.models.post import Post, PostKind
from tests.helpers import factories
from tests.helpers.fake_servers.discord import TOKEN, DiscordStandIn

HERE = Destination("discord", "200", "300")
SINCE = factories.NOON
POSTING = r"POST /channels/\d+/messages"
READING = r"GET /channels/\d+/messages"
OPENING = r"POST /channels/\d+/messages/\d+/threads"
HTML = {"body": b"<html>hello</html>", "content_type": "text/html"}


@asynccontextmanager
async def connected(server: DiscordStandIn, **given) -> AsyncIterator[Discord]:
    """Open the platform."""
    platform = Discord(TOKEN, server.url, **given)
    yield platform
    await platform.close()


def post(**given) -> Post:
    return factories.post("discord", **{"destination": HERE} | given)


def reply(parent: str, **given) -> Post:
    return post(position=1, kind=PostKind.REPLY, parent_message_id=parent, **{"token": "f" * 24} | given)
