"""Second copies that a process frozen at the wrong moment leaves, and who deletes them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import DeliveryUncertain, DeliveryUnverifiable
from bot.models.digest import Destination
from bot.models.post import PostKind
from bot.pipeline import delete_duplicates, deliver
from bot.store.tables import outbox, posts
from tests.helpers import factories
from tests.helpers.fakes import Clock, FakePlatform

CHANNEL = Destination("fake", "W1", "C1")
HOUR = timedelta(hours=1)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def platform():
    return FakePlatform()


@pytest.fixture
async def doubled(store, platform, clock):
    """A post that was sent twice, by someone frozen after others did it; who was killed before saying so."""
    delivery = await store.write(outbox.enqueue, factories.digest(), CHANNEL, [PostKind.PARENT], clock())
    frozen = await _claimed(store, delivery, clock())
    clock.forward(timedelta(seconds=90))
    await deliver(store, platform, delivery, clock)
    await platform.send(frozen)
    return delivery


async def _claimed(store, delivery, now):
    queued = await store.read(posts.next_post, delivery)
    return await store.write(posts.claim, queued.post, now, now + timedelta(seconds=90))


async def test_the_copy_that_no_one_knows_is_deleted(store, platform, clock, doubled):
    assert await delete_duplicates(store, "fake", platform, clock()) == 1

    assert [message for message, _ in platform.stored] == ["m1"]


async def test_after_an_hour_no_one_looks_anymore(store, platform, clock, doubled):
    clock.forward(HOUR + timedelta(seconds=1))

    assert await delete_duplicates(store, "fake", platform, clock()) == 0


async def test_a_copy_stays_if_the_one_we_know_is_gone(store, platform, clock, doubled):
    await platform.delete(factories.post(), "m1")

    assert await delete_duplicates(store, "fake", platform, clock()) == 0


@pytest.mark.parametrize("error", [DeliveryUnverifiable("no scope"), DeliveryUncertain("no answer")])
async def test_who_cannot_look_deletes_nothing(store, platform, clock, doubled, error):
    async def copies(post, since):
        raise error

    platform.find_all = copies

    assert await delete_duplicates(store, "fake", platform, clock()) == 0


async def test_what_was_sent_once_is_not_looked_for(store, platform, clock, monkeypatch):
    monkeypatch.delattr(FakePlatform, "find_all")
    delivery = await store.write(outbox.enqueue, factories.digest(), CHANNEL, [PostKind.PARENT], clock())
    await deliver(store, platform, delivery, clock)

    assert await delete_duplicates(store, "fake", platform, clock()) == 0
