"""A post whose answer was lost, with a clock of ours that is not the platform's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import DeliveryPostponed, DeliveryUncertain
from bot.models.digest import Destination
from bot.models.post import PostKind, PostState
from bot.pipeline import delete_duplicates, deliver
from bot.pipeline.delivery import DEFAULT_POLICY, UNTOLD
from bot.store.tables import outbox, posts
from tests.helpers import factories
from tests.helpers.fakes import Clock, FakePlatform

CHANNEL = Destination("fake", "W1", "C1")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def platform():
    platform = FakePlatform()
    platform.clock = Clock()
    return platform


@pytest.fixture
async def delivery(store):
    return await store.write(outbox.enqueue, factories.digest(entries=()), CHANNEL, [PostKind.PARENT], factories.NOON)


def later(clock, platform, elapsed):
    """Let time pass, here and there."""
    clock.forward(elapsed)
    platform.clock.forward(elapsed)


@pytest.mark.parametrize("ahead", [-5 * HOUR, -20 * SECOND, timedelta(), 20 * SECOND, 5 * HOUR])
async def test_a_post_is_looked_for_since_it_was_sent_by_the_platforms_clock(store, platform, delivery, ahead):
    clock = Clock(factories.NOON + ahead)
    platform.store_then_drop()

    await deliver(store, platform, delivery, clock)
    later(clock, platform, 2 * DEFAULT_POLICY.settle)
    await deliver(store, platform, delivery, clock)

    assert (platform.sought, platform.sends) == ([factories.NOON], 1)


async def test_when_it_was_sent_is_stored_before_it_is(store, platform, delivery):
    queued = await store.read(posts.next_post, delivery)
    sent_at = []

    async def send(post):
        sent_at.append((await store.read(posts.next_post, delivery)).since)
        return "m1"

    platform.send = send
    await deliver(store, platform, delivery, Clock(factories.NOON + HOUR))

    assert (queued.since, sent_at) == (None, [factories.NOON])


async def test_after_a_second_try_it_is_looked_for_since_the_first(store, platform, delivery):
    clock = Clock()
    for _ in range(2):
        platform.fail(DeliveryUncertain("the connection broke"))
        await deliver(store, platform, delivery, clock)
        later(clock, platform, 2 * DEFAULT_POLICY.settle)
    await deliver(store, platform, delivery, clock)

    assert platform.sought == [factories.NOON, factories.NOON]


async def test_what_was_certainly_not_posted_is_looked_for_since_it_was_sent_again(store, platform, delivery):
    clock = Clock()
    platform.fail(DeliveryPostponed("slow down", HOUR))
    await deliver(store, platform, delivery, clock)
    later(clock, platform, HOUR)
    platform.store_then_drop()
    await deliver(store, platform, delivery, clock)
    later(clock, platform, 2 * DEFAULT_POLICY.settle)

    await deliver(store, platform, delivery, clock)

    assert platform.sought == [factories.NOON + HOUR]


async def test_a_clock_that_jumps_makes_no_look_come_before_the_platform_shows_the_post(store, platform, delivery):
    clock = Clock()
    platform.store_then_drop()
    await deliver(store, platform, delivery, clock)

    clock.forward(HOUR)
    platform.clock.forward(SECOND)
    standing = await deliver(store, platform, delivery, clock)

    assert platform.sought == []
    assert clock() + DEFAULT_POLICY.settle - SECOND <= standing.retry_at <= clock() + DEFAULT_POLICY.settle + 2 * SECOND


async def test_a_post_that_a_crash_left_is_looked_for_when_the_platform_must_show_it(store, platform, delivery):
    clock = Clock()
    queued = await store.read(posts.next_post, delivery)
    sending = posts.Sending(factories.NOON, factories.NOON + DEFAULT_POLICY.send_window + DEFAULT_POLICY.settle)
    await store.write(posts.claim, queued.post, clock(), clock() + DEFAULT_POLICY.lease, in_run=True, sending=sending)
    await store.write(posts.recover_interrupted, clock() + HOUR, clock() + HOUR)
    clock.forward(2 * HOUR)

    await deliver(store, platform, delivery, clock)
    before = list(platform.sought)
    later(clock, platform, DEFAULT_POLICY.send_window + DEFAULT_POLICY.settle)
    await deliver(store, platform, delivery, clock)

    assert (before, platform.sought) == ([], [factories.NOON])


async def test_a_platform_whose_clock_went_back_is_looked_through_from_long_before(store, platform, delivery):
    clock = Clock()
    platform.store_then_drop()
    await deliver(store, platform, delivery, clock)

    clock.forward(HOUR)
    platform.clock.forward(-HOUR)
    await deliver(store, platform, delivery, clock)

    assert platform.sought == [factories.NOON - HOUR - UNTOLD]


async def test_where_no_time_is_told_a_day_of_ours_is_looked_through(store, platform, delivery):
    platform.clock = None
    clock = Clock()
    platform.store_then_drop()
    await deliver(store, platform, delivery, clock)
    clock.forward(DEFAULT_POLICY.settle)

    await deliver(store, platform, delivery, clock)

    assert platform.sought == [factories.NOON - UNTOLD]


async def test_a_platform_that_cannot_be_asked_for_its_time_is_sent_nothing(store, platform, delivery):
    async def now(*, refresh=False):
        raise DeliveryPostponed("Slack cannot be reached", HOUR)

    platform.now = now

    standing = await deliver(store, platform, delivery, Clock())

    assert platform.sends == 0
    assert (standing.waiting, standing.retry_at) == (1, factories.NOON + HOUR)
    assert standing.problem == "Slack cannot be reached"
    assert await store.read(outbox.count_by_state) == {PostState.PENDING: 1}


async def test_a_look_asks_the_platform_again_what_time_it_is(store, platform, delivery):
    clock, asked = Clock(), []

    async def now(*, refresh=False):
        asked.append(refresh)
        return platform.clock()

    platform.now = now
    platform.store_then_drop()
    await deliver(store, platform, delivery, clock)
    later(clock, platform, 2 * DEFAULT_POLICY.settle)
    await deliver(store, platform, delivery, clock)

    assert asked == [False, True]


async def test_copies_are_swept_since_the_platforms_time(store, platform, delivery):
    clock, since = Clock(factories.NOON + HOUR), []
    platform.fail(DeliveryUncertain("the connection broke"))
    for _ in range(2):
        await deliver(store, platform, delivery, clock)
        later(clock, platform, 2 * DEFAULT_POLICY.settle)

    async def copies(post, at):
        since.append(at)
        return []

    platform.find_all = copies
    await delete_duplicates(store, "fake", platform, clock())

    assert since == [factories.NOON]


async def test_an_answer_that_was_lost_and_a_look_that_failed_are_each_told_once(store, platform, delivery, caplog):
    clock = Clock()
    platform.store_then_drop()

    async def find(post, since):
        raise DeliveryUncertain("the platform is silent")

    platform.find = find
    for _ in range(4):
        await deliver(store, platform, delivery, clock)
        later(clock, platform, 2 * DEFAULT_POLICY.settle)

    told = [record.getMessage().partition(":")[0] for record in caplog.records]
    assert told == ["response lost", "post not verified"]
    assert (await store.read(outbox.delivery_status, delivery)).problem == "the platform is silent"
