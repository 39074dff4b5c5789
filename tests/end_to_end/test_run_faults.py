"""``hotpapers run`` when the machine fails it: its disk, its database, its clock."""

from __future__ import annotations

import json
import sqlite3
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.pipeline.collector import BATCH_SIZE
from tests.helpers import bot_process
from tests.helpers.bot_process import OFTEN, set_forward, start, within
from tests.helpers.fake_servers import world
from tests.helpers.fake_servers.slack import TOKEN, Channel
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, talking_slack
from tests.helpers.fake_servers.sources import sources
from tests.store.test_backup import damage

pytestmark = pytest.mark.slow

NINE = datetime(2020, 8, 25, 9, tzinfo=ZoneInfo("Europe/Paris"))  # on the bundled day
WITH_PRAGMA = """
from bot.store.database import Store
connect = Store._connect
def connect_with_pragma(self, *, readonly):
    database = connect(self, readonly=readonly)
    database.execute("pragma {pragma}")
    return database
Store._connect = connect_with_pragma
"""


@pytest.fixture
async def workspace():
    async with talking_slack(Channel("C0GENERAL", "general")) as standing_in:
        yield standing_in


@pytest.fixture
async def environment(tmp_path, workspace):
    """Settings for a process whose database holds the bundled day, with two thousand papers to collect."""
    await bot_process.fill(tmp_path / "hotpapers.db")
    async with sources(world.build(2000)) as served:
        tokens = {"SLACK_API_URL": workspace.url, "SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
        yield bot_process.environment(tmp_path / "hotpapers.db", served.settings) | tokens


async def test_a_full_database_ends_it_with_a_sentence_and_what_was_committed_is_there(environment, tmp_path):
    pages, before = count(tmp_path / "hotpapers.db")
    process = await start(environment, world.NOW, WITH_PRAGMA.format(pragma=f"max_page_count = {pages + 100}"))

    _, told = await within(process.communicate())

    assert process.returncode == 2
    assert "the disk is full, nothing of this was kept; make room and start again" in told.decode().splitlines()[-1]
    _, kept = count(tmp_path / "hotpapers.db")
    assert kept > before
    assert (kept - before) % BATCH_SIZE == 0


async def test_a_database_that_cannot_be_written_to_ends_it_with_a_sentence(environment):
    process = await start(environment, world.NOW, WITH_PRAGMA.format(pragma="query_only = on"))

    _, told = await within(process.communicate())

    assert process.returncode == 2
    assert "it cannot be written to; give its owner the right to write" in told.decode().splitlines()[-1]


async def test_a_damaged_database_ends_it_with_a_sentence(environment, tmp_path):
    damage(tmp_path / "hotpapers.db")
    process = await start(environment)

    _, told = await within(process.communicate())

    assert process.returncode == 2
    assert "it is damaged; bring back a backup with `hotpapers restore FILE`" in told.decode().splitlines()[-1]


def count(file) -> tuple[int, int]:
    """Return how many pages and how many papers a database has; it is sound."""
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        (pages,) = db.execute("pragma page_count").fetchone()
        (papers,) = db.execute("select count(*) from papers").fetchone()
        return pages, papers


@asynccontextmanager
async def running(environment, workspace, at):
    """Run the bot, which looks often what is due, until it listens."""
    before = workspace.connections
    async with bot_process.running(environment, at, OFTEN) as process:
        await workspace.until(lambda: workspace.connections > before)
        yield process


async def ask(workspace, text):
    count = len(workspace.seen)
    await workspace.command("/hotpapers", text)
    await workspace.until(lambda: len(workspace.seen) > count)
    return json.dumps(workspace.seen[-1], ensure_ascii=False)


async def test_a_clock_that_is_set_forward_and_back_again_brings_a_digest_once(environment, workspace):
    async with running(environment, workspace, NINE - timedelta(hours=1)) as process:
        await ask(workspace, "subscribe cs.CV daily 09:00")
        direct = workspace.channels["D0ADA"]
        assert not direct.messages

        set_forward(process, timedelta(hours=2))
        await workspace.until(lambda: direct.messages)
        for hours in (-2, 2, -2, 1):
            set_forward(process, timedelta(hours=hours))
            await ask(workspace, "status")

    assert len(direct.messages) == 1


async def test_a_clock_that_is_set_back_delays_no_digest_by_more_than_that(environment, workspace):
    async with running(environment, workspace, NINE - timedelta(minutes=1)) as process:
        await ask(workspace, "subscribe cs.CV daily 09:00")
        direct = workspace.channels["D0ADA"]
        set_forward(process, timedelta(hours=-2))
        await ask(workspace, "status")
        assert not direct.messages

        set_forward(process, timedelta(hours=2, minutes=1))
        await workspace.until(lambda: direct.messages)

    assert len(direct.messages) == 1
