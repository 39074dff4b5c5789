from __future__ import annotations

import asyncio
from datetime import timedelta

from bot import wording
from bot.errors import DeliveryPostponed
from bot.models.digest import Destination
from bot.models.post import PostState
from bot.runtime.dispatcher import MAX_WORKERS, RETRY_AFTER_BUG, DeliveryQueue, Dispatcher
from bot.store.tables import deliveries, outbox
from bot.store.tables.outbox import PendingDelivery
from tests.helpers import factories
from tests.helpers.fake_servers.serving import PATIENCE, until
from tests.helpers.fakes import Clock, FakePlatform


async def queue(store, channel="C1"):
    digest, platform = factories.digest(), FakePlatform()
    there = Destination("fake", "W1", channel)
    return await store.write(outbox.enqueue, digest, there, platform.plan_posts(digest), factories.NOON)


async def test_what_waits_is_delivered_in_one_round(store):
    platform = FakePlatform()
    await queue(store)
    await queue(store)

    next_try = await Dispatcher(store, {"fake": platform}, Clock(), asyncio.Event()).run_once()

    assert (platform.sends, next_try) == (4, None)


async def test_a_postponed_delivery_waits_for_its_time(store):
    platform, clock = FakePlatform(), Clock()
    platform.fail(DeliveryPostponed("slow down", timedelta(minutes=2)))
    await queue(store)
    dispatcher = Dispatcher(store, {"fake": platform}, clock, asyncio.Event())

    assert await dispatcher.run_once() == factories.NOON + timedelta(minutes=2)
    await dispatcher.run_once()
    clock.forward(timedelta(minutes=2))
    await dispatcher.run_once()

    assert platform.sends == 3


async def test_a_bug_that_one_digest_meets_keeps_no_other_from_its_place(store, caplog):
    platform = FakePlatform()
    platform.fail(ValueError("a shape that no one expected"))
    both = await queue(store), await queue(store, "C2")

    next_try = await Dispatcher(store, {"fake": platform}, Clock(), asyncio.Event()).run_once()

    assert [post.position for _, post in platform.stored] == [0, 1]
    assert next_try == factories.NOON + RETRY_AFTER_BUG
    [told] = await store.read(deliveries.list_deliveries, PostState.SENDING, 9)
    assert told.number in both
    assert told.problem == wording.FAILED_DELIVERY
    assert "a shape that no one expected" in caplog.text


async def test_what_is_for_a_platform_that_is_not_connected_stays(store):
    platform = FakePlatform()
    platform.fail(DeliveryPostponed("slow down", timedelta(minutes=2)))
    await queue(store)
    await Dispatcher(store, {"fake": platform}, Clock(), asyncio.Event()).run_once()

    next_try = await Dispatcher(store, {}, Clock(), asyncio.Event()).run_once()

    assert next_try is None
    assert len(await store.read(outbox.ready_deliveries, factories.NOON + timedelta(minutes=2))) == 1


class SlowPlatform(FakePlatform):
    """Lets no post arrive before so many are *together* on their way; remembers in which order they came."""

    def __init__(self, together=1):
        super().__init__()
        self.on_their_way: list[Destination] = []
        self.order: list[str] = []
        self._together = asyncio.Barrier(together)

    async def send(self, post):
        assert post.destination not in self.on_their_way
        self.on_their_way.append(post.destination)
        async with asyncio.timeout(PATIENCE):
            await self._together.wait()
        self.on_their_way.remove(post.destination)
        self.order.append(post.destination.workspace)
        return await super().send(post)


async def queue_all(store, *places):
    digest = factories.digest(entries=())
    for place in places:
        await store.write(outbox.enqueue, digest, Destination("fake", *place), ["parent"], factories.NOON)


async def test_many_are_on_their_way_at_once_but_one_for_each_destination(store):
    platform = SlowPlatform(together=40)
    await queue_all(store, *[("W1", f"C{number % 40}") for number in range(80)])

    await Dispatcher(store, {"fake": platform}, Clock(), asyncio.Event()).run_once()

    assert platform.sends == 80


async def test_a_large_workspace_delays_no_other(store):
    platform = SlowPlatform()
    await queue_all(store, *[("large", f"C{number}") for number in range(MAX_WORKERS * 2)], ("small", "C1"))

    await Dispatcher(store, {"fake": platform}, Clock(), asyncio.Event()).run_once()

    assert platform.order.index("small") < MAX_WORKERS


async def test_what_comes_while_much_is_on_its_way_does_not_wait_for_that(store):
    platform, wake = SlowPlatform(), asyncio.Event()
    await queue_all(store, *[("large", f"C{number}") for number in range(MAX_WORKERS * 3)])
    running = asyncio.create_task(Dispatcher(store, {"fake": platform}, Clock(), wake).run())
    await until(lambda: platform.order)

    await queue_all(store, ("small", "C1"))
    wake.set()
    await until(lambda: platform.sends > MAX_WORKERS * 3)
    running.cancel()

    assert platform.order.index("small") < MAX_WORKERS * 3 - MAX_WORKERS


def test_a_line_takes_each_workspace_in_turn_and_a_destination_once():
    line = DeliveryQueue()
    places = [("T1", "C1"), ("T1", "C1"), ("T1", "C2"), ("T2", "C9"), ("", "D1"), ("", "D2")]
    for number, place in enumerate(places):
        line.add(PendingDelivery(number, Destination("fake", *place)))
    line.add(PendingDelivery(0, Destination("fake", "T1", "C1")))

    first = [line.pop() for _ in range(len(line))]
    assert [each.number for each in first] == [0, 3, 4, 5, 2]
    line.done(first[0])
    assert [line.pop().number for _ in range(len(line))] == [1]
