from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.discord.api import rate_limits
from adapters.discord.events.client import Client
from adapters.discord.platform import Discord
from bot.errors import DeliveryPostponed, DestinationGone
from bot.limits.circuit_breaker import RECOVERY_TIMEOUT, TENANT_FAILURE_THRESHOLD
from bot.models.digest import Destination
from tests.helpers import factories
from tests.helpers.fake_event_handler import FakeAnswerer
from tests.helpers.fake_servers.discord import TOKEN, DiscordStandIn, Trouble, discord
from tests.helpers.fake_servers.discord_shapes import SERVER, Place
from tests.helpers.fake_servers.limits import Window

POSTING = r"POST /channels/\d+/messages"
SHORT = 0.3  # seconds
WINDOWS = pytest.mark.parametrize("window", Window)


@pytest.fixture
async def server():
    async with discord(Place("300"), Place("301"), Place("302", denied={"send"})) as standing_in:
        yield standing_in


@pytest.fixture
async def platform(server):
    platform = Discord(TOKEN, server.url)
    yield platform
    await platform.close()


@pytest.fixture
def ahead(monkeypatch):
    """A clock for the breaker, which can be moved."""
    elapsed = []
    now = rate_limits._now
    monkeypatch.setattr(rate_limits, "_now", lambda: now() + sum(elapsed))
    return elapsed.append


def to(channel: str, number: int = 1):
    return factories.post("discord", token=f"{number:024x}", destination=Destination("discord", str(SERVER), channel))


def refused(server: DiscordStandIn) -> int:
    return sum(status == 429 for status in server.statuses)


@WINDOWS
async def test_posts_to_a_channel_keep_to_what_its_headers_say(server, platform, window):
    server.limit_channels(3, SHORT, window)

    await asyncio.gather(*(platform.send(to("300", number)) for number in range(10)))

    assert (len(server.messages), refused(server)) == (10, 0)


@WINDOWS
async def test_all_requests_together_keep_to_the_limit_over_all(server, platform, monkeypatch, window):
    monkeypatch.setattr(rate_limits, "GLOBAL_LIMIT", (5, SHORT))
    server.limit_all(5, SHORT, window)
    platform = Discord(TOKEN, server.url)

    await asyncio.gather(*(platform.send(to(channel, number)) for number in range(10) for channel in ("300", "301")))
    await platform.close()

    assert (len(server.messages), refused(server)) == (20, 0)


async def test_a_channel_that_is_told_to_wait_is_not_asked_before_that_and_others_are(server, platform):
    server.fail(POSTING, Trouble(429, {"Retry-After": "30", "X-RateLimit-Scope": "user"}))

    for number in (1, 2):
        with pytest.raises(DeliveryPostponed) as told:
            await platform.send(to("300", number))
        assert timedelta(seconds=20) < told.value.retry_after <= timedelta(seconds=30)
    await platform.send(to("301"))

    assert [line for line, _ in server.calls if "messages" in line] == [
        "POST /channels/300/messages",
        "POST /channels/301/messages",
    ]


async def test_when_all_are_told_to_wait_nothing_is_asked_before_that(server, platform):
    await platform.send(to("300"))
    server.fail(POSTING, Trouble(429, {"Retry-After": "30", "X-RateLimit-Global": "true"}))

    for channel in ("300", "301"):
        with pytest.raises(DeliveryPostponed):
            await platform.send(to(channel, 2))

    assert [line for line, _ in server.calls if "messages" in line] == ["POST /channels/300/messages"] * 2


async def test_a_refused_token_is_not_shown_again_for_a_while(server, platform, ahead):
    await platform.send(to("300"))
    server.token = "another"
    before = len(server.calls)

    for channel in ("300", "301"):
        with pytest.raises(DeliveryPostponed, match="Discord rejected the token"):
            await platform.send(to(channel, 2))

    assert len(server.calls) == before + 1
    assert "Discord rejected the token" in platform.paused_workspaces()[""]
    ahead(RECOVERY_TIMEOUT)
    server.token = TOKEN
    await platform.send(to("300", 3))
    assert platform.paused_workspaces() == {}


async def test_a_token_is_taken_again_also_where_we_may_not_post(server, platform, ahead):
    await platform.send(to("300"))
    server.token = "another"
    with pytest.raises(DeliveryPostponed, match="Discord rejected the token"):
        await platform.send(to("300", 2))
    ahead(RECOVERY_TIMEOUT)
    server.token = TOKEN

    with pytest.raises(DestinationGone):
        await platform.send(to("302", 3))

    assert platform.paused_workspaces() == {}
    await platform.send(to("300", 4))


async def test_a_server_that_refuses_again_and_again_is_left_alone_and_direct_messages_are_not(server, platform):
    for number in range(TENANT_FAILURE_THRESHOLD):
        with pytest.raises(DestinationGone):
            await platform.send(to("302", number))
    before = len(server.calls)

    with pytest.raises(DeliveryPostponed, match="refused"):
        await platform.send(to("300"))

    assert len(server.calls) == before
    assert platform.paused_workspaces().keys() == {str(SERVER)}
    await platform.send(factories.post("discord", destination=Destination("discord", "", "301")))


async def test_what_a_client_that_listens_asks_is_counted(server, platform):
    await platform.check(None)
    own = rate_limits.DiscordRateLimits()
    server.fail("GET /users/@me", Trouble(429, {"Retry-After": "0.01"}, b'{"retry_after": 0.01, "message": "slow"}'))

    async with Client(FakeAnswerer(), own) as client:
        await client.login(TOKEN)

    assert own.limited == 1
