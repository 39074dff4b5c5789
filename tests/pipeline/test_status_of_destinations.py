"""Where nothing is posted is said wherever people and operators look."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from adapters.cli.commands.status import Status, status_lines
from bot.models.digest import Destination
from bot.runtime.supervisor import NOT_CONNECTED, Health, record_connection_health
from bot.store.tables import workspaces
from bot.store.tables.suspensions import Suspension
from tests.helpers import factories
from tests.helpers.fake_servers.serving import until


def test_status_names_what_is_stopped_and_what_is_parked():
    parked = tuple(
        Suspension(Destination("slack", "T1", f"C{number}"), "the channel is archived", factories.NOON)
        for number in range(12)
    )
    found = Status(0, 0, None, 0, 0, (), {}, {("discord", ""): "the token is refused"}, parked, {"slack": "refused"})

    told = list(status_lines(found, factories.NOON))

    assert ("Stopped", "discord: the token is refused") in told
    assert ("Not listening", "slack: refused") in told
    assert next(text for name, text in told if name == "Parked").endswith("the channel is archived")
    assert ("Parked", "and 2 more") in told


def test_status_says_whose_clock_is_not_ours():
    ahead = {"discord": timedelta(seconds=-7), "slack": timedelta(seconds=20)}

    told = list(status_lines(Status(0, 0, None, 0, 0, (), {}, ahead=ahead), factories.NOON))

    assert told[-2:] == [
        ("Clock", "this machine's clock is 7 seconds behind Discord's. Synchronize it with a time server."),
        ("Clock", "this machine's clock is 20 seconds ahead of Slack's. Synchronize it with a time server."),
    ]


async def test_a_clock_that_is_wrong_is_told_once_until_it_changes(store, monkeypatch, caplog):
    monkeypatch.setattr("bot.runtime.supervisor.HEALTH_POLL_INTERVAL", 0.0)
    chat = StoppedChat()
    chat.stopped, told = {}, []
    watching = asyncio.create_task(record_connection_health(store, Health({"slack": chat})))

    for seconds in (20, 22, 140, 1):
        chat.ahead = timedelta(seconds=seconds)
        looks = chat.looks
        await until(lambda seen=looks: chat.looks > seen + 2)
        told.append(await store.read(workspaces.ahead))
    watching.cancel()

    seen = [timedelta(seconds=20), timedelta(seconds=20), timedelta(seconds=140)]
    assert told == [*({"slack": each} for each in seen), {}]
    assert [record.getMessage() for record in caplog.records] == [
        "clock skew detected: platform=slack ahead=20s",
        "clock skew detected: platform=slack ahead=140s",
    ]


class StoppedChat:
    is_connected = False
    ahead = None

    def __init__(self):
        self.looks = 0
        self.stopped = {"": "the token is refused", "7": "too much is refused"}

    def paused_workspaces(self):
        self.looks += 1
        return self.stopped


async def test_a_platform_that_is_stopped_is_trouble_until_it_goes_on(store, monkeypatch):
    monkeypatch.setattr("bot.runtime.supervisor.HEALTH_POLL_INTERVAL", 0.0)
    health = Health({"discord": (chat := StoppedChat())})
    watching = asyncio.create_task(record_connection_health(store, health))

    await until(lambda: health.failures)
    assert health.failures == {"sending to discord": "the token is refused"}
    assert len(await store.read(workspaces.stops)) == 2
    assert await store.read(workspaces.unheard) == {"discord": NOT_CONNECTED}
    chat.stopped = {}
    await until(lambda: not health.failures)
    watching.cancel()

    assert await store.read(workspaces.stops) == {}
