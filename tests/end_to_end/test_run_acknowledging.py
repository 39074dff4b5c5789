"""``hotpapers run`` as a process of its own acknowledges whatever is asked within a second, while it collects.

A second of the processor's time for the bot, and ten by the clock: a machine that does much else makes no one wait.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.adapters.discord import test_conversations as discord_side
from tests.adapters.slack import test_conversations as slack_side
from tests.helpers import bot_process, transcripts
from tests.helpers.bot_process import Process, said
from tests.helpers.fake_servers import discord, slack, world
from tests.helpers.fake_servers.discord_people import people
from tests.helpers.fake_servers.slack import Channel
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, Person, talking_slack
from tests.helpers.fake_servers.sources import sources

pytestmark = pytest.mark.slow

SECOND = 1.0  # of the processor's time, where the system tells it
TEN = 10.0  # seconds by the clock
MADE_UP = 2250  # of which more than 2,000 are of our fields
TURNS = {turn.said: turn for turn in transcripts.conversation("tour").turns}  # every command once

Ask = Callable[[], Awaitable[object]]


@pytest.fixture
async def environment(tmp_path):
    """Settings for a process whose database holds the bundled day, with two thousand papers to collect."""
    await bot_process.fill(tmp_path / "hotpapers.db")
    async with sources(world.build(MADE_UP)) as served:
        yield bot_process.environment(tmp_path / "hotpapers.db", served.settings)


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """The clock of the process: it goes on from when there are papers to collect."""
    begun = datetime.now(UTC)
    return lambda: world.NOW + (datetime.now(UTC) - begun)


async def slowest(environment, connected: Ask, asks: Mapping[str, Ask]) -> dict[str, float]:
    """Ask everything again and again while the bot collects; return the most that each acknowledgement cost."""
    waits: dict[str, float] = defaultdict(float)
    async with bot_process.running(environment, world.NOW) as process:
        collected = asyncio.create_task(said(process, "arXiv:"))
        await connected()
        for name, ask in itertools.takewhile(lambda _: not collected.done(), itertools.cycle(asks.items())):
            before = spent(process)
            async with asyncio.timeout(TEN):
                await ask()
            waits[name] = max(waits[name], spent(process) - before)
    assert "arXiv: 2,0" in await collected
    assert waits.keys() == asks.keys()
    return waits


def spent(process: Process) -> float:
    """Return the seconds that a process has had of the processor; by the clock where the system does not tell."""
    told = Path(f"/proc/{process.pid}/stat")
    if not told.exists():
        return asyncio.get_running_loop().time()
    user, system = told.read_text("utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


async def test_every_command_in_slack_is_acknowledged_within_a_second(environment, clock):
    async with talking_slack(Channel("C0PAPERS", "papers"), clock=clock) as workspace:
        workspace.people = {"U0ADA": Person("U0ADA", admin=True)}
        tokens = {"SLACK_API_URL": workspace.url, "SLACK_BOT_TOKEN": slack.TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
        asks = {name: partial(slack_side.say, workspace, turn) for name, turn in TURNS.items()}

        waits = await slowest(environment | tokens, partial(workspace.until, lambda: workspace.connections), asks)

    assert {name: wait for name, wait in waits.items() if wait >= SECOND} == {}


async def test_every_command_on_discord_is_acknowledged_and_completed_within_a_second(environment, clock):
    async with people(clock=clock) as server:
        discord_side.become(server, "ada")
        tokens = {"DISCORD_API_URL": server.url, "DISCORD_BOT_TOKEN": discord.TOKEN}
        asks = {name: partial(discord_side.say, server, name) for name in TURNS}
        asks |= {
            f"{name} {option} {typed}": partial(server.complete, name, option, typed)
            for name, option, typed in (("paper", "query", "worlds"), ("hotpapers", "what", "vision"))
        }

        waits = await slowest(environment | tokens, server.connected, asks)

    assert {name: wait for name, wait in waits.items() if wait >= SECOND} == {}
