"""Load the candidates of a digest, and the baseline that their attention is compared with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from weakref import WeakKeyDictionary

from bot.models.command import NO_FILTER
from bot.models.digest import Candidate, Filter, Ranking
from bot.models.papers import SourceHealth
from bot.ranking import Baseline, anomalies
from bot.ranking.baseline import midnight
from bot.ranking.distributions import Distributions, fit
from bot.ranking.flags import COMPARISON_WINDOW, RESURFACED_WINDOW, is_resurfaced
from bot.selection.inverted_index import InvertedIndex, bit_indexes
from bot.store import Store
from bot.store.tables import accounts, mentions, training_samples

_LEARNED: WeakKeyDictionary[Store, tuple[datetime, Distributions]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class CandidateSet:
    """The papers of some listings, resurfaced papers, and the baseline for all of them."""

    listed: tuple[Candidate, ...]
    resurfaced: tuple[Candidate, ...]
    basis: Baseline

    def candidates(self, ranking: Ranking) -> tuple[Candidate, ...]:
        """Return the candidates. Total counts use the listings only, or old papers would always be first."""
        return self.listed if ranking is Ranking.CLASSIC else (*self.listed, *self.resurfaced)


async def load_candidates(  # noqa: PLR0913, PLR0917 - the last only limits what is read
    store: Store,
    dates: Sequence[date],
    health: Iterable[SourceHealth],
    now: datetime,
    as_of: datetime | None = None,
    wanted: Filter = NO_FILTER,
) -> CandidateSet:
    """Return the candidates of the listings of *dates*, newest first, that a filter wants; an empty set if none is.

    *now* is the time of the counts. *as_of* None means the newest counts. Words, authors and few categories limit what
    is read; the baseline is learned from all papers.
    """
    listed = await store.read(mentions.candidates, dates, as_of, now - COMPARISON_WINDOW, wanted)
    if not listed and wanted == NO_FILTER:
        return CandidateSet((), (), Baseline())
    known = await load_baseline(store, dates, health, now)
    is_recent = now - midnight(dates[0]) <= RESURFACED_WINDOW
    waking = (
        await store.read(mentions.resurfaced_candidates, now - RESURFACED_WINDOW, as_of or now) if is_recent else []
    )
    known = await with_accounts(store, known, [*listed, *waking], now)
    ids = {candidate.paper.id for candidate in listed}
    sleepers = [each for each in waking if each.paper.id not in ids and is_resurfaced(each, known)]
    if not (wanted.words or wanted.authors):  # else the store has looked for them
        listed = await asyncio.to_thread(_matching, listed, wanted)
    return CandidateSet(tuple(listed), tuple(await asyncio.to_thread(_matching, sleepers, wanted)), known)


def _matching(candidates: Sequence[Candidate], wanted: Filter) -> list[Candidate]:
    found = InvertedIndex([candidate.paper for candidate in candidates]).search(wanted)
    return [candidates[index] for index in bit_indexes(found)]


async def load_baseline(store: Store, dates: Sequence[date], health: Iterable[SourceHealth], now: datetime) -> Baseline:
    """Return the baseline of the papers of some listings as of *now*.

    It is learned once a day, from data up to the last midnight (UTC), so a digest made again as of its time gets the
    same baseline.
    """
    looked = {source.name: source.as_of for source in health if source.as_of}
    known = Baseline(await _learned(store, midnight(now.date())), now, looked)
    totals = await store.read(training_samples.totals, dates, now)
    return replace(known, anomalous=await asyncio.to_thread(anomalies.anomalous_listings, totals, known))


async def with_accounts(store: Store, known: Baseline, candidates: Iterable[Candidate], now: datetime) -> Baseline:
    """Return a baseline with the accounts that posted about *candidates* and were there before."""
    posted = accounts.of_mentions(mention for each in candidates for mention in each.mentions)
    return replace(known, accounts=await store.read(accounts.known, posted, now)) if posted else known


async def _learned(store: Store, until: datetime) -> Distributions:
    kept = _LEARNED.get(store)
    if kept and kept[0] == until:
        return kept[1]
    learned = await asyncio.to_thread(fit, await store.read(training_samples.samples, until))
    _LEARNED[store] = until, learned
    return learned
