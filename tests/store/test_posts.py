"""The life of a post: who may say what became of it."""

from __future__ import annotations

from datetime import timedelta
from math import inf

import pytest

from bot.models.digest import Destination
from bot.models.post import PostKind, PostState
from bot.store.tables import outbox, posts, shown_papers
from tests.helpers import factories

CHANNEL = Destination("fake", "W1", "C1")
NOW, LATER = factories.NOON, factories.NOON + timedelta(seconds=90)


@pytest.fixture
async def delivery(store):
    kinds = [PostKind.PARENT, PostKind.REPLY]
    return await store.write(outbox.enqueue, factories.digest(), CHANNEL, kinds, NOW)


async def take(store, delivery, *, how=posts.claim, **given):
    queued = await store.read(posts.next_post, delivery)
    return await store.write(how, queued.post, NOW, LATER, **given)


async def state(store, delivery):
    return (await store.read(posts.next_post, delivery)).state


async def test_what_waits_is_found_without_reading_what_is_done(store):
    digest, steps = factories.digest(), []
    for number in range(500):
        there = Destination("fake", "W1", f"C{number}")
        delivery = await store.write(outbox.enqueue, digest, there, [PostKind.PARENT], NOW)
        if number:
            await store.write(posts.mark_done, (await store.read(posts.next_post, delivery)).post, "m1", NOW)

    def count(db):
        db.conn.set_progress_handler(lambda: steps.append(1), 1)
        found = outbox.ready_deliveries(db, NOW), outbox.next_attempt_at(db, ["fake"]), outbox.oldest_pending(db)
        db.conn.set_progress_handler(None, 0)
        return found

    (waiting, *_) = await store.read(count)

    assert [each.destination.channel for each in waiting] == ["C0"]
    assert len(steps) < 500


async def test_of_two_who_take_a_post_one_has_it(store, delivery):
    queued = await store.read(posts.next_post, delivery)

    taken = [await store.write(posts.claim, queued.post, NOW, LATER) for _ in range(2)]

    assert [post and post.fencing_token for post in taken] == [1, None]


async def test_what_someone_says_who_was_given_up_does_not_count(store, delivery):
    given_up = await take(store, delivery)
    await take(store, delivery, how=posts.claim_for_lookup)

    await store.write(posts.postpone, given_up, NOW, "slow down", NOW)
    await store.write(posts.mark_dead, given_up, "too long", NOW)

    assert await state(store, delivery) is PostState.UNKNOWN


async def test_that_it_was_posted_counts_who_says_it(store, delivery):
    given_up = await take(store, delivery)
    await take(store, delivery, how=posts.claim_for_lookup)

    assert await store.write(posts.mark_done, given_up, "m1", NOW) is None
    assert (await store.read(posts.next_post, delivery)).post.parent_message_id == "m1"


async def test_who_posted_it_second_is_told_of_the_first(store, delivery):
    first = await take(store, delivery)
    looked_for = await take(store, delivery, how=posts.claim_for_lookup)
    await store.write(posts.mark_absent, looked_for, NOW)
    second = await take(store, delivery)
    await store.write(posts.mark_done, second, "m2", NOW)

    assert await store.write(posts.mark_done, first, "m1", NOW) == "m2"
    assert [each.message for each in await store.read(posts.resent, "fake", NOW)] == ["m2"]


async def test_what_was_certainly_not_posted_was_not_sent(store, delivery):
    post = await take(store, delivery)

    await store.write(posts.postpone, post, LATER, "slow down", NOW)

    queued = await store.read(posts.next_post, delivery)
    assert (queued.state, queued.tried, queued.not_before) == (PostState.POSTPONED, None, LATER)


@pytest.mark.parametrize(("in_run", "left"), [(True, PostState.UNKNOWN), (False, PostState.SENDING)])
async def test_what_a_run_left_on_its_way_is_looked_for_and_what_others_send_is_theirs(store, delivery, in_run, left):
    await take(store, delivery, in_run=in_run)

    await store.write(posts.recover_interrupted, NOW, NOW + timedelta(seconds=30))

    assert await state(store, delivery) is left


async def test_with_a_deleted_first_message_the_rest_is_given_up_and_was_shown(store, delivery):
    post = await take(store, delivery)

    await store.write(posts.mark_deleted, post, "the message was deleted", NOW)

    assert await store.read(outbox.count_by_state) == {PostState.DONE: 1, PostState.DEAD: 1}
    assert await store.read(shown_papers.scores, CHANNEL)


async def test_what_was_shown_outlives_its_delivery(store, delivery):
    await store.write(lambda db: db.execute("delete from deliveries").rowcount)

    assert set(await store.read(shown_papers.scores, CHANNEL)) == {"2008.10599"}


async def test_no_one_comes_early(store, delivery):
    await take(store, delivery)
    half_a_second = timedelta(seconds=0.5)

    queued = await store.read(posts.next_post, delivery)
    await store.write(posts.claim_for_lookup, queued.post, NOW, LATER + half_a_second)

    assert (await store.read(posts.next_post, delivery)).not_before == LATER + timedelta(seconds=1)


async def test_the_score_with_which_a_paper_was_shown_is_known_until_it_is_shown_again(store, delivery):
    (before,) = (await store.read(shown_papers.scores, CHANNEL)).values()

    again = shown_papers.paper_list(factories.digest())
    await store.write(shown_papers.remember, CHANNEL, again, NOW + timedelta(days=1))

    assert before == factories.entry().score
    assert await store.read(shown_papers.scores, CHANNEL) == {"2008.10599": inf}
    assert await store.read(shown_papers.scores, CHANNEL, NOW + timedelta(hours=1)) == {"2008.10599": before}
