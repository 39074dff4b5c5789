"""``hotpapers run`` and its database: deleted, replaced, made again; and what it writes to its log."""

from __future__ import annotations

import json
import shutil
import signal
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.store import Store
from bot.store.tables import installation
from tests.helpers import bot_process
from tests.helpers.bot_process import OFTEN, set_forward, start, within
from tests.helpers.fake_servers import world
from tests.helpers.fake_servers.slack import TOKEN, Channel
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, talking_slack
from tests.helpers.fake_servers.sources import sources

NINE = datetime(2020, 8, 25, 9, tzinfo=ZoneInfo("Europe/Paris"))  # on the bundled day


@pytest.fixture
async def workspace():
    async with talking_slack(Channel("C0GENERAL", "general")) as standing_in:
        yield standing_in


@pytest.fixture
async def environment(tmp_path, workspace):
    await bot_process.fill(tmp_path / "hotpapers.db")
    async with sources(world.build(20)) as served:
        tokens = {"SLACK_API_URL": workspace.url, "SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
        yield bot_process.environment(tmp_path / "hotpapers.db", served.settings) | tokens


@asynccontextmanager
async def running(environment, workspace, at=None, prelude=OFTEN):
    before = workspace.connections
    async with bot_process.running(environment, at, prelude) as process:
        await workspace.until(lambda: workspace.connections > before)
        yield process


async def ended(process) -> str:
    _, told = await within(process.communicate())
    return told.decode()


def delete(database):
    for file in database.parent.glob("hotpapers.db*"):
        file.unlink()


def replace(database):
    shutil.copy(database, database.with_name("copy.db"))
    database.with_name("copy.db").replace(database)


@pytest.mark.parametrize("change", [delete, replace])
async def test_a_database_that_is_deleted_or_replaced_ends_it_with_a_sentence(environment, workspace, tmp_path, change):
    async with running(environment, workspace) as process:
        change(tmp_path / "hotpapers.db")

        told = await ended(process)

    assert process.returncode == 2
    assert "while hotpapers was using it. Nothing more is posted" in told.splitlines()[-1]


async def test_a_digest_that_comes_due_after_that_is_not_posted(environment, workspace, tmp_path):
    async with running(environment, workspace, NINE - timedelta(hours=1)) as process:
        await workspace.command("/hotpapers", "subscribe cs.CV daily 09:00")
        await workspace.until(lambda: workspace.seen)

        delete(tmp_path / "hotpapers.db")
        set_forward(process, timedelta(hours=2))
        await ended(process)

    assert process.returncode == 2
    assert not workspace.channels["D0ADA"].messages


async def test_starts_are_counted_in_the_database_and_next_to_it(environment, workspace, tmp_path):
    for _ in range(2):
        async with running(environment, workspace):
            pass

    async with await Store.open(tmp_path / "hotpapers.db") as store:
        assert (await store.read(installation.read)).starts == 2
    assert installation.read_companion(tmp_path / "hotpapers.db").starts == 2


@pytest.mark.parametrize("is_known", [True, False])
async def test_a_new_database_is_said_and_logged(environment, tmp_path, is_known):
    for file in tmp_path.glob("hotpapers.db*" if not is_known else "hotpapers.db"):
        file.unlink()
    process = await start(environment)
    told = (await within(process.stderr.readuntil(b"Ready"))).decode()
    process.kill()
    await ended(process)

    assert f"Created a new database at {tmp_path / 'hotpapers.db'}." in told
    assert f"database created: path={tmp_path / 'hotpapers.db'}" in told
    assert ("the previous database" in told) == is_known


async def test_every_line_of_its_log_is_one_object_and_steps_leave_a_line(environment, workspace):
    json_logs = environment | {"HOTPAPERS_LOG_FORMAT": "json"}
    process = await start(json_logs, NINE - timedelta(hours=1), OFTEN)
    first = await within(process.stderr.readuntil(b"Ready"))
    await workspace.command("/hotpapers", "subscribe cs.CV daily 09:00")
    await workspace.until(lambda: workspace.seen)
    set_forward(process, timedelta(hours=2))
    first += await within(process.stderr.readuntil(b"delivery attempted"))
    process.send_signal(signal.SIGTERM)

    records = [json.loads(line) for line in (first.decode() + await ended(process)).splitlines()]

    messages = [record["message"] for record in records]
    assert process.returncode == 0
    assert "Ready. Connected to Slack." in messages
    assert sum(message.startswith("slots planned: posted=1") for message in messages) == 1
    assert sum(message.startswith("delivery attempted: delivery=1 done=1") for message in messages) == 1
    assert sum(message.startswith("sources polled: ") for message in messages) == 1
    assert not any("asking" in message for message in messages)


@pytest.mark.parametrize("wrong", [{"HOTPAPERS_TOP": "many"}, {"SLACK_BOT_TOKEN": ""}, {"HOTPAPERS_DATABASE": "/"}])
async def test_why_it_does_not_start_is_one_object_too(environment, wrong):
    process = await start(environment | {"HOTPAPERS_LOG_FORMAT": "json"} | wrong)

    told = await ended(process)

    assert process.returncode == 2
    assert [json.loads(line)["level"] for line in told.splitlines()][-1] == "ERROR"


@pytest.mark.parametrize("prelude", ["raise_at_once", "raise_in_a_thread"])
async def test_a_bug_is_one_object_too(environment, prelude):
    code = {
        "raise_at_once": "import adapters.cli.commands.run as r\nr._configured_platforms = lambda settings: 1 / 0\n",
        "raise_in_a_thread": (
            "import threading, adapters.cli.commands.run as r\n"
            "def go(settings):\n t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join(); 1 / 0\n"
            "r._configured_platforms = go\n"
        ),
    }[prelude]
    process = await start(environment | {"HOTPAPERS_LOG_FORMAT": "json"}, prelude=code)

    records = [json.loads(line) for line in (await ended(process)).splitlines()]

    assert any("ZeroDivisionError" in record.get("exc_info", "") for record in records)
    assert "unexpected error" in records[-1]["message"]
