"""Old things go, and nothing that anyone can still ask for."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bot import pipeline
from bot.models.digest import Destination
from bot.models.papers import Engagement, PaperId
from bot.models.post import PostKind, PostState
from bot.models.subscription import SlotState
from bot.pipeline import PruneResult
from bot.store.maintenance import retention
from bot.store.migrations import MIGRATIONS
from bot.store.tables import mentions, outbox, posts, shown_papers, slots, source_health, stored_payloads, subscriptions
from bot.store.tables.slots import Outcome
from tests.helpers import factories
from tests.pipeline.test_planner import SETTINGS, subscription

DAY = timedelta(days=1)
NOW = factories.NOON + 400 * DAY
THIN, LAST = NOW - 90 * DAY, NOW - 365 * DAY
GENERAL = Destination("slack", "T1", "C1")
PAPER = PaperId("2008.10599")

looks_at = st.lists(st.tuples(st.integers(0, 400 * 24), st.integers(0, 5)), min_size=1, max_size=60)


def as_of(db: Database, moment: datetime) -> list[Engagement]:
    return [mention.engagement for mention in mentions.of_paper(db, PAPER, moment)]


@given(looks_at, st.lists(st.integers(0, 400 * 24), max_size=10))
def test_thinned_counts_are_exact_since_the_day_of_thinning_and_at_the_end_of_each_day_before(seen, asked):
    """Hours are counted from the first look, 400 days ago."""
    with closing(Database(memory=True)) as db:
        MIGRATIONS.apply(db)
        start = factories.NOON.replace(hour=0)
        mentions.save(
            db, [factories.mention(observed=start + timedelta(hours=h), engagement=Engagement(0, n)) for h, n in seen]
        )
        recent = [moment for h in asked if (moment := start + timedelta(hours=h)) >= THIN]
        nights = [night for d in range(400) if LAST <= (night := start + (d + 1) * DAY - timedelta(seconds=1)) < THIN]
        before = [as_of(db, moment) for moment in (*recent, *nights, NOW)]

        keys = retention.observations(db, 0, THIN, LAST)
        retention.drop_observations(db, keys)

        assert [as_of(db, moment) for moment in (*recent, *nights, NOW)] == before
        assert not retention.observations(db, 0, THIN, LAST)
        left = [row[0] for row in db.execute("select observed from observations where observed < ?", [str(THIN)])]
        assert len({moment[:10] for moment in left}) == len(left)
        assert sum(moment < LAST.isoformat() for moment in left) <= 1


async def test_old_deliveries_go_with_their_digests_and_what_was_shown_stays(store):
    await queue(store, NOW - 91 * DAY, PostState.DONE)
    await queue(store, NOW - 89 * DAY, PostState.DONE)

    assert await pipeline.prune(store, SETTINGS, NOW) == PruneResult(deliveries=1)

    assert await store.read(count, "deliveries", "digests", "posts") == [1, 1, 1]
    assert set(await store.read(shown_papers.scores, GENERAL)) == {PAPER}


async def test_a_digest_whose_first_delivery_was_dropped_can_be_repeated(store):
    digest = factories.digest()
    for at in (NOW - 91 * DAY, NOW - 89 * DAY):
        number = await store.write(outbox.enqueue, digest, GENERAL, (PostKind.PARENT,), at)
        await store.write(posts.mark_delivery_dead, number, "too long", at)
    await pipeline.prune(store, SETTINGS, NOW)

    await store.write(outbox.enqueue, digest, GENERAL, (PostKind.PARENT,), NOW)

    assert await store.read(count, "deliveries") == [2]


async def test_what_still_waits_is_never_dropped(store):
    await queue(store, NOW - 200 * DAY, PostState.UNKNOWN)

    assert await pipeline.prune(store, SETTINGS, NOW) == PruneResult()


async def queue(store, at, state):
    digest = factories.digest(date=at.date())
    number = await store.write(outbox.enqueue, digest, GENERAL, (PostKind.PARENT,), at)
    await store.write(lambda db: db.execute("update posts set state = ? where delivery = ?", [state, number]))


def count(db, *tables):
    return [db.table(table).count for table in tables]


async def test_the_newest_look_for_papers_of_a_subscription_stays(store):
    number = await store.write(subscriptions.add, subscription(), factories.NOON)
    for day in range(5):
        state = SlotState.PLANNED if day < 3 else SlotState.SKIPPED
        (slot, _), *_ = await store.read(subscriptions.due, ["fake"], NOW)
        await store.write(slots.settle, slot, [Outcome(slot.day, slot.due, state)])

    assert await pipeline.prune(store, SETTINGS, NOW) == PruneResult(slots=2)

    states = await store.read(lambda db: [row["state"] for row in db.table("slots").rows])
    assert (number, states) == (1, ["planned", "skipped", "skipped", "due"])


async def test_what_ended_goes_with_its_slots_when_deliveries_of_then_go(store):
    lasting, ended, lately = [
        await store.write(subscriptions.add, subscription(owner=owner, is_channel=False), factories.NOON)
        for owner in ("U1", "U2", "U3")
    ]
    for slot, _ in await store.read(subscriptions.due, ["fake"], NOW):
        await store.write(slots.settle, slot, [Outcome(slot.day, slot.due, SlotState.PLANNED)])
    await store.write(subscriptions.remove, ended, NOW - 91 * DAY)
    await store.write(subscriptions.remove, lately, NOW - 89 * DAY)

    assert await pipeline.prune(store, SETTINGS, NOW) == PruneResult(subscriptions=1)

    left = await store.read(lambda db: [row["number"] for row in db.table("subscriptions").rows])
    assert left == [lasting, lately]
    assert ended not in await store.read(lambda db: [row["subscription"] for row in db.table("slots").rows])


async def test_what_ended_before_ends_were_remembered_goes_when_nothing_was_due_for_long(store):
    number = await store.write(subscriptions.add, subscription(), factories.NOON)
    await store.write(lambda db: db.execute("update subscriptions set active = 0"))
    early = await pipeline.prune(store, SETTINGS, factories.NOON + DAY)

    assert (number, early) == (1, PruneResult())
    assert await pipeline.prune(store, SETTINGS, NOW) == PruneResult(subscriptions=1)


async def test_of_looks_the_last_answer_stays_and_all_that_followed_it(store):
    for days, error in [(200, None), (190, "down"), (180, None), (170, "down"), (10, "down")]:
        await store.write(source_health.record_failure, "x", NOW - days * DAY, error)
    before = await store.read(source_health.health)

    assert await pipeline.prune(store, SETTINGS, NOW) == PruneResult(looks=2)

    assert await store.read(source_health.health) == before


async def test_what_buttons_ask_goes_when_it_was_not_shown_for_long(store):
    ada = ("discord", "", "400")
    for text, days in [("old", 95), ("shown again", 95), ("shown again", 85)]:
        await store.write(stored_payloads.keep, ada, {f"={text}": text}, NOW - days * DAY)

    assert await pipeline.prune(store, SETTINGS, NOW) == PruneResult(buttons=1)

    assert await store.read(stored_payloads.find, "discord", "=old") is None
    assert await store.read(stored_payloads.find, "discord", "=shown again") == "shown again"


@pytest.mark.parametrize("setting", ["thin_after", "last_after"])
async def test_what_is_to_be_kept_for_ever_is(store, setting):
    keep = {"thin_after": 0, "last_after": 0, "keep_deliveries": 0, "keep_looks": 0}
    seen = [
        factories.mention(observed=factories.NOON + n * timedelta(hours=1), engagement=Engagement(n)) for n in range(5)
    ]
    await store.write(mentions.save, seen)

    assert await pipeline.prune(store, SETTINGS.model_copy(update=keep), NOW) == PruneResult()
    assert await pipeline.prune(store, SETTINGS.model_copy(update=keep | {setting: 90}), NOW) == PruneResult(
        observations=4
    )


async def test_writers_go_between_the_batches_of_a_cleanup(store):
    await store.write(mentions.save, many_observations(2000))
    cleanup = asyncio.create_task(pipeline.prune(store, SETTINGS, NOW))
    writes = 0
    while not cleanup.done():
        await store.write(lambda db: db.execute("insert or replace into paces values ('x', 0)"))
        writes += 1

    assert (await cleanup).observations == 1900
    assert writes >= 9


def many_observations(number):
    return [
        factories.mention(
            id=f"x-{n % 100}", observed=factories.NOON + n * timedelta(minutes=1), engagement=Engagement(n)
        )
        for n in range(number)
    ]


def test_it_is_done_by_hand_and_says_what_went(filled):
    filled("post", "--to", "terminal", "--date", "2020-08-25")
    filled.clock.forward(91 * DAY)

    first, second = filled("prune"), filled("tidy")

    assert first.out == "Deleted: deliveries (1).\n"
    assert second.out == "Nothing to delete.\n"
