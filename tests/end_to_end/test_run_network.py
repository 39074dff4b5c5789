"""``hotpapers run`` when the network fails it, or tells it what no one understands."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.models.post import PostState
from bot.store import Store
from bot.store.tables import outbox
from tests.helpers import bot_process
from tests.helpers.bot_process import address, healthz, set_forward, until
from tests.helpers.fake_servers import discord, slack, world
from tests.helpers.fake_servers.discord_people import people
from tests.helpers.fake_servers.slack import Channel
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, talking_slack
from tests.helpers.fake_servers.sources import sources

pytestmark = pytest.mark.slow

NINE = datetime(2020, 8, 25, 9, tzinfo=ZoneInfo("Europe/Paris"))  # on the bundled day
NO_NAMES = """
import os, socket, aiohttp, stamina
from datetime import timedelta
from adapters.cli import application
from bot.runtime import dispatcher, timer
from bot.schedule import polling
timer.MAX_SLEEP = dispatcher.POLL_INTERVAL = application.POLL_INTERVAL = timedelta(milliseconds=50)
polling.POLL_INTERVALS, polling.DEFAULT_POLL_INTERVAL = {{}}, timedelta()
stamina.set_testing(True)
resolve, connector = socket.getaddrinfo, aiohttp.TCPConnector.__init__
def look_up(*asked, **more):
    if os.path.exists({gone!r}):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return resolve(*asked, **more)
def connect_anew(self, **given):
    connector(self, **given | {{"force_close": True, "use_dns_cache": False}})
socket.getaddrinfo, aiohttp.TCPConnector.__init__ = look_up, connect_anew
"""


@pytest.fixture
def gone(tmp_path) -> Path:
    """While this file is there, no name has an address."""
    return tmp_path / "gone"


@pytest.fixture
async def workspace():
    async with talking_slack(Channel("C0GENERAL", "general")) as standing_in:
        yield standing_in


@pytest.fixture
async def environment(tmp_path, workspace):
    """Settings for a process whose database holds the bundled day; the sources have names, Slack an address."""
    await bot_process.fill(tmp_path / "hotpapers.db")
    async with sources() as served:
        tokens = {"SLACK_API_URL": workspace.url, "SLACK_BOT_TOKEN": slack.TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
        ours = bot_process.environment(tmp_path / "hotpapers.db", served.settings)
        named = {name: value.replace("//127.0.0.1:", "//localhost:") for name, value in ours.items()}
        yield named | tokens


async def test_without_names_sources_are_skipped_which_healthz_tells_and_asked_again(environment, gone):
    gone.touch()
    async with bot_process.running(environment, world.NOW, NO_NAMES.format(gone=str(gone))) as process:
        served = await address(process)
        status, told = await until(lambda: when(served, lambda told: told["ok"] and len(told["sources"]) == 3))
        gone.unlink()
        recovered, _ = await until(lambda: when(served, lambda told: told["ok"] and not told["sources"]))

    assert (status, recovered, told["troubles"]) == (200, 200, {})
    assert "the name could not be resolved" in told["sources"]["arxiv"]


async def when(served, seen):
    """Return what healthz tells, if it is seen there."""
    status, told = await healthz(served)
    return (status, told) if seen(told) else None


async def test_without_names_for_an_hour_a_digest_waits_and_comes_once(environment, workspace, gone, tmp_path):
    workspace.base = workspace.base.replace("//127.0.0.1:", "//localhost:")
    named = environment | {"SLACK_API_URL": f"{workspace.base}/api/"}
    prelude = NO_NAMES.format(gone=str(gone))
    async with bot_process.running(named, NINE - timedelta(hours=1), prelude) as process:
        await workspace.command("/hotpapers", "subscribe cs.CV daily 09:00")
        await workspace.until(lambda: workspace.seen)
        gone.touch()
        set_forward(process, timedelta(hours=1, minutes=1))
        await until(lambda: has(tmp_path, PostState.POSTPONED))
        for _ in range(6):
            set_forward(process, timedelta(minutes=10))
        gone.unlink()
        set_forward(process, timedelta(minutes=10))
        await until(lambda: has(tmp_path, PostState.DONE))

    assert len(workspace.channels["D0ADA"].messages) == 1


async def has(folder, state):
    """Say whether a post is in a state."""
    async with await Store.open(folder / "hotpapers.db") as store:
        return state in await store.read(outbox.count_by_state)


async def test_a_payload_that_no_one_understands_restarts_that_connection_alone(tmp_path, environment):
    async with people() as server:
        tokens = {"DISCORD_API_URL": server.url, "DISCORD_BOT_TOKEN": discord.TOKEN}
        async with bot_process.running(environment | tokens) as process:
            served = await address(process)
            await until(lambda: when(served, lambda told: told["ok"]))
            before = server.sockets[-1]
            await server.tell("INTERACTION_CREATE", {"id": "not a number"})
            status, told = await until(lambda: when(served, lambda told: told["troubles"]))
            await until(lambda: came_back(server, before))
            answer = await (await server.type("about status")).answered()
            healthy, _ = await healthz(served)

    assert (status, list(told["troubles"])) == (503, ["discord"])
    assert "Updated " in answer.said
    assert healthy == 200


async def came_back(server, before):
    return server.sockets and server.sockets[-1] is not before
