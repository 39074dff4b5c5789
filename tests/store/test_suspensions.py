from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.errors import DeliveryRefused, DestinationGone, WorkspaceGone
from bot.models.digest import Destination, Filter
from bot.models.post import PostState
from bot.models.subscription import DigestOptions, Frequency, Schedule, Subscription
from bot.pipeline import deliver
from bot.runtime.dispatcher import Dispatcher
from bot.store.maintenance import erasure
from bot.store.tables import outbox, slots, subscriptions, suspensions, users, workspaces
from tests.helpers import factories
from tests.helpers.fakes import Clock, FakePlatform

CHANNEL, DIRECT = Destination("fake", "W1", "C1"), Destination("fake", "W1", "D-ada")
ARCHIVED = "the channel is archived: choose another"
DAY = timedelta(days=1)


class GonePlatform(FakePlatform):
    """Posts everywhere but where it is gone."""

    def __init__(self, *gone: Destination, error: type[DestinationGone] = DestinationGone):
        super().__init__()
        self.gone, self.error = gone, error
        self.tried: list[Destination] = []

    async def send(self, post):
        self.tried.append(post.destination)
        if post.destination in self.gone:
            raise self.error(ARCHIVED)
        return await super().send(post)


@pytest.fixture
async def subscribed(store):
    """The digest of a channel, set by Ada, whom we can write to."""
    subscription = wish(CHANNEL)
    number = await store.write(subscriptions.add, subscription, factories.NOON)
    await store.write(users.remember_direct_channel, "fake", "W1", "U-ada", DIRECT.channel)
    return number


async def post(store, platform, *places, times=1):
    digest = factories.digest()
    for place in places * times:
        await store.write(outbox.enqueue, digest, place, platform.plan_posts(digest), factories.NOON)


async def deliver_all(store, platform):
    await Dispatcher(store, {"fake": platform}, Clock(), asyncio.Event()).run_once()


def wish(destination, owner="U-ada", *, is_channel=True):
    every = Schedule(Frequency.DAILY, time(9), zone="UTC")
    return Subscription(0, destination, owner, is_channel, Filter(("cs",)), every, DigestOptions())


async def test_where_nothing_can_be_posted_nothing_more_is_tried(store, subscribed):
    platform = GonePlatform(CHANNEL)
    await post(store, platform, CHANNEL, times=3)

    await deliver_all(store, platform)

    assert platform.tried.count(CHANNEL) == 1
    assert (await store.read(suspensions.get, CHANNEL)).reason == ARCHIVED
    assert (await store.read(subscriptions.get, subscribed)).paused
    assert await store.read(slots.next_for_subscription, subscribed) is None


async def test_its_owner_is_told_once(store, subscribed):
    platform = GonePlatform(CHANNEL)
    for _ in range(2):
        await post(store, platform, CHANNEL)
        await deliver_all(store, platform)
        await deliver_all(store, platform)

    [(_, told)] = platform.stored
    assert told.destination == DIRECT
    assert ARCHIVED in told.digest.note


async def test_an_owner_who_cannot_be_written_to_either_is_not_tried_again(store, subscribed):
    platform = GonePlatform(CHANNEL, DIRECT)
    await post(store, platform, CHANNEL)

    for _ in range(4):
        await deliver_all(store, platform)

    assert platform.tried == [CHANNEL, DIRECT]
    assert {each.destination for each in await store.read(suspensions.all_suspensions)} == {CHANNEL, DIRECT}


async def test_who_subscribed_in_the_direct_channel_that_is_gone_is_not_told_there(store):
    subscription = wish(DIRECT, is_channel=False)
    await store.write(subscriptions.add, subscription, factories.NOON)
    await store.write(users.remember_direct_channel, "fake", "W1", "U-ada", DIRECT.channel)
    platform = GonePlatform(DIRECT)
    await post(store, platform, DIRECT)

    await deliver_all(store, platform)
    await deliver_all(store, platform)

    assert platform.tried == [DIRECT]


@pytest.mark.parametrize("how", ["resumed", "set again", "invited"])
async def test_it_goes_on_when_someone_brings_it_back(store, subscribed, how):
    await store.write(suspensions.suspend, CHANNEL, ARCHIVED, factories.NOON)

    if how == "resumed":
        await store.write(subscriptions.set_paused, subscribed, paused=False, now=factories.NOON + DAY)
    elif how == "set again":
        again = wish(CHANNEL)
        await store.write(subscriptions.add, again, factories.NOON + DAY)
    else:
        await store.write(suspensions.resume, CHANNEL, factories.NOON + DAY)

    assert await store.read(suspensions.get, CHANNEL) is None
    assert not (await store.read(subscriptions.get, subscribed)).paused
    assert await store.read(slots.next_for_subscription, subscribed) > factories.NOON + DAY


async def test_what_its_people_paused_stays_paused(store, subscribed):
    await store.write(subscriptions.set_paused, subscribed, paused=True, now=factories.NOON)
    await store.write(suspensions.suspend, CHANNEL, ARCHIVED, factories.NOON)

    await store.write(suspensions.resume, CHANNEL, factories.NOON + DAY)

    assert (await store.read(subscriptions.get, subscribed)).paused


async def test_what_its_people_paused_or_left_while_it_was_parked_stays_so(store, subscribed):
    mine = await store.write(subscriptions.add, wish(CHANNEL, is_channel=False), factories.NOON)
    await store.write(suspensions.suspend, CHANNEL, ARCHIVED, factories.NOON)
    await store.write(subscriptions.set_paused, subscribed, paused=True, now=factories.NOON)
    await store.write(subscriptions.remove, mine, factories.NOON)

    await store.write(suspensions.resume, CHANNEL, factories.NOON + DAY)

    assert (await store.read(subscriptions.get, subscribed)).paused
    assert await store.read(subscriptions.due, ["fake"], factories.NOON + 9 * DAY) == []


async def test_a_place_that_was_forgotten_while_it_was_written_to_is_not_remembered_again(store):
    await store.write(users.remember_direct_channel, "fake", "W1", "U-ada", DIRECT.channel)
    platform = GonePlatform(DIRECT)
    await post(store, platform, DIRECT)

    async def forget_and_fail(post):
        await store.write(erasure.erase_person, ("fake", "W1", "U-ada"), (), factories.NOON)
        raise DestinationGone(ARCHIVED)

    platform.send = forget_and_fail
    await deliver_all(store, platform)

    assert await store.read(suspensions.all_suspensions) == []


async def test_a_workspace_that_is_gone_is_parked_whole_and_comes_back_whole(store, subscribed):
    other = Destination("fake", "W1", "C2")
    second = await store.write(subscriptions.add, wish(other, "U-bob"), factories.NOON)
    elsewhere = wish(replace(CHANNEL, workspace="W2"), "U-eve")
    third = await store.write(subscriptions.add, elsewhere, factories.NOON)
    platform = GonePlatform(CHANNEL, error=WorkspaceGone)
    await post(store, platform, CHANNEL, other)

    await deliver_all(store, platform)

    paused = [(await store.read(subscriptions.get, number)).paused for number in (subscribed, second, third)]
    assert paused == [True, True, False]
    assert [each.workspace for each in await store.read(workspaces.gone_since, factories.NOON)] == ["W1"]
    assert await store.write(suspensions.resume_workspace, "fake", "W1", factories.NOON + DAY)
    assert not (await store.read(subscriptions.get, subscribed)).paused
    assert await store.read(workspaces.gone_since, factories.NOON + DAY) == []


async def test_where_we_never_left_nothing_changes(store, subscribed):
    await store.write(suspensions.suspend, CHANNEL, ARCHIVED, factories.NOON)

    assert not await store.write(suspensions.resume_workspace, "fake", "W1", factories.NOON)

    assert await store.read(suspensions.get, CHANNEL)


async def test_a_digest_that_is_refused_parks_nothing(store, subscribed):
    platform = FakePlatform()
    platform.fail(DeliveryRefused("too long"))
    digest = factories.digest()
    number = await store.write(outbox.enqueue, digest, CHANNEL, platform.plan_posts(digest), factories.NOON)

    delivered = await deliver(store, platform, number, Clock())

    assert (delivered.done, delivered.problem) == (0, "the first message was refused: too long")
    assert (await store.read(outbox.count_by_state)).keys() == {PostState.DEAD}
    assert await store.read(suspensions.get, CHANNEL) is None


async def test_few_requests_are_refused_when_every_twentieth_destination_is_gone(store):
    places = [Destination("fake", "W1", f"C{number}") for number in range(200)]
    platform = GonePlatform(*places[::20])
    digest = factories.digest(entries=())
    await store.write(
        lambda db: [outbox.enqueue(db, digest, place, ["parent"], factories.NOON) for place in places * 3]
    )

    await deliver_all(store, platform)

    assert len([place for place in platform.tried if place in platform.gone]) == 10
    assert len(platform.stored) == 3 * 190
