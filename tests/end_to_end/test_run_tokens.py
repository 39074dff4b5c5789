"""``hotpapers run`` when one platform cannot be reached at the start, or refuses its token while all runs."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager
from http import HTTPStatus

import pytest

from bot.wording import FAILED
from tests.helpers import bot_process, slack_client
from tests.helpers.bot_process import address, healthz, until, within
from tests.helpers.fake_servers import discord, slack
from tests.helpers.fake_servers.discord_people import people
from tests.helpers.fake_servers.slack import Channel
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, talking_slack
from tests.helpers.fake_servers.sources import sources

pytestmark = pytest.mark.slow

IMPATIENT = """
from adapters.slack.api import connection
from bot.limits import circuit_breaker
from bot.runtime import supervisor
connection.WATCH, connection.RECONNECT_TIMEOUT, circuit_breaker.RECOVERY_TIMEOUT = 0.05, 3.0, 0.3
supervisor.HEALTH_POLL_INTERVAL = supervisor.INITIAL_BACKOFF = supervisor.MAX_BACKOFF = 0.05
"""


@pytest.fixture
async def workspace():
    async with talking_slack(Channel("C0GENERAL", "general")) as standing_in:
        yield standing_in


@pytest.fixture
async def server():
    async with people() as standing_in:
        yield standing_in


@pytest.fixture
async def environment(tmp_path, workspace, server):
    """Settings for a process that listens to both platforms."""
    await bot_process.fill(tmp_path / "hotpapers.db")
    async with sources() as served:
        on_slack = {"SLACK_API_URL": workspace.url, "SLACK_BOT_TOKEN": slack.TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
        on_discord = {"DISCORD_API_URL": server.url, "DISCORD_BOT_TOKEN": discord.TOKEN}
        yield bot_process.environment(tmp_path / "hotpapers.db", served.settings) | on_slack | on_discord


@asynccontextmanager
async def running(environment):
    """Run the bot until it hears both; yield where it serves what healthz tells."""
    async with bot_process.running(environment, prelude=IMPATIENT) as process:
        served = await address(process)
        await until(lambda: told(served, {}))
        yield served, process


async def told(served, expected) -> bool:
    """Say whether healthz tells these troubles and no other; it is well if there are none."""
    status, answer = await healthz(served)
    troubles = answer["troubles"]
    assert (status == HTTPStatus.OK) == (not troubles)
    return troubles.keys() == expected.keys() and all(expected[name] in troubles[name] for name in troubles)


async def status_tells(environment, *lines: str) -> bool:
    """Say whether ``hotpapers status`` tells lines that begin so."""
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "adapters.cli", "status"), env=environment, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await within(command.communicate())
    return all(f"\n{line}" in out.decode() for line in lines)


async def heard_in_slack(workspace) -> bool:
    shown = len(workspace.seen)
    await workspace.command("/hotpapers", "status")
    await workspace.until(lambda: len(workspace.seen) > shown)
    return "Updated " in slack_client.said(workspace.seen[-1])


async def heard_on_discord(server) -> bool:
    return "Updated " in (await (await server.type("about status")).answered()).said


async def test_a_discord_token_that_turns_wrong_is_told_and_slack_goes_on(environment, workspace, server):
    refused = {
        "discord": "DISCORD_BOT_TOKEN: Discord rejected the token: copy it again",
        "sending to discord": "copy it again",
    }
    async with running(environment) as (served, process):
        server.token = "another"
        await server.sockets[-1].close(code=4004)
        await until(lambda: told(served, refused))
        assert {(await healthz(served))[0] for _ in range(20)} == {HTTPStatus.SERVICE_UNAVAILABLE}
        await until(lambda: status_tells(environment, f"{'Not listening':18}discord: ", f"{'Stopped':18}discord: "))
        assert await heard_in_slack(workspace)

        server.token = discord.TOKEN
        await until(lambda: told(served, {}))
        assert await heard_on_discord(server)
        process.terminate()
        _, log = await within(process.communicate())

    assert log.decode().count("ERROR bot.runtime.supervisor: service restarted: service=discord") == 1
    assert "Traceback" not in log.decode()


async def test_a_slack_app_token_that_turns_wrong_is_told_and_discord_goes_on(environment, workspace, server):
    async with running(environment) as (served, _):
        workspace.app_token = "another"
        await workspace._sockets[-1].close()
        await until(lambda: told(served, {"slack": "SLACK_APP_TOKEN: Slack rejected the token (invalid_auth)"}))
        await until(lambda: status_tells(environment, f"{'Not listening':18}slack: "))
        assert await heard_on_discord(server)

        workspace.app_token = APP_TOKEN
        await until(lambda: told(served, {}))
        assert await heard_in_slack(workspace)


async def test_a_slack_token_that_is_revoked_is_told_and_discord_goes_on(environment, workspace, server):
    async with running(environment) as (served, _):
        workspace.token, workspace.token_error = "another", "token_revoked"
        await workspace.command("/hotpapers", "subscribe cs.CV daily 09:00")
        await until(lambda: told(served, {"sending to slack": "the token was revoked: reinstall the app"}))
        (answer,) = await workspace.until(lambda: workspace.seen)
        assert slack_client.said(answer) == FAILED
        assert await heard_on_discord(server)


async def test_a_platform_that_is_down_at_the_start_is_trouble_until_it_is_there(environment, workspace, server):
    workspace.fail("auth.test", *[slack.Trouble(status=503)] * 1000)
    server.fail("GET /users/@me", *[discord.Trouble(status=503)] * 1000)
    async with bot_process.running(environment, prelude=IMPATIENT) as process:
        served = await address(process)
        await until(lambda: told(served, {"slack": "status 503", "discord": "status 503"}))
        server._troubles.clear()
        await until(lambda: told(served, {"slack": "status 503"}))
        assert await heard_on_discord(server)

        workspace._troubles.clear()
        await until(lambda: told(served, {}))
        assert await heard_in_slack(workspace)
