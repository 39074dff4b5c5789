"""To one destination, posts go in the order of their digests and of their places in them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.errors import DeliveryPostponed, DeliveryRefused, DeliveryUncertain
from bot.models.digest import Destination
from bot.models.post import PostKind, PostState
from bot.pipeline import deliver
from bot.pipeline.delivery import DEFAULT_POLICY
from bot.runtime.dispatcher import RETRY_AFTER_BUG, Dispatcher
from bot.store.migrations import MIGRATIONS
from bot.store.tables import deliveries, outbox, posts
from tests.helpers import factories
from tests.helpers.fakes import Clock, FakePlatform

HERE, THERE = Destination("fake", "W1", "C1"), Destination("fake", "W1", "C2")
KINDS = [PostKind.PARENT, PostKind.REPLY]
NOW, LATER = factories.NOON, factories.NOON + timedelta(seconds=90)
HOUR = timedelta(hours=1)


@pytest.fixture
def platform():
    return FakePlatform()


async def queue(store, place=HERE):
    return await store.write(outbox.enqueue, factories.digest(), place, KINDS, NOW)


async def waiting(store, now=NOW):
    return [each.number for each in await store.read(outbox.ready_deliveries, now)]


async def take(store, delivery, how=posts.claim):
    queued = await store.read(posts.next_post, delivery)
    return await store.write(how, queued.post, NOW, LATER)


def dispatcher(store, platform, clock):
    return Dispatcher(store, {"fake": platform}, clock, asyncio.Event())


def came(platform):
    """Return the posts that arrived, in order, by number."""
    return [post.id for _, post in platform.stored]


# --- in the store


async def test_a_post_is_taken_only_when_all_before_it_are_settled(store):
    first, second = await queue(store), await queue(store)

    early = await take(store, second)
    for _ in KINDS:
        post = await take(store, first)
        assert await take(store, second) is None
        await store.write(posts.mark_done, post, "m1", NOW)

    assert early is None
    assert await take(store, second)


async def test_a_reply_is_not_taken_before_its_parent_is_settled(store):
    delivery = await queue(store)
    parent = await take(store, delivery)
    await store.write(posts.mark_unknown, parent, LATER, "no answer", NOW)
    reply = await store.read(lambda db: db.execute("select number from posts where position = 1").fetchone()[0])

    assert await store.write(posts.claim, factories.post(id=reply, fencing_token=0), NOW, LATER) is None


async def test_what_goes_elsewhere_does_not_wait(store):
    await queue(store)
    elsewhere = await queue(store, THERE)

    assert await take(store, elsewhere)


@pytest.mark.parametrize(
    ("settle", "goes_on"),
    [
        (lambda post: (posts.mark_done, post, "m1", NOW), True),
        (lambda post: (posts.mark_dead, post, "refused", NOW), True),
        (lambda post: (posts.mark_deleted, post, "deleted", NOW), True),
        (lambda post: (posts.mark_unresolved_dead, post, "perhaps there", NOW), True),
        (lambda post: (posts.postpone, post, LATER, "slow down", NOW), False),
        (lambda post: (posts.mark_unknown, post, LATER, "no answer", NOW), False),
        (lambda post: (posts.mark_absent, post, NOW), False),
    ],
    ids=["done", "refused", "deleted", "given up", "postponed", "unknown", "absent"],
)
async def test_only_what_may_still_be_sent_keeps_the_next_digest_waiting(store, settle, goes_on):
    first = await store.write(outbox.enqueue, factories.digest(), HERE, [PostKind.PARENT], NOW)
    second = await queue(store)
    post = await take(store, first)

    await store.write(*settle(post))

    assert (await take(store, second) is not None) is goes_on


async def test_an_unknown_post_is_not_looked_for_before_its_turn(store):
    first, second = await queue(store), await queue(store)
    await store.write(lambda db: db.execute("update posts set state = 'unknown' where delivery = ?", [second]).rowcount)

    assert await take(store, second, posts.claim_for_lookup) is None
    await store.write(posts.mark_delivery_dead, first, "refused", NOW)
    assert await take(store, second, posts.claim_for_lookup)


async def test_nothing_is_on_its_way_to_where_the_first_has_to_wait(store):
    first, second, elsewhere = await queue(store), await queue(store), await queue(store, THERE)
    assert await waiting(store) == [first, second, elsewhere]

    post = await take(store, first)
    await store.write(posts.postpone, post, LATER, "slow down", NOW)

    assert await waiting(store) == [elsewhere]
    assert await store.read(outbox.next_attempt_at, ["fake"]) == LATER
    assert await waiting(store, LATER) == [first, second, elsewhere]


async def test_a_delivery_says_which_goes_first_and_why(store):
    first, second = await queue(store), await queue(store)
    await store.write(posts.postpone, await take(store, first), LATER, "slow down", NOW)

    standing = await store.read(outbox.delivery_status, second)

    assert (standing.retry_at, standing.problem) == (LATER, f"delivery {first} goes first there: slow down")


async def test_what_was_given_up_and_is_tried_again_goes_before_what_waits(store):
    first, second = await queue(store), await queue(store)
    await store.write(posts.mark_delivery_dead, first, "refused", NOW)

    await store.write(deliveries.retry, first, NOW, DEFAULT_POLICY.settle, unseen=True)

    assert await take(store, second) is None


async def test_an_old_delivery_of_which_no_one_knows_whether_it_is_there_is_always_listed(store):
    unknown, _, newest = await queue(store), await queue(store, THERE), await queue(store, THERE)
    await store.write(posts.mark_unknown, await take(store, unknown), LATER, "no answer", NOW)

    listed = await store.read(deliveries.list_deliveries, None, 1)

    assert [each.number for each in listed] == [newest, unknown]
    assert listed[1].problem == "no answer"


async def test_who_is_looked_for_has_a_reason(store):
    delivery = await queue(store)
    await take(store, delivery)
    await take(store, delivery, posts.claim_for_lookup)

    assert (await store.read(outbox.delivery_status, delivery)).problem == posts.LOOKED_FOR


actions = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["read", "take", "done", "postpone", "unknown", "absent", "dead"])),
    max_size=60,
)


@given(actions)
def test_no_post_is_ever_taken_before_one_that_was_to_come_first(actions):
    """Four senders at once, each with what it read before; whatever they say, in whatever order."""
    with closing(Database(memory=True)) as db:
        MIGRATIONS.apply(db)
        places = [HERE, THERE, HERE, HERE]
        for place in places:
            outbox.enqueue(db, factories.digest(), place, KINDS, NOW)
        read, taken = {}, {}

        for sender, action in actions:
            if action == "read":
                read[sender] = posts.next_post(db, sender + 1)
            elif action == "take" and read.get(sender):
                take_ = (
                    posts.claim_for_lookup
                    if read[sender].state in {PostState.SENDING, PostState.UNKNOWN}
                    else posts.claim
                )
                if post := take_(db, read[sender].post, NOW, LATER):
                    taken[sender] = post
                    assert not _unsettled_before(db, post.id)
            elif sender in taken:
                _say(db, action, taken.pop(sender))


def _say(db, action, post):
    said = {
        "done": (posts.mark_done, post, "m1", NOW),
        "postpone": (posts.postpone, post, NOW, "slow down", NOW),
        "unknown": (posts.mark_unknown, post, NOW, "no answer", NOW),
        "absent": (posts.mark_absent, post, NOW),
        "dead": (posts.mark_dead, post, "refused", NOW),
    }
    function, *arguments = said.get(action, said["unknown"])
    function(db, *arguments)


def _unsettled_before(db, number):
    rows = db.execute(
        """select channel, p.number, state from posts p join deliveries d on d.number = delivery
        order by d.number, position"""
    ).fetchall()
    by_place = defaultdict(list)
    for channel, post, state in rows:
        by_place[channel].append((post, state))
    line = next(line for line in by_place.values() if number in dict(line))
    before = line[: [post for post, _ in line].index(number)]
    return [post for post, state in before if state not in {"done", "dead"}]


# --- who delivers


async def test_of_two_who_send_to_one_place_neither_overtakes(store, platform):
    numbers = [await queue(store) for _ in range(3)]

    for _ in numbers:  # who finds a post taken goes away
        await asyncio.gather(*(deliver(store, platform, number, Clock()) for number in reversed(numbers)))

    assert came(platform) == [1, 2, 3, 4, 5, 6]


async def test_who_sends_a_digest_sends_first_what_is_left_of_those_before(store, platform):
    _, second = await queue(store), await queue(store)

    standing = await deliver(store, platform, second, Clock())

    assert (standing.done, came(platform)) == (2, [1, 2, 3, 4])


@pytest.mark.parametrize(
    "error",
    [DeliveryPostponed("slow down", DEFAULT_POLICY.settle), DeliveryUncertain("no answer")],
    ids=["postponed", "unknown"],
)
@pytest.mark.parametrize("position", [0, 1])
async def test_a_digest_waits_for_one_that_may_still_be_sent_and_comes_after_it(store, platform, error, position):
    clock = Clock()
    platform.fail(error, position=position)
    await queue(store)
    await queue(store)

    await dispatcher(store, platform, clock).run_once()
    before = came(platform)
    clock.forward(DEFAULT_POLICY.settle)
    await dispatcher(store, platform, clock).run_once()

    assert before == [1][:position]
    assert came(platform) == [1, 2, 3, 4]


async def test_a_digest_does_not_wait_for_one_that_was_refused(store, platform):
    platform.fail(DeliveryRefused("too long"))
    await queue(store)
    await queue(store)

    await dispatcher(store, platform, Clock()).run_once()

    assert came(platform) == [3, 4]


async def test_a_digest_that_meets_a_bug_again_is_given_up_where_the_next_waits(store, platform):
    clock, send = Clock(), platform.send

    async def failing(post):
        if post.id == 1:
            raise ValueError("a shape that no one expected")
        return await send(post)

    async def find(post, since):
        return None

    platform.send, platform.find = failing, find
    first, second = await queue(store), await queue(store)

    await dispatcher(store, platform, clock).run_once()
    before = came(platform)
    clock.forward(RETRY_AFTER_BUG)
    await dispatcher(store, platform, clock).run_once()

    assert (before, came(platform)) == ([], [3, 4])
    assert (await store.read(outbox.delivery_status, first)).problem == posts.AGAIN_A_BUG
    assert (await store.read(outbox.delivery_status, second)).waiting == 0


async def test_a_digest_that_meets_a_bug_is_tried_again_as_long_as_nothing_waits_for_it(store, platform):
    clock = Clock()
    number = await queue(store)
    for _ in range(4):
        platform.fail(ValueError("a shape that no one expected"))
        await dispatcher(store, platform, clock).run_once()
        clock.forward(RETRY_AFTER_BUG)

    assert (await store.read(outbox.delivery_status, number)).dead == 0
