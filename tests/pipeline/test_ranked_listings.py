"""Kept rankings: a request waits only for one that doesn't exist."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.models.digest import Filter, Ranking
from bot.pipeline import ranked_listings
from bot.pipeline.ranked_listings import FRESH, RankedListingsCache
from bot.store import ingest
from tests.helpers import factories
from tests.helpers.fakes import Clock

DAYS = (factories.DAY,)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def cache(store, clock):
    await add(store, "2008.10599", likes=10)
    return RankedListingsCache(store, Ranking.HOT, clock)


async def add(store, id, likes):
    papers, listed = [factories.paper(id)], [factories.announcement(id)]
    await store.write(ingest.save, papers, listed, [factories.mention(id, likes=likes)])


def ids(listings):
    return [each.candidate.paper.id for each in listings.matching(Filter(()))]


async def test_a_fresh_ranking_is_kept_whatever_is_written(store, cache):
    first = await cache.get(DAYS)
    await add(store, "2008.10598", likes=500)

    assert await cache.get(DAYS) is first


async def test_a_stale_ranking_is_shown_once_more_and_then_replaced(store, cache, clock):
    await cache.get(DAYS)
    await add(store, "2008.10598", likes=500)
    clock.forward(FRESH)

    stale = await cache.get(DAYS)
    await cache.settle()

    assert ids(stale) == ["2008.10599"]
    assert ids(await cache.get(DAYS)) == ["2008.10598", "2008.10599"]


async def test_a_ranking_of_unchanged_data_is_not_made_again(cache, clock):
    first = await cache.get(DAYS)
    clock.forward(timedelta(days=1))

    await cache.get(DAYS)
    await cache.settle()

    assert await cache.get(DAYS) is first


async def test_what_was_used_longest_ago_is_dropped_first(store, cache, monkeypatch):
    monkeypatch.setattr(ranked_listings, "MAX_KEPT_PAPERS", 1)
    first = await cache.get(DAYS)

    await cache.get((*DAYS, factories.DAY - timedelta(days=1)))

    assert await cache.get(DAYS) is not first
