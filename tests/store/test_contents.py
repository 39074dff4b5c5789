"""What many destinations get is stored once, and each sees it as if it were theirs alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from bot.limits.byte_cache import ByteCache
from bot.models.digest import Destination
from bot.models.papers import PaperId
from bot.models.post import PostKind
from bot.store.maintenance import erasure, retention
from bot.store.tables import contents, outbox, posts, shown_papers
from bot.store.tables.outbox import NewDelivery
from tests.helpers import factories

ADA, BOB = Destination("slack", "T1", "D1"), Destination("slack", "T1", "D2")
NOW, LATER = factories.NOON, factories.NOON + timedelta(days=1)
PAIR = factories.digest(factories.entry("2008.00001"), factories.entry("2008.00002"))
ONE = factories.digest(factories.entry("2008.00001"))


async def posted(store, digest, *places, note="", now=NOW):
    def add_all(db):
        content = contents.encode(digest)
        return [outbox.add(db, NewDelivery(content, place, [PostKind.PARENT], note), now) for place in places]

    return await store.write(add_all)


async def rows(store, *tables):
    def count(db):
        return {table: db.table(table).count for table in tables}

    return await store.read(count)


async def digest_of(store, delivery):
    return (await store.read(posts.next_post, delivery)).post.digest


async def test_a_digest_and_its_entries_are_stored_once_for_all_destinations(store):
    numbers = await posted(store, PAIR, ADA, BOB)
    await posted(store, replace(ONE, choices=factories.choices("cs.CV")), ADA)

    assert await rows(store, "deliveries", "digests", "entries", "shown_lists", "paper_lists") == {
        "deliveries": 3, "digests": 2, "entries": 2, "shown_lists": 3, "paper_lists": 2,
    }  # fmt: skip
    assert [await digest_of(store, number) for number in numbers] == [PAIR, PAIR]


async def test_a_note_for_one_destination_is_seen_there_alone(store):
    warned = replace(ONE, note="A source is down.")
    (ada,) = await posted(store, warned, ADA, note="Late: due 09:00.")
    (bob,) = await posted(store, warned, BOB)

    assert (await digest_of(store, ada)).note == "A source is down. Late: due 09:00."
    assert (await digest_of(store, bob)).note == "A source is down."
    assert await rows(store, "digests") == {"digests": 1}


async def test_another_state_of_a_paper_is_another_entry(store):
    hotter = replace(ONE, entries=(replace(ONE.entries[0], score=99.0),))

    numbers = [*await posted(store, ONE, ADA), *await posted(store, hotter, ADA)]

    assert [(await digest_of(store, number)).entries[0].score for number in numbers] == [71.5, 99.0]


async def test_a_content_goes_with_its_last_delivery_and_its_entries_with_their_last_digest(store):
    (first,), (second,) = await posted(store, PAIR, ADA), await posted(store, ONE, BOB)

    await store.write(retention.drop_deliveries, [(first,)])

    assert await rows(store, "digests", "entries", "digest_entries") == {
        "digests": 1, "entries": 1, "digest_entries": 1,
    }  # fmt: skip
    assert await digest_of(store, second) == ONE
    assert set(await store.read(shown_papers.scores, ADA)) == {"2008.00001", "2008.00002"}


async def test_erasing_a_person_leaves_what_others_share_with_them(store):
    _, bob = await posted(store, PAIR, ADA, BOB)
    await posted(store, replace(ONE, choices=factories.choices("cs.CV")), ADA)

    erased = await store.write(erasure.erase_person, ("slack", "T1", "U1"), ["D1"], NOW)

    assert erased == {"digests sent": 2, "papers shown": 3}
    assert await digest_of(store, bob) == PAIR
    assert await rows(store, "digests", "entries", "shown_lists", "paper_lists") == {
        "digests": 1, "entries": 2, "shown_lists": 1, "paper_lists": 1,
    }  # fmt: skip


async def test_of_two_digests_at_the_same_moment_only_the_forgotten_one_counts_as_not_shown(store):
    both = shown_papers.paper_list(PAIR)
    await store.write(shown_papers.remember, ADA, both, NOW)

    await store.write(shown_papers.forget, ADA, ONE, NOW)

    assert await store.read(shown_papers.scores, ADA) == {"2008.00002": 71.5}


async def test_what_was_shown_is_read_for_many_destinations_at_once(store):
    for place, digest, now in [(ADA, PAIR, NOW), (BOB, ONE, NOW), (BOB, ONE, LATER), (BOB, PAIR, NOW)]:
        await posted(store, digest, place, now=now)
    ids = [PaperId("2008.00001"), PaperId("2008.00002")]

    before = await store.read(shown_papers.shown_of, ids[:1], ids[1:])
    found = await store.read(shown_papers.scores_at, [ADA, BOB], before)

    assert found == {ADA: {ids[0]: 71.5, ids[1]: 71.5}, BOB: {ids[0]: inf, ids[1]: 71.5}}


async def test_papers_of_older_lists_are_found_although_newer_ones_are_read_in_a_row(store):
    await posted(store, PAIR, ADA)
    await posted(store, factories.digest(factories.entry("2008.00003")), ADA, now=LATER)

    before = await store.read(shown_papers.shown_of, [PaperId("2008.00003")], [PaperId("2008.00002")])

    assert set((await store.read(shown_papers.scores_at, [ADA], before))[ADA]) >= {"2008.00002", "2008.00003"}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40))))
def test_a_cache_never_holds_more_than_its_bytes_but_always_the_newest(puts):
    cache = ByteCache(100)

    for key, size in puts:
        cache.put(key, str(key), size)

        assert cache.get(key) == str(key)
        assert cache.size <= 100
