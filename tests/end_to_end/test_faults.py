"""What goes wrong with a post, on both platforms: each of its messages arrives once, in order, whatever does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from adapters.discord.platform import Discord
from adapters.slack.platform import Slack
from bot.models.digest import Destination
from bot.pipeline import deliver
from bot.pipeline.delivery import DEFAULT_POLICY
from bot.store.tables import outbox
from tests.end_to_end.crash import fake_platforms
from tests.helpers import factories
from tests.helpers.fake_servers.discord import TOKEN as DISCORD_TOKEN
from tests.helpers.fake_servers.discord_shapes import SERVER
from tests.helpers.fake_servers.slack import TEAM
from tests.helpers.fake_servers.slack import TOKEN as SLACK_TOKEN
from tests.helpers.fakes import Clock

pytestmark = pytest.mark.slow

FAULTS = ["kept", "hung", "lost", "dropped", "html"]  # a limit is waited for by the real clock: see test_crash
DEADLINE = timedelta(seconds=2)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["slack", "discord", "discord past its nonces"])
async def posting(request, monkeypatch, clock):
    """A stand-in, a platform that posts to it, and a destination there."""
    monkeypatch.setenv("no_proxy", "*")
    name, _, is_late = request.param.partition(" ")
    async with fake_platforms.platform(name, clock) as stand_in:
        stand_in.add("300")
        if name == "slack":
            stand_in.scopes.append("channels:history")
            platform = Slack(SLACK_TOKEN, stand_in.url, deadline=DEADLINE, delay=timedelta())
            there = Destination("slack", TEAM, "300")
        else:
            window = timedelta(0 if is_late else 60)
            platform = Discord(DISCORD_TOKEN, stand_in.url, DEADLINE, window, clock)
            there = Destination("discord", SERVER, "300")
            stand_in.nonce_kept = window
        await platform.check(None)
        yield stand_in, platform, there
        await platform.close()


@pytest.mark.parametrize("nth", [1, 2], ids=["the first message", "a reply"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_message_arrives_once_and_in_order(store, posting, clock, fault, nth):
    stand_in, platform, there = posting
    digest = factories.digest(factories.entry("2008.00001"), factories.entry("2008.00002"))
    delivery = await store.write(outbox.enqueue, digest, there, platform.plan_posts(digest), clock())
    arrivals = iter(range(1, 100))
    stand_in.told = lambda call, moment: _befall(stand_in, call, moment, arrivals, (fault, nth))

    for _ in range(4):
        standing = await deliver(store, platform, delivery, clock)
        clock.forward(DEFAULT_POLICY.settle)

    tokens = await store.read(_tokens)
    shown = stand_in.shown("300")
    assert (standing.done, standing.waiting, standing.dead) == (3, 0, 0)
    assert [[stand_in.carries(message, token) for token in tokens].index(True) for message in shown] == [0, 1, 2]


def _befall(stand_in, call, moment, arrivals, trouble):
    fault, nth = trouble
    if re.fullmatch(stand_in.posting, call) and moment == "arrived" and next(arrivals) == nth:
        stand_in.befall(fault)


def _tokens(db):
    return [token for (token,) in db.execute("select token from posts order by position")]
