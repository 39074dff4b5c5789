"""``hotpapers run`` as a process of its own, talked to on Discord."""

from __future__ import annotations

import signal
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import wording
from tests.helpers import bot_process
from tests.helpers.bot_process import start, within
from tests.helpers.fake_servers import discord_shapes as shapes
from tests.helpers.fake_servers.discord import TOKEN
from tests.helpers.fake_servers.discord_people import ADA, BOB, DIRECT, people
from tests.helpers.fake_servers.serving import until
from tests.helpers.fake_servers.sources import sources

pytestmark = pytest.mark.slow

NINE = datetime(2020, 8, 25, 9, tzinfo=ZoneInfo("Europe/Paris"))  # on the bundled day
DAILY = {"what": "cs.CV", "every": "daily 09:00 Europe/Paris"}


@pytest.fixture
async def server():
    async with people() as standing_in:
        yield standing_in


PATIENT = """
from adapters.discord.events import responder
responder.PATIENCE = 30.0
"""  # a form is opened, not offered, although the machine does much else
HELD = f"""
{PATIENT}
import asyncio
from dataclasses import replace
from bot.commands.registry import COMMANDS
from bot.commands.status import ShowStatus
from bot.models.command import StopDigest
for held in (ShowStatus, StopDigest):
    COMMANDS._by_type[held] = replace(COMMANDS._by_type[held], handle=lambda *_: asyncio.Event().wait())
"""  # what takes long enough to be killed in between


@pytest.fixture
async def environment(tmp_path, server):
    """Settings for a process whose database holds the bundled day."""
    await bot_process.fill(tmp_path / "hotpapers.db")
    async with sources() as served:
        tokens = {"DISCORD_API_URL": server.url, "DISCORD_BOT_TOKEN": TOKEN}
        yield bot_process.environment(tmp_path / "hotpapers.db", served.settings) | tokens


@asynccontextmanager
async def running(environment, server, at=None, prelude=PATIENT):
    """Run the bot until it listens."""
    server.sockets.clear()
    async with bot_process.running(environment, at, prelude) as process:
        await server.connected()
        yield process


async def ask(server, name, **options):
    """Give a command and return the answer."""
    return await (await server.type(name, **options)).answered()


async def test_a_form_that_was_open_when_it_was_killed_is_taken(environment, server):
    async with running(environment, server):
        opened = (await server.type("subscribe")).form

    async with running(environment, server):
        answer = await (await server.submit(opened, what="cs.CV", every="weekdays 09:00")).answered()

    assert "Subscribed to cs.CV · weekdays at 09:00" in answer.said


async def test_typing_is_completed_and_links_in_a_message_are_looked_up(environment, server):
    typed = [
        ("hotpapers", "what", "vision"),
        ("subscribe", "every", "daily 09:00 tokyo"),
        ("paper", "query", "hessian"),
    ]
    told = {"content": "see https://arxiv.org/abs/2008.10599", "components": [], "flags": 0}
    message = shapes.stored("9", server.places["300"], told, NINE) | told

    async with running(environment, server):
        completed = [(await server.complete(*each))[0] for each in typed]
        looked_up = await (await server.look_up(message)).answered()

    assert completed == [
        "cs.CV: Computer Vision and Pattern Recognition",
        "Asia/Tokyo",
        "The Hessian Penalty: A Weak Prior for Unsupervised Disentanglement",
    ]
    assert "The Hessian Penalty" in looked_up.said


async def test_a_kill_loses_no_button_that_asks_more_than_its_id_can_hold(environment, server):
    unsaid = " ".join(f'-"said by no one at all {number}"' for number in range(20))
    async with running(environment, server, NINE) as process:
        first = await ask(server, "hotpapers", what=f"cs, stat {unsaid}", when="2020-08-20")
        process.send_signal(signal.SIGKILL)
        await within(process.wait())

    async with running(environment, server, NINE):
        second = await (await server.press(first.message, "Latest")).answered()

    assert "The Hessian Penalty" in second.said


async def test_no_acknowledged_command_stays_unanswered_after_a_kill(environment, server):
    async with running(environment, server, prelude=HELD) as process:
        asked, changing = await server.type("about status"), await server.type("digest off")
        process.send_signal(signal.SIGKILL)
        await within(process.wait())
    assert [question.done.is_set() for question in (asked, changing)] == [False, False]

    async with running(environment, server):
        await asked.answered()
        await changing.answered()

    assert asked.said.startswith("Updated ")
    assert changing.said == wording.interrupted("/digest off", may_be_done=True)


async def test_what_two_people_want_at_the_same_instant_comes_to_both(environment, server):
    async with running(environment, server, NINE - timedelta(hours=1)):
        for person in (ADA, BOB):
            server.user = person
            await ask(server, "subscribe", **DAILY)

    async with running(environment, server, NINE - timedelta(seconds=1)):
        await until(lambda: len(server.messages) >= 2)
    async with running(environment, server, NINE + timedelta(minutes=1)):
        await ask(server, "about status")

    assert [len(server.places[id].messages) for id in DIRECT.values()] == [1, 1]


@pytest.mark.parametrize("threads", [True, False])
async def test_a_digest_is_posted_once_at_its_local_time_however_often_it_is_killed(environment, server, threads):
    async with running(environment, server, NINE - timedelta(hours=1)):
        await ask(server, "digest set", threads=threads, **DAILY)
        await ask(server, "subscribe", **DAILY)
    assert not server.places["500"].messages
    expected = 8 if threads else 2

    async with running(environment, server, NINE - timedelta(seconds=1)):
        await until(lambda: len(server.messages) == expected)
    async with running(environment, server, NINE + timedelta(minutes=1)):
        await ask(server, "about status")

    assert [len(server.places[id].messages) for id in ("300", "500")] == [1, 1]
    assert len(server.messages) == expected


async def test_a_connection_that_breaks_is_made_again(environment, server):
    async with running(environment, server):
        await server.sockets[-1].close()
        await until(lambda: server.sockets)

        assert "Updated " in (await ask(server, "about status")).said


async def test_it_stops_by_itself_when_it_is_told_to(environment, server):
    async with running(environment, server) as process:
        process.terminate()

        assert await within(process.wait()) == 0


async def test_a_wrong_token_is_told_before_anything_starts(environment):
    process = await start(environment | {"DISCORD_BOT_TOKEN": "wrong-hunter2"})
    _, told = await within(process.communicate())

    assert process.returncode == 2
    assert "DISCORD_BOT_TOKEN" in told.decode()
    assert "hunter2" not in told.decode()
