"""A database that is lost between two posts of a digest: the next run finds its own messages and goes on after them."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from adapters.discord.platform import Discord
from adapters.slack.platform import Slack
from bot.models.digest import Destination
from bot.models.post import DeliveryGuarantee
from bot.pipeline import DeliveryPolicy, deliver
from bot.store import Store
from bot.store.tables import installation, outbox
from tests.end_to_end.crash import fake_platforms
from tests.helpers import factories
from tests.helpers.fake_servers.discord import TOKEN as DISCORD_TOKEN
from tests.helpers.fake_servers.discord_shapes import SERVER
from tests.helpers.fake_servers.slack import TEAM
from tests.helpers.fake_servers.slack import TOKEN as SLACK_TOKEN
from tests.helpers.fakes import Clock

DIGEST = factories.digest(factories.entry("2008.00001"), factories.entry("2008.00002"))
ROUNDS = 12


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["slack", "discord", "discord past its nonces"])
async def posting(request, monkeypatch, clock):
    """A stand-in whose messages can be read back, and a platform that posts there."""
    monkeypatch.setenv("no_proxy", "*")
    name, _, is_late = request.param.partition(" ")
    async with fake_platforms.platform(name, clock) as stand_in:
        if name == "slack":
            stand_in.scopes.append("channels:history")
            platform, workspace = Slack(SLACK_TOKEN, stand_in.url, delay=timedelta()), TEAM
        else:
            stand_in.nonce_kept = timedelta(0 if is_late else 60)
            platform = Discord(DISCORD_TOKEN, stand_in.url, nonce_window=stand_in.nonce_kept, clock=clock)
            workspace = SERVER
        await platform.check(None)
        yield stand_in, platform, workspace
        await platform.close()


@asynccontextmanager
async def new_database(folder, clock):
    """An empty database in place of one that is lost with all its files."""
    for file in folder.glob("hotpapers.db*"):
        file.unlink()
    async with await Store.open(folder / "hotpapers.db", "0123456789abcdef") as store:
        await store.write(installation.forget_before, clock())
        yield store


async def post(store, platform, there, clock, *, at_most=None):
    """Post the digest, or only its first posts, as a run that is killed then."""
    number = await store.write(outbox.enqueue_once, DIGEST, there, platform.plan_posts(DIGEST), clock())
    if at_most is not None:
        await store.write(lambda db: db.execute(LATER, [number, at_most]))
    return await deliver(store, platform, number, clock, DeliveryPolicy(settle=timedelta()))


LATER = "update posts set not_before = '2999-01-01T00:00:00Z' where delivery = ? and position >= ?"


@pytest.mark.slow
async def test_every_message_is_there_once_and_in_order_however_often_the_database_is_lost(posting, clock, tmp_path):
    stand_in, platform, workspace = posting

    for turn in range(ROUNDS):
        channel = str(3000 + turn)
        stand_in.add(channel)
        there = Destination(platform_name(stand_in), workspace, channel)
        async with new_database(tmp_path, clock) as store:
            await post(store, platform, there, clock, at_most=turn % 4)
        clock.forward(timedelta(hours=turn % 5))
        async with new_database(tmp_path, clock) as store:
            ended = await post(store, platform, there, clock)
            tokens = await store.read(
                lambda db: [row[0] for row in db.execute("select token from posts order by position")]
            )

        assert (ended.done, ended.waiting) == (3, 0)
        shown = stand_in.shown(channel)
        assert [[stand_in.carries(each, token) for token in tokens].index(True) for each in shown] == [0, 1, 2]


async def test_a_first_digest_is_posted_where_nothing_can_be_read_back(posting, clock, tmp_path):
    stand_in, platform, workspace = posting
    if isinstance(platform, Slack):
        stand_in.scopes.remove("channels:history")
    stand_in.add("300")
    never_twice = DeliveryPolicy(promise=DeliveryGuarantee.AT_MOST_ONCE)

    async with new_database(tmp_path, clock) as store:
        there = Destination(platform_name(stand_in), workspace, "300")
        number = await store.write(outbox.enqueue, DIGEST, there, platform.plan_posts(DIGEST), clock())
        ended = await deliver(store, platform, number, clock, never_twice)

    assert (ended.done, len(stand_in.shown("300"))) == (3, 3)


async def test_again_posts_again_although_the_first_message_is_there(posting, clock, tmp_path):
    stand_in, platform, workspace = posting
    stand_in.add("300")
    there = Destination(platform_name(stand_in), workspace, "300")
    async with new_database(tmp_path, clock) as store:
        await post(store, platform, there, clock)

    async with new_database(tmp_path, clock) as store:
        number = await store.write(outbox.enqueue_again, DIGEST, there, platform.plan_posts(DIGEST), clock())
        await deliver(store, platform, number, clock)

    assert len(stand_in.shown("300")) == 6


def platform_name(stand_in) -> str:
    return "slack" if re.search("Slack", type(stand_in).__name__) else "discord"
