"""``hotpapers run`` as a process of its own, with stand-ins for all that is outside."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager, suppress
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.slack.events.requests import LOOK_UP
from bot.models.digest import Destination, Filter
from bot.models.subscription import DigestOptions, Frequency, Schedule, Subscription
from bot.store import Store
from bot.store.tables import subscriptions
from tests.adapters.slack.test_forms import entered
from tests.helpers import bot_process, fork_server, slack_client
from tests.helpers.bot_process import OFTEN, set_forward, start, within
from tests.helpers.fake_servers import world
from tests.helpers.fake_servers.slack import TEAM, TOKEN, Channel, Trouble
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, USER, Person, talking_slack
from tests.helpers.fake_servers.sources import sources

pytestmark = pytest.mark.slow

NINE = datetime(2020, 8, 25, 9, tzinfo=ZoneInfo("Europe/Paris"))  # on the bundled day


@pytest.fixture
async def workspace():
    async with talking_slack(Channel("C0GENERAL", "general")) as standing_in:
        standing_in.people[USER].admin = True
        yield standing_in


@pytest.fixture
async def environment(tmp_path, workspace):
    """Settings for a process whose database holds the bundled day."""
    await bot_process.fill(tmp_path / "hotpapers.db")
    async with sources() as served:
        at_once = {"SLACK_API_URL": workspace.url, "HOTPAPERS_SLACK_DELAY": "0"}
        tokens = at_once | {"SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
        yield bot_process.environment(tmp_path / "hotpapers.db", served.settings) | tokens


@asynccontextmanager
async def running(environment, workspace, at=None, prelude="", **how):
    """Run the bot until it listens."""
    before = workspace.connections
    async with bot_process.running(environment, at, prelude, **how) as process:
        await workspace.until(lambda: workspace.connections > before)
        yield process


async def ask(workspace, text, **given):
    """Type a command and return the answer."""
    count = len(workspace.seen)
    await workspace.command("/hotpapers", text, **given)
    await workspace.until(lambda: len(workspace.seen) > count)
    return json.dumps(workspace.seen[-1], ensure_ascii=False)


async def ask_again(workspace, text):
    """Ask until it is acknowledged: after the clock leaps, Slack's client reconnects and loses what comes meanwhile."""
    for _ in range(5):
        with suppress(TimeoutError):
            return await ask(workspace, text)
    raise TimeoutError(text)


async def test_a_form_that_was_open_when_it_was_killed_is_taken_and_home_shows_what_came_of_it(environment, workspace):
    async with running(environment, workspace):
        await workspace.command("/hotpapers", "subscribe")
        form = await workspace.until(lambda: workspace.form)
        typed = workspace.acted("block_suggestion", action_id="hp:zone", block_id="zone", value="tokyo")
        offered = (await workspace.deliver("interactive", typed))["options"]

    async with running(environment, workspace):
        await workspace.submit(form, entered(zone={"selected_option": offered[0]}))
        await workspace.until(lambda: workspace.seen and "Subscribed" in slack_client.said(workspace.seen[-1]))
        await workspace.event("app_home_opened", user=USER, tab="home", channel="D0ADA")
        home = await workspace.until(lambda: workspace.home.get(USER))
        await workspace.press_in(home | {"id": "V0HOME"}, "pause 1")
        await workspace.until(lambda: "Resume" in slack_client.said(workspace.home[USER]))

    assert "Subscribed to cs.CV · weekdays at 09:00 (Asia/Tokyo)" in slack_client.said(workspace.seen[-1])
    assert "cs.CV · weekdays at 09:00 (Asia/Tokyo)" in slack_client.said(home)
    assert "Paused: cs.CV" in slack_client.said(workspace.open[-1])


@pytest.mark.parametrize("threads", ["on", "off"])
async def test_a_digest_is_posted_once_at_its_local_time_however_often_it_is_killed(environment, workspace, threads):
    async with running(environment, workspace, NINE - timedelta(hours=1)):
        await ask(workspace, f"digest cs.CV daily 09:00 threads {threads}")
        await ask(workspace, "subscribe cs.CV daily 09:00")
    channel, direct = workspace.channels["C0GENERAL"], workspace.channels["D0ADA"]
    assert not channel.messages + direct.messages

    async with running(environment, workspace, NINE - timedelta(seconds=1)):
        await workspace.until(lambda: len(channel.messages) == (7 if threads == "on" else 1) and direct.messages)
    async with running(environment, workspace, NINE + timedelta(minutes=1)):
        await ask(workspace, "status")

    assert len(channel.messages) == (7 if threads == "on" else 1)
    assert len(direct.messages) == 1
    assert "due 09:00" not in json.dumps(direct.messages)


async def test_everyone_gets_their_digest_at_nine_where_they_live(environment, workspace):
    zones = {"U0ADA": "Asia/Kolkata", "U0BOB": "Europe/Paris", "U0EVE": "America/New_York"}
    nines = {f"D{user[1:]}": NINE.replace(tzinfo=ZoneInfo(zone)) for user, zone in zones.items()}
    workspace.people = {user: Person(user, zone) for user, zone in zones.items()}
    clock = NINE - timedelta(hours=6)
    async with running(environment, workspace, clock):
        for user in zones:
            await ask(workspace, "subscribe cs.CV daily 09:00", user=user)

    async with running(environment, workspace, clock, OFTEN) as process:
        for direct, nine in nines.items():
            messages = workspace.channels[direct].messages
            set_forward(process, nine - timedelta(minutes=5) - clock)
            await ask_again(workspace, "status")
            assert not messages
            set_forward(process, timedelta(minutes=5))
            await workspace.until(partial(bool, messages))
            clock = nine

    assert [len(workspace.channels[direct].messages) for direct in nines] == [1, 1, 1]


async def test_what_was_due_while_it_was_down_comes_once_and_says_that_it_is_late(environment, workspace):
    async with running(environment, workspace, NINE - timedelta(hours=1)):
        await ask(workspace, "subscribe cs.CV daily 09:00")
    direct = workspace.channels["D0ADA"]

    for minutes in (30, 40):
        async with running(environment, workspace, NINE + timedelta(minutes=minutes)):
            await workspace.until(lambda: direct.messages)
            await ask(workspace, "status")

    (message,) = direct.messages
    assert "due 09:00" in json.dumps(message)


async def test_a_digest_waits_for_the_news_that_is_collected_at_the_start(environment, workspace, tmp_path):
    every = Schedule(Frequency.DAILY, time(9), zone="America/New_York")
    general = Subscription(
        0, Destination("slack", TEAM, "C0GENERAL"), USER, True, Filter(("cs",)), every, DigestOptions()
    )
    async with await Store.open(tmp_path / "hotpapers.db") as store:
        await store.write(subscriptions.add, general, world.NOW - timedelta(hours=3))

    async with running(environment, workspace, world.NOW):
        await workspace.until(lambda: workspace.channels["C0GENERAL"].messages)


@pytest.mark.parametrize("forked", [True, False], ids=["forked", "started"])
async def test_it_stops_by_itself_when_it_is_told_to(environment, workspace, forked):
    async with running(environment, workspace, forked=forked and fork_server.IS_SUPPORTED) as process:
        process.terminate()

        assert await within(process.wait()) == 0


async def test_a_second_one_refuses_and_names_the_first(environment, workspace):
    async with running(environment, workspace) as process:
        second = await start(environment)
        _, told = await within(second.communicate())

    assert second.returncode == 1
    assert f"in use by hotpapers run (process {process.pid} on " in told.decode()


async def test_a_wrong_token_is_told_before_anything_starts(environment):
    process = await start(environment | {"SLACK_BOT_TOKEN": "xoxb-wrong-hunter2"})
    _, told = await within(process.communicate())

    assert process.returncode == 2
    assert "Slack token" in told.decode()
    assert "hunter2" not in told.decode()


async def test_a_wrong_app_token_is_told_with_what_to_do(environment):
    process = await start(environment | {"SLACK_APP_TOKEN": "xapp-wrong"})
    _, told = await within(process.communicate())

    assert process.returncode == 2
    assert "\n".join(told.decode().splitlines()[-2:]) == (
        "hotpapers: error: Slack app token: SLACK_APP_TOKEN: Slack rejected the token (invalid_auth)\n  Fix: open"
        " https://api.slack.com/apps, Basic Information, App-Level Tokens, generate a token with the scope"
        " connections:write and copy it to SLACK_APP_TOKEN"
    )


async def test_a_platform_that_is_down_at_the_start_is_tried_until_it_is_there(environment, workspace):
    workspace.fail("auth.test", *[Trouble(status=500)] * 2)

    async with running(environment, workspace) as process:
        assert process.returncode is None
        assert "The Hessian Penalty" in await ask(workspace, "2020-08-25")


async def test_the_shortcut_on_a_message_is_answered(environment, workspace):
    message = {"type": "message", "text": "see <https://arxiv.org/abs/2008.10599>"}

    async with running(environment, workspace):
        where = {"channel": {"id": "C0GENERAL"}, "response_url": workspace.url_for()}
        await workspace.deliver(
            "interactive", workspace.acted("message_action", callback_id=LOOK_UP, message=message, **where)
        )
        await workspace.until(lambda: workspace.seen)

    assert "The Hessian Penalty" in json.dumps(workspace.seen[-1])


async def test_without_a_token_it_says_which_to_set(environment):
    process = await start(environment | {"SLACK_BOT_TOKEN": ""})
    _, told = await within(process.communicate())

    assert process.returncode == 2
    assert "Set SLACK_BOT_TOKEN, DISCORD_BOT_TOKEN or HOTPAPERS_WEBHOOK_NAME" in told.decode()
    assert not list(Path(environment["HOTPAPERS_DATABASE"]).parent.glob("*.lock"))


async def test_without_a_way_to_be_configured_platforms_it_says_what_to_set(environment):
    process = await start(environment | {"SLACK_APP_TOKEN": ""})
    _, told = await within(process.communicate())

    assert process.returncode == 2
    assert "Set SLACK_APP_TOKEN or SLACK_SIGNING_SECRET" in told.decode()


async def test_an_address_that_is_taken_is_told_before_anything_starts(environment, workspace):
    taken = workspace.base.removeprefix("http://")

    process = await start(environment | {"HOTPAPERS_LISTEN": taken})
    _, told = await within(process.communicate())

    assert process.returncode == 2
    assert f"HOTPAPERS_LISTEN: can't listen on {taken}" in told.decode()
