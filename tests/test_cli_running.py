"""``hotpapers run`` as a process of its own, with stand-ins for all that is outside."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager

import pytest

from bot import config, importing, pipeline
from bot.store import Store
from tests.running import ROOT, SAMPLE
from tests.standins.slack import TOKEN, Channel
from tests.standins.slack_socket import APP_TOKEN, talking_slack
from tests.standins.sources import sources

SOURCES = ("arxiv_api_url", "arxiv_feed_url", "arxiv_delay", "huggingface_url", "hackernews_url")
PATIENCE = 40.0  # seconds, of a busy machine, until a process is ready or gone


@pytest.fixture
async def workspace():
    async with talking_slack(Channel("C0GENERAL", "general")) as standing_in:
        yield standing_in


@pytest.fixture
async def environment(tmp_path, workspace):
    """Settings for a process whose database holds the bundled day."""
    async with await Store.open(tmp_path / "hotpapers.db") as store:
        await pipeline.import_all(store, importing.parse(SAMPLE.read_text(encoding="utf-8").splitlines()))
    clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    async with sources() as served:
        names = config.variables()
        places = {names[field]: str(getattr(served.settings, field)) for field in SOURCES}
        yield (
            clean
            | places
            | {
                "PYTHONPATH": str(ROOT),
                "HOTPAPERS_DATABASE": str(tmp_path / "hotpapers.db"),
                "HOTPAPERS_LISTEN": "127.0.0.1:0",
                "SLACK_API_URL": workspace.url,
                "SLACK_BOT_TOKEN": TOKEN,
                "SLACK_APP_TOKEN": APP_TOKEN,
            }
        )


@asynccontextmanager
async def running(environment, workspace):
    """Run the bot until it listens; kill it at the end if it still runs."""
    before = workspace.connections
    process = await start(environment)
    try:
        await within(said(process, "ready"))
        await workspace.until(lambda: workspace.connections > before)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await within(process.communicate())


async def start(environment):
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters.cli", "run", env=environment, stderr=asyncio.subprocess.PIPE
    )


async def said(process, word):
    """Return the line with *word* in what a process tells."""
    while line := (await process.stderr.readline()).decode():
        if word in line:
            return line
    raise AssertionError(f"it never said {word!r}")


async def within(waiting):
    async with asyncio.timeout(PATIENCE):
        return await waiting


async def ask(workspace, text):
    """Type a command and return the answer."""
    count = len(workspace.seen)
    await workspace.command("/hotpapers", text)
    await workspace.until(lambda: len(workspace.seen) > count)
    return json.dumps(workspace.seen[-1], ensure_ascii=False)


async def test_it_answers_from_the_store(environment, workspace):
    async with running(environment, workspace):
        answer = await ask(workspace, "2020-08-25")

    assert "The Hessian Penalty" in answer


async def test_a_kill_loses_no_subscription_and_no_button(environment, workspace):
    async with running(environment, workspace) as process:
        await ask(workspace, "subscribe cs.CV weekdays 09:00 Europe/Paris")
        await ask(workspace, "subscriptions")
        process.send_signal(signal.SIGKILL)
        await within(process.wait())

    async with running(environment, workspace):
        assert "cs.CV" in await ask(workspace, "subscriptions")
        shown = len(workspace.seen)
        await workspace.press(1, "pause 1")
        await workspace.until(lambda: len(workspace.seen) > shown or "aused" in json.dumps(workspace.seen))

    assert "aused" in json.dumps(workspace.seen)


async def test_it_stops_by_itself_when_it_is_told_to(environment, workspace):
    async with running(environment, workspace) as process:
        process.terminate()

        assert await within(process.wait()) == 0


async def test_a_second_one_refuses_and_names_the_first(environment, workspace):
    async with running(environment, workspace) as process:
        second = await start(environment)
        _, told = await within(second.communicate())

    assert second.returncode == 1
    assert f"in use by hotpapers run (process {process.pid})" in told.decode()


async def test_a_wrong_token_is_told_before_anything_starts(environment):
    process = await start(environment | {"SLACK_BOT_TOKEN": "xoxb-wrong-hunter2"})
    _, told = await within(process.communicate())

    assert process.returncode == 2
    assert "Slack token" in told.decode()
    assert "hunter2" not in told.decode()


async def test_without_a_token_it_says_which_to_set(environment):
    process = await start(environment | {"SLACK_BOT_TOKEN": ""})
    _, told = await within(process.communicate())

    assert process.returncode == 2
    assert "set SLACK_BOT_TOKEN or DISCORD_BOT_TOKEN" in told.decode()
