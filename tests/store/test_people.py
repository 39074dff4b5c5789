from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import CommandError
from bot.models.digest import Destination
from bot.models.papers import PaperId
from bot.store.tables import dismissals, outbox, reading_lists, seen_events, users
from tests.helpers import factories
from tests.store.test_subscriptions import MORNING

ADA, BOB = ("slack", "T1", "U1"), ("slack", "T1", "U2")
DIRECT = Destination("slack", "T1", "D1")
OTHER = Destination("slack", "T1", "D2")
ONE, TWO = PaperId("2008.00001"), PaperId("2008.00002")
KINDS = ["parent", "reply"]


async def test_a_reading_list_has_the_newest_first_and_each_paper_once(store):
    told = [
        await store.write(reading_lists.save_paper, *ADA, paper, MORNING + timedelta(minutes=minute))
        for minute, paper in enumerate([ONE, TWO, ONE])
    ]

    assert told == [True, True, False]
    assert await store.read(reading_lists.saved, *ADA) == [TWO, ONE]
    assert await store.read(reading_lists.saved, *BOB) == []


async def test_a_reading_list_is_full_at_some_time(store, monkeypatch):
    monkeypatch.setattr(reading_lists, "MAX_SAVED", 1)
    await store.write(reading_lists.save_paper, *ADA, ONE, MORNING)

    with pytest.raises(CommandError, match="is full"):
        await store.write(reading_lists.save_paper, *ADA, TWO, MORNING)

    assert await store.write(reading_lists.save_paper, *BOB, TWO, MORNING)


async def test_a_place_remembers_so_many_papers_that_are_not_for_it(store, monkeypatch):
    monkeypatch.setattr(dismissals, "MAX_DISMISSED", 1)
    await store.write(dismissals.dismiss, DIRECT, ONE, MORNING)

    with pytest.raises(CommandError, match="hidden here already"):
        await store.write(dismissals.dismiss, DIRECT, TWO, MORNING)

    assert await store.write(dismissals.dismiss, OTHER, TWO, MORNING) is None
    assert await store.read(dismissals.dismissed, OTHER) == {TWO}


async def test_a_paper_can_be_taken_off_once(store):
    await store.write(reading_lists.save_paper, *ADA, ONE, MORNING)

    told = [await store.write(reading_lists.unsave_paper, *ADA, ONE) for _ in range(2)]

    assert told == [True, False]
    assert await store.read(reading_lists.saved, *ADA) == []


async def test_what_is_dismissed_or_shown_in_a_place_is_unwanted_there_only(store):
    await store.write(dismissals.dismiss, DIRECT, ONE, MORNING)
    await store.write(outbox.enqueue, factories.digest(factories.entry(id=TWO)), DIRECT, KINDS, MORNING)

    assert set(await store.read(dismissals.hidden_papers, DIRECT)) == {ONE, TWO}
    assert await store.read(dismissals.hidden_papers, OTHER) == {}


async def test_the_newest_direct_channel_counts(store):
    for channel in ("D0", "D1"):
        await store.write(users.remember_direct_channel, *ADA, channel)

    assert await store.read(users.direct_channel, *ADA) == "D1"
    assert await store.read(users.direct_channel, *BOB) is None


async def test_an_event_that_is_delivered_again_is_not_the_first(store):
    told = [await store.write(seen_events.claim_event, "slack", "Ev1", MORNING) for _ in range(2)]

    assert told == [True, False]
    assert await store.write(seen_events.claim_event, "slack", "Ev2", MORNING + seen_events.KEPT + timedelta(hours=1))
    assert await store.write(seen_events.claim_event, "slack", "Ev1", MORNING + seen_events.KEPT + timedelta(hours=1))


async def test_a_place_is_welcomed_once(store):
    told = [await store.write(seen_events.welcome_once, DIRECT, MORNING) for _ in range(2)]

    assert told == [True, False]
