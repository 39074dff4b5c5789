from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.slack.api import client
from adapters.slack.platform import Slack
from bot.errors import DeliveryPostponed, DestinationGone
from bot.limits.circuit_breaker import RECOVERY_TIMEOUT
from bot.models.digest import Destination
from tests.helpers import factories
from tests.helpers.fake_servers.slack import TOKEN, Channel, Trouble, now, slack

SHORT = timedelta(milliseconds=200)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
async def workspace():
    async with slack(Channel("C0GENERAL"), Channel("C0OTHER"), clock=now) as standing_in:
        yield standing_in


@pytest.fixture
async def platform(workspace):
    platform = Slack(TOKEN, workspace.url, delay=SHORT)
    yield platform
    await platform.close()


def to(channel: str, number: int = 1):
    return factories.post(id=number, token=f"{number:024x}", destination=Destination("slack", "T0FAKE", channel))


async def test_messages_in_a_channel_keep_their_distance_and_other_channels_do_not_wait(workspace, platform):
    clock = asyncio.get_running_loop().time
    start = clock()

    await asyncio.gather(*(platform.send(to(channel)) for channel in ("C0GENERAL", "C0OTHER") for _ in range(3)))

    assert len(workspace.messages) == 6
    assert 2 * SHORT.total_seconds() <= clock() - start < 5 * SHORT.total_seconds()


async def test_a_method_that_was_told_to_wait_is_not_called_before_that(workspace, platform):
    workspace.fail("chat.postMessage", Trouble(429, {"Retry-After": "30"}, error="ratelimited"))

    for channel in ("C0GENERAL", "C0OTHER"):
        with pytest.raises(DeliveryPostponed) as told:
            await platform.send(to(channel))
        assert told.value.retry_after == timedelta(seconds=30)

    assert len(workspace.calls) == 1


async def test_a_method_is_called_again_once_it_has_waited_to_the_letter(workspace, platform, monkeypatch):
    workspace.fail("chat.postMessage", Trouble(429, {"Retry-After": "30"}, error="ratelimited"))
    told = client._now()
    monkeypatch.setattr(client, "_now", lambda: told)
    with pytest.raises(DeliveryPostponed):
        await platform.send(to("C0GENERAL"))

    monkeypatch.setattr(client, "_now", lambda: told + 29.9)
    with pytest.raises(DeliveryPostponed):
        await platform.send(to("C0GENERAL"))
    monkeypatch.setattr(client, "_now", lambda: told + 30)
    await platform.send(to("C0GENERAL"))

    assert len(workspace.calls) == 2


async def test_other_methods_do_not_wait(workspace, platform):
    workspace.fail("chat.postMessage", Trouble(429, {"Retry-After": "30"}, error="ratelimited"))
    with pytest.raises(DeliveryPostponed):
        await platform.send(to("C0GENERAL"))

    assert await platform.find(to("C0GENERAL"), factories.NOON) is None


async def test_a_token_that_is_refused_is_not_shown_again_for_a_while(workspace, platform):
    workspace.token = "another"

    for channel in ("C0GENERAL", "C0OTHER"):
        with pytest.raises(DeliveryPostponed, match="the token is invalid"):
            await platform.send(to(channel))

    assert len(workspace.calls) == 1
    assert "the token is invalid" in platform.paused_workspaces()[""]


async def test_a_token_is_taken_again_also_where_we_may_not_post(workspace, platform, monkeypatch):
    workspace.token = "another"
    with pytest.raises(DeliveryPostponed):
        await platform.send(to("C0GENERAL"))
    later = client._now() + RECOVERY_TIMEOUT
    monkeypatch.setattr(client, "_now", lambda: later)
    workspace.token = TOKEN

    with pytest.raises(DestinationGone):
        await platform.send(to("C0NOWHERE"))

    assert platform.paused_workspaces() == {}
    await platform.send(to("C0GENERAL"))


async def test_nothing_is_stopped_while_all_is_well(platform):
    assert platform.paused_workspaces() == {}
    await platform.send(to("C0GENERAL"))
    assert platform.paused_workspaces() == {}
