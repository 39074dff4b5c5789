from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.errors import DeliveryPostponed, DeliveryRefused, DeliveryUncertain, DestinationGone
from bot.models.digest import Destination
from bot.models.post import PostKind, PostState
from bot.pipeline import deliver
from bot.pipeline import delivery as delivering
from bot.pipeline.delivery import DEFAULT_POLICY
from bot.store.tables import outbox, posts, shown_papers
from tests.helpers import factories
from tests.helpers.fakes import Clock, FakePlatform

CHANNEL = Destination("fake", "W1", "C1")


async def queue(store, platform, digest=None):
    digest = digest or factories.digest()
    return await store.write(outbox.enqueue, digest, CHANNEL, platform.plan_posts(digest), factories.NOON)


async def test_a_digest_is_posted_in_order_and_replies_know_their_parent(store):
    platform = FakePlatform()

    delivered = await deliver(store, platform, await queue(store, platform), Clock())

    assert (delivered.done, delivered.waiting, delivered.dead) == (2, 0, 0)
    assert [(post.position, post.parent_message_id) for _, post in platform.stored] == [(0, None), (1, "m1")]


async def test_what_was_done_is_not_sent_again(store):
    platform = FakePlatform()
    delivery = await queue(store, platform)

    for _ in range(2):
        await deliver(store, platform, delivery, Clock())

    assert platform.sends == 2


async def test_a_postponed_post_waits_its_time_and_goes_on(store):
    platform, clock = FakePlatform(), Clock()
    platform.fail(DeliveryPostponed("slow down", timedelta(seconds=7)))
    delivery = await queue(store, platform)

    waiting = await deliver(store, platform, delivery, clock)
    clock.forward(timedelta(seconds=7))

    assert (waiting.done, waiting.retry_at, waiting.problem) == (0, factories.NOON + timedelta(seconds=7), "slow down")
    assert (await deliver(store, platform, delivery, clock)).done == 2


async def test_an_uncertain_post_is_looked_for_before_it_is_sent_again(store):
    platform, clock = FakePlatform(), Clock()
    platform.store_then_drop()
    delivery = await queue(store, platform)

    await deliver(store, platform, delivery, clock)
    clock.forward(DEFAULT_POLICY.settle)
    await deliver(store, platform, delivery, clock)

    assert [post.position for _, post in platform.stored] == [0, 1]


async def test_an_uncertain_post_that_is_not_there_is_sent_again(store):
    platform, clock = FakePlatform(), Clock()
    platform.fail(DeliveryUncertain("the connection broke"))
    delivery = await queue(store, platform)

    await deliver(store, platform, delivery, clock)
    clock.forward(DEFAULT_POLICY.settle)

    assert (await deliver(store, platform, delivery, clock)).done == 2
    assert [post.position for _, post in platform.stored] == [0, 1]


async def test_a_post_that_a_crash_left_behind_is_looked_for(store):
    platform, clock = FakePlatform(), Clock()
    delivery = await queue(store, platform)
    queued = await store.read(posts.next_post, delivery)
    await store.write(posts.claim, queued.post, factories.NOON, factories.NOON + DEFAULT_POLICY.lease)
    await platform.send(queued.post)

    assert (await deliver(store, platform, delivery, clock)).waiting == 2
    clock.forward(DEFAULT_POLICY.lease)
    assert (await deliver(store, platform, delivery, clock)).done == 2
    assert platform.sends == 2


async def test_of_two_who_look_for_a_post_the_slower_does_not_send_it_again(store):
    platform = FakePlatform()
    delivery = await queue(store, platform)
    platform.store_then_drop()
    await deliver(store, platform, delivery, Clock())
    later = Clock(factories.NOON + DEFAULT_POLICY.settle)
    slow = await store.write(
        posts.claim_for_lookup, (await store.read(posts.next_post, delivery)).post, later(), later()
    )

    await deliver(store, platform, delivery, later)
    await store.write(posts.mark_absent, slow, later())
    await store.write(posts.mark_unknown, slow, later(), "busy", later())

    assert (await deliver(store, platform, delivery, Clock())).done == 2
    assert platform.sends == 2


async def test_the_problem_told_is_that_of_the_post_that_waits(store):
    platform = FakePlatform()
    platform.fail(DeliveryRefused("too long"), position=1)
    platform.fail(DeliveryPostponed("slow down"), position=2)
    digest = factories.digest(factories.entry("2008.00001"), factories.entry("2008.00002"))

    delivered = await deliver(store, platform, await queue(store, platform, digest), Clock())

    assert (delivered.done, delivered.waiting, delivered.dead, delivered.problem) == (1, 1, 1, "slow down")


async def test_a_post_that_no_longer_fits_its_digest_is_not_sent(store):
    platform, digest = FakePlatform(), factories.digest()
    kinds = [PostKind.PARENT, PostKind.CONTINUATION]
    delivery = await store.write(outbox.enqueue, digest, CHANNEL, kinds, factories.NOON)

    delivered = await deliver(store, platform, delivery, Clock())

    assert (delivered.done, delivered.dead, platform.sends) == (1, 1, 1)
    assert "laid out in another way" in delivered.problem


async def test_a_refused_reply_is_buried_and_the_others_go_on(store):
    platform = FakePlatform()
    digest = factories.digest(factories.entry("2008.00001"), factories.entry("2008.00002"))
    delivery = await queue(store, platform, digest)
    platform.fail(DeliveryRefused("too long"), position=1)

    delivered = await deliver(store, platform, delivery, Clock())

    assert (delivered.done, delivered.dead, delivered.problem) == (2, 1, "too long")


async def test_without_its_first_message_nothing_of_a_digest_is_posted(store):
    platform = FakePlatform()
    platform.fail(DeliveryRefused("too long"))

    delivered = await deliver(store, platform, await queue(store, platform), Clock())

    assert (delivered.done, delivered.dead) == (0, 2)


async def test_a_gone_destination_ends_the_delivery_with_its_reason(store):
    platform = FakePlatform()
    platform.fail(DestinationGone("the channel was deleted"))

    delivered = await deliver(store, platform, await queue(store, platform), Clock())

    assert (delivered.waiting, delivered.dead, delivered.problem) == (0, 2, "the channel was deleted")
    assert await store.read(outbox.count_by_state) == {PostState.DEAD: 2}


async def test_the_same_digest_is_known_by_what_it_is_asked_to_be(store):
    delivery = await queue(store, FakePlatform())
    asked = factories.digest()

    assert await store.read(outbox.delivery, CHANNEL, asked.date, asked.choices) == delivery
    assert await store.read(outbox.delivery, CHANNEL, asked.date, factories.choices(top=3)) is None


async def test_a_deliberate_repetition_is_a_delivery_of_its_own(store):
    first, second = [await queue(store, FakePlatform()) for _ in range(2)]

    assert first != second
    assert await store.read(outbox.delivery, CHANNEL, factories.DAY, factories.choices()) == second


# --- when the bot is told to stop


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
    digest = factories.digest(factories.entry())
    number = await store.write(outbox.enqueue, digest, CHANNEL, platform.plan_posts(digest), clock())
    delivery = asyncio.create_task(deliver(store, platform, number, clock))
    await platform.asked.wait()
    return platform, delivery


async def test_a_post_that_is_on_its_way_is_settled_before_we_stop(store, on_its_way):
    platform, delivery = on_its_way

    delivery.cancel()
    platform.let.set()
    await asyncio.wait({delivery})

    assert delivery.cancelled()
    assert await store.read(outbox.count_by_state) == {PostState.DONE: 1, PostState.PENDING: 1}


async def test_a_post_that_takes_too_long_is_to_be_looked_for(store, on_its_way, monkeypatch):
    monkeypatch.setattr(delivering, "SHUTDOWN_TIMEOUT", 0.0)
    _, delivery = on_its_way

    delivery.cancel()
    await asyncio.wait({delivery})

    assert delivery.cancelled()
    assert await store.read(outbox.count_by_state) == {PostState.UNKNOWN: 1, PostState.PENDING: 1}


@pytest.mark.parametrize(("position", "papers"), [(0, set()), (1, {"2008.10599"})])
async def test_only_what_was_posted_was_shown(store, position, papers):
    platform, clock = FakePlatform(), Clock()
    platform.fail(DestinationGone("the bot lacks a permission"), position=position)
    digest = factories.digest(factories.entry())
    number = await store.write(outbox.enqueue, digest, CHANNEL, platform.plan_posts(digest), clock())

    await deliver(store, platform, number, clock)

    assert set(await store.read(shown_papers.scores, CHANNEL)) == papers
