"""What the web pages read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.models.papers import AnnounceType, Engagement
from bot.store import ingest
from bot.store.tables import archive
from tests.helpers import factories

DAY = factories.DAY
BEFORE = DAY - timedelta(days=1)


async def test_a_day_counts_each_paper_once_and_no_replacement(store):
    papers = [factories.paper("2008.00001"), factories.paper("2008.00002"), factories.paper("2008.00003")]
    listed = [
        factories.announcement("2008.00001"),
        factories.announcement("2008.00001", type=AnnounceType.CROSS),
        factories.announcement("2008.00002"),
        factories.announcement("2008.00003", type=AnnounceType.REPLACE),
    ]
    await store.write(ingest.save, papers, listed, [factories.mention("2008.00002"), factories.mention("2008.00003")])

    (day,) = await store.read(archive.day_counts, BEFORE, DAY)

    assert (day.date, day.announced, day.discussed) == (DAY, 2, 1)


async def test_listings_beside_a_span_are_the_nearest(store):
    days = [DAY - timedelta(days=passed) for passed in (9, 4, 0)]
    listed = [factories.announcement(day=day) for day in days]
    await store.write(ingest.save, [factories.paper()], listed, [])

    assert await store.read(archive.listings_beside, days[1], days[1]) == (days[0], days[2])
    assert await store.read(archive.listings_beside, days[0], days[2]) == (None, None)


async def test_observations_leave_reposts_out(store):
    seen = [factories.mention(likes=3), factories.mention(id="again", likes=3, repost_of="x-2008.10599")]
    await store.write(ingest.save, [factories.paper()], [], seen)

    (observation,) = await store.read(archive.observations, factories.paper().id)

    assert (observation.source, observation.engagement) == ("x", Engagement(0, 3))


@pytest.mark.parametrize("name", ["José M. Núñez", "jose nunez", "Núñez, José"])
async def test_an_author_is_found_by_full_name_in_any_writing(store, name):
    mine = factories.paper("2008.00001", authors=("José M. Núñez", "Ada Lovelace"))
    others = factories.paper("2008.00002", authors=("Ana Núñez", "José Prieto"))
    await store.write(ingest.save, [mine, others], [], [])

    assert await store.read(archive.by_author, name, 10) == [mine]


@pytest.mark.parametrize("name", ["", '"', "OR", "a AND b", "*", "x" * 5000])
async def test_any_name_can_be_looked_for(store, name):
    await store.write(ingest.save, [factories.paper()], [], [])

    assert await store.read(archive.by_author, name, 10) == []


async def test_the_version_changes_with_a_write_alone(store):
    before = await store.read(archive.version)

    assert await store.read(archive.version) == before
    await store.write(ingest.save, [factories.paper()], [], [])
    assert await store.read(archive.version) != before
