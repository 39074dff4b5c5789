"""Destinations that are gone are asked once each, on both platforms: what is refused again and again gets us banned."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus

import pytest

from adapters.discord.api import rate_limits
from adapters.discord.platform import Discord
from adapters.slack.platform import Slack
from bot.models.digest import Destination
from bot.runtime.dispatcher import Dispatcher
from bot.store.tables import outbox, suspensions
from tests.helpers import factories
from tests.helpers.fake_servers import discord, slack
from tests.helpers.fake_servers.discord_shapes import SERVER, Place

PLACES = [str(number) for number in range(300, 500)]
GONE = PLACES[::20]


def posted(workspace):
    return [call for call in workspace.calls if call[0] == "chat.postMessage"]


@asynccontextmanager
async def slack_refusing():
    """Yield where to post and how, and a function that counts what was refused."""
    channels = [slack.Channel(f"C{place}", archived=place in GONE) for place in PLACES]
    async with slack.slack(*channels, clock=slack.now) as workspace:
        platform = Slack(slack.TOKEN, workspace.url, delay=timedelta())
        yield platform, "T0FAKE", "C", lambda: len(posted(workspace)) - len(workspace.messages)
        await platform.close()


@asynccontextmanager
async def discord_refusing():
    """The same."""
    places = [Place(place, denied={"send"} if place in GONE else set()) for place in PLACES]
    async with discord.discord(*places) as server:
        platform = Discord(discord.TOKEN, server.url)
        yield platform, str(SERVER), "", lambda: server.statuses.count(HTTPStatus.FORBIDDEN)
        await platform.close()


@pytest.mark.slow
@pytest.mark.parametrize("refusing", [slack_refusing, discord_refusing], ids=["slack", "discord"])
async def test_of_two_hundred_destinations_the_ten_that_are_gone_refuse_us_once_each(store, monkeypatch, refusing):
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(rate_limits, "GLOBAL_LIMIT", (1000, 1.0))
    async with refusing() as (platform, workspace, prefix, refused):
        name = "discord" if isinstance(platform, Discord) else "slack"
        digest = factories.digest(entries=())
        for place in [*PLACES, *GONE, *GONE]:
            there = Destination(name, workspace, prefix + place)
            await store.write(outbox.enqueue, digest, there, platform.plan_posts(digest), factories.NOON)

        await Dispatcher(store, {name: platform}, lambda: factories.NOON, asyncio.Event()).run_once()

        assert refused() == len(GONE)
    assert len(await store.read(suspensions.all_suspensions)) == len(GONE)
    assert (await store.read(outbox.count_by_state))["done"] == len(PLACES) - len(GONE)
