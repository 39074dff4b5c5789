"""Delivering when the bot is told to stop while a post is on its way."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import DestinationGone
from bot.models import Destination
from bot.pipeline import deliver, delivering
from bot.post import PostState
from bot.store import outbox, shown
from tests import make
from tests.fakes import Clock, FakePlatform

CHANNEL = Destination("fake", "W1", "C1")


class SlowPlatform(FakePlatform):
    """Answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.let = asyncio.Event(), asyncio.Event()

    async def send(self, post):
        self.asked.set()
        await self.let.wait()
        return await super().send(post)


@pytest.fixture
async def on_its_way(store):
    """A platform, and a delivery of two posts of which the first is on its way."""
    platform, clock = SlowPlatform(), Clock()
    digest = make.digest(make.entry())
    number = await store.write(outbox.enqueue, digest, CHANNEL, platform.layout(digest), clock())
    delivery = asyncio.create_task(deliver(store, platform, number, clock))
    await platform.asked.wait()
    return platform, delivery


async def test_a_post_that_is_on_its_way_is_settled_before_we_stop(store, on_its_way):
    platform, delivery = on_its_way

    delivery.cancel()
    platform.let.set()
    await asyncio.wait({delivery})

    assert delivery.cancelled()
    assert await store.read(outbox.states) == {PostState.DONE: 1, PostState.PENDING: 1}


async def test_a_post_that_takes_too_long_is_to_be_looked_for(store, on_its_way, monkeypatch):
    monkeypatch.setattr(delivering, "STOPPING", 0.0)
    _, delivery = on_its_way

    delivery.cancel()
    await asyncio.wait({delivery})

    assert delivery.cancelled()
    assert await store.read(outbox.states) == {PostState.UNKNOWN: 1, PostState.PENDING: 1}


@pytest.mark.parametrize(("position", "papers"), [(0, set()), (1, {"2008.10599"})])
async def test_only_what_was_posted_was_shown(store, position, papers):
    platform, clock = FakePlatform(), Clock()
    platform.fail(DestinationGone("the bot lacks a permission"), position=position)
    digest = make.digest(make.entry())
    number = await store.write(outbox.enqueue, digest, CHANNEL, platform.layout(digest), clock())

    await deliver(store, platform, number, clock)

    assert set(await store.read(shown.scores, CHANNEL)) == papers
