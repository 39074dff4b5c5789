from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

from bot.models import Destination, Filter, PaperId
from bot.store import events, outbox, people, posts, subscriptions
from tests import make
from tests.test_subscriptions import MORNING, of_channel, of_person

ADA, BOB = ("slack", "T1", "U1"), ("slack", "T1", "U2")
DIRECT = Destination("slack", "T1", "D1")
OTHER = Destination("slack", "T1", "D2")
ONE, TWO = PaperId("2008.00001"), PaperId("2008.00002")
KINDS = ["parent", "reply"]


async def test_a_reading_list_has_the_newest_first_and_each_paper_once(store):
    told = [
        await store.write(people.save_paper, *ADA, paper, MORNING + timedelta(minutes=minute))
        for minute, paper in enumerate([ONE, TWO, ONE])
    ]

    assert told == [True, True, False]
    assert await store.read(people.saved, *ADA) == [TWO, ONE]
    assert await store.read(people.saved, *BOB) == []


async def test_a_paper_can_be_taken_off_once(store):
    await store.write(people.save_paper, *ADA, ONE, MORNING)

    told = [await store.write(people.unsave_paper, *ADA, ONE) for _ in range(2)]

    assert told == [True, False]
    assert await store.read(people.saved, *ADA) == []


async def test_what_is_dismissed_or_shown_in_a_place_is_unwanted_there_only(store):
    await store.write(people.dismiss, DIRECT, ONE)
    await store.write(outbox.enqueue, make.digest(make.entry(id=TWO)), DIRECT, KINDS, MORNING)

    assert await store.read(people.unwanted, DIRECT) == {ONE, TWO}
    assert await store.read(people.unwanted, OTHER) == set()


async def test_the_newest_direct_channel_counts(store):
    for channel in ("D0", "D1"):
        await store.write(people.remember_direct, *ADA, channel)

    assert await store.read(people.direct, *ADA) == "D1"
    assert await store.read(people.direct, *BOB) is None


async def fill(store, who, direct):
    """Let somebody have one of everything."""
    await store.write(subscriptions.add, of_person(owner=who[2]), MORNING)
    await store.write(people.save_paper, *who, ONE, MORNING)
    await store.write(people.dismiss, direct, TWO)
    await store.write(people.remember_direct, *who, direct.channel)
    await store.write(outbox.enqueue, make.digest(make.entry(id=ONE)), direct, KINDS, MORNING)


async def test_erasing_says_what_of_and_leaves_nothing(store):
    await fill(store, ADA, DIRECT)
    await store.write(subscriptions.add, of_channel(), MORNING)

    erased = await store.write(people.erase, *ADA)

    assert erased == {
        "subscriptions": 1, "saved papers": 1, "digests sent": 1, "papers shown": 1, "dismissed papers": 1,
        "direct channels": 1, "names on channel digests": 1,
    }  # fmt: skip
    assert await store.write(people.erase, *ADA) == {}
    assert (await store.read(subscriptions.of_channel, Destination("slack", "T1", "C1"))).owner == ""


async def test_somebody_who_belongs_to_no_workspace_is_forgotten_in_all(store):
    server, other = Destination("discord", "G1", "C1"), Destination("discord", "G1", "C2")
    await store.write(subscriptions.add, of_channel(destination=server, owner="7"), MORNING)
    await store.write(subscriptions.add, of_channel(destination=other, owner="8"), MORNING)

    assert await store.write(people.erase, "discord", "", "7") == {"names on channel digests": 1}
    assert (await store.read(subscriptions.of_channel, server)).owner == ""
    assert (await store.read(subscriptions.of_channel, other)).owner == "8"


async def test_erasing_one_person_leaves_the_others_alone(store):
    await fill(store, ADA, DIRECT)
    await fill(store, BOB, OTHER)

    await store.write(people.erase, *ADA)

    assert await store.read(people.saved, *BOB) == [ONE]
    assert await store.read(people.unwanted, OTHER) == {ONE, TWO}
    assert await store.read(outbox.destinations) == [OTHER]


async def test_what_is_erased_cannot_be_read_from_the_file(tmp_path, store):
    secret = replace(of_person(), filter=Filter(("cs",), ("a very telling word",)))
    await store.write(subscriptions.add, secret, MORNING)

    await store.write(people.erase, *ADA)
    await store.close()

    with sqlite3.connect(tmp_path / "hotpapers.db") as db:
        db.execute("pragma wal_checkpoint(truncate)")
    db.close()
    assert b"a very telling word" not in (tmp_path / "hotpapers.db").read_bytes()


async def test_a_post_that_is_erased_while_it_is_sent_is_settled_into_nothing(store):
    await store.write(people.remember_direct, *ADA, DIRECT.channel)
    delivery = await store.write(outbox.enqueue, make.digest(), DIRECT, KINDS, MORNING)
    queued = await store.read(posts.next_post, delivery)
    await store.write(people.erase, *ADA)

    await store.write(posts.mark_done, queued.post, "m1", MORNING)

    assert await store.read(posts.next_post, delivery) is None


async def test_an_event_that_is_delivered_again_is_not_the_first(store):
    told = [await store.write(events.is_first, "slack", "Ev1", MORNING) for _ in range(2)]

    assert told == [True, False]
    assert await store.write(events.is_first, "slack", "Ev2", MORNING + events.KEPT + timedelta(hours=1))
    assert await store.write(events.is_first, "slack", "Ev1", MORNING + events.KEPT + timedelta(hours=1))


async def test_a_place_is_welcomed_once(store):
    told = [await store.write(events.welcome_once, DIRECT, MORNING) for _ in range(2)]

    assert told == [True, False]
