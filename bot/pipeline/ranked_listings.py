"""Rank the papers of some listings once, for every list of them, and keep the ranking while it is fresh enough.

A page must not wait for a ranking that exists. A stale one is returned at once and replaced in the background.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.errors import StoreError
from bot.models.digest import Candidate, DigestQuery, Filter, Ranked, Ranking
from bot.models.papers import AnnounceType, Paper, SourceHealth
from bot.pipeline.candidates import CandidateSet, load_baseline, load_candidates
from bot.pipeline.composer import data_timestamp
from bot.ranking import rank
from bot.ranking.baseline import midnight
from bot.selection.inverted_index import InvertedIndex, bit_indexes
from bot.selection.select import select
from bot.store import Store
from bot.store.tables import archive, mentions, papers, source_health

log = logging.getLogger(__name__)

MAX_KEPT_PAPERS = 60_000  # about 4 kB each
YOUNG = timedelta(days=7)  # after that, the attention of a listing changes little
FRESH = timedelta(minutes=1)
FRESH_OLD = timedelta(hours=1)

Days = tuple[date, ...]
"""Dates of listings, newest first."""


@dataclass(frozen=True, slots=True)
class RankedListings:
    """The ranked papers of some listings. *version* is that of the store when they were ranked."""

    days: Days
    ranked: tuple[Ranked, ...]
    index: InvertedIndex
    health: tuple[SourceHealth, ...]
    as_of: datetime
    anomalous: frozenset[tuple[str, date]]
    version: str

    def matching(self, wanted: Filter, floor: float = 0.0) -> Iterator[Ranked]:
        """Yield the papers of a filter that reach the floor, hottest first."""
        found = (self.ranked[index] for index in bit_indexes(self.index.search(wanted)))
        return (each for each in found if each.score >= floor)

    def choose(self, choices: DigestQuery, skip: int = 0) -> list[Ranked]:
        """Return what a digest of these listings shows, after the *skip* hottest."""
        return select(self.matching(choices.filter, choices.floor), choices, skip=skip)


async def rank_listings(store: Store, days: Days, ranking: Ranking) -> RankedListings:
    """Rank the papers of some listings as they were last seen. Raises StoreError."""
    version = await store.read(archive.version)
    health = tuple(await store.read(source_health.health))
    moment = data_timestamp(health, days[0])
    field = await load_candidates(store, days, health, moment)
    ranked, index = await asyncio.to_thread(_ranked, field, ranking)
    return RankedListings(days, ranked, index, health, moment, field.basis.anomalous, version)


def _ranked(field: CandidateSet, ranking: Ranking) -> tuple[tuple[Ranked, ...], InvertedIndex]:
    ranked = tuple(rank(ranking, field.candidates(ranking), 0.0, field.basis))
    return ranked, InvertedIndex([each.candidate.paper for each in ranked])


async def rank_papers(store: Store, wanted: Sequence[Paper], ranking: Ranking) -> list[Ranked]:
    """Score papers by all their mentions as they were last seen, hottest first. Raises StoreError."""
    found = [await _candidate(store, paper) for paper in wanted]
    health = await store.read(source_health.health)
    moment = data_timestamp(health, max((each.announced for each in found), default=date.min))
    return rank(ranking, found, 0.0, await load_baseline(store, (), health, moment))


async def _candidate(store: Store, paper: Paper) -> Candidate:
    announced = await store.read(papers.announcements, paper.id)
    first = min((each.date for each in announced if each.type in {AnnounceType.NEW, AnnounceType.CROSS}), default=None)
    return Candidate(paper, first or date.min, tuple(await store.read(mentions.of_paper, paper.id)))


@dataclass(slots=True)
class _Kept:
    """A kept ranking, when it was last found fresh, and the task that replaces it."""

    listings: RankedListings
    checked: datetime
    task: asyncio.Task[None] | None = None


class RankedListingsCache:
    """Ranked listings by their dates. One ranking is made at a time, so that commands and posts go on."""

    def __init__(self, store: Store, ranking: Ranking, clock: Callable[[], datetime]) -> None:
        self._store, self._ranking, self._clock = store, ranking, clock
        self._kept: OrderedDict[Days, _Kept] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def get(self, days: Iterable[date]) -> RankedListings:
        """Return the ranking of listings, newest first. It waits only for one that isn't kept. Raises StoreError."""
        key = tuple(days)
        kept = self._kept.get(key)
        if kept is None:
            return await self._load(key)
        self._kept.move_to_end(key)
        if kept.task is None and self._is_stale(key, kept):
            kept.task = asyncio.create_task(self._refresh(key, kept))
        return kept.listings

    async def settle(self) -> None:
        """Wait until nothing is being replaced."""
        await asyncio.gather(*(kept.task for kept in self._kept.values() if kept.task))

    async def close(self) -> None:
        """Cancel what is being replaced."""
        tasks = [kept.task for kept in self._kept.values() if kept.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _is_stale(self, key: Days, kept: _Kept) -> bool:
        now = self._clock()
        lasts = FRESH if now - midnight(key[0]) < YOUNG else FRESH_OLD
        return now - kept.checked >= lasts

    async def _load(self, key: Days) -> RankedListings:
        async with self._one_at_a_time:
            if kept := self._kept.get(key):
                return kept.listings
            listings = await rank_listings(self._store, key, self._ranking)
            self._kept[key] = _Kept(listings, self._clock())
            self._evict()
            return listings

    async def _refresh(self, key: Days, kept: _Kept) -> None:
        try:
            async with self._one_at_a_time:
                if await self._store.read(archive.version) != kept.listings.version:
                    kept.listings = await rank_listings(self._store, key, self._ranking)
        except StoreError as error:
            log.warning("ranking not refreshed: listing=%s error=%s", key[0], error)
        finally:
            kept.checked, kept.task = self._clock(), None

    def _evict(self) -> None:
        """Drop the rankings used longest ago, but for the newest."""
        total = sum(len(kept.listings.ranked) for kept in self._kept.values())
        while total > MAX_KEPT_PAPERS and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            total -= len(dropped.listings.ranked)
