"""Compose a digest: rank the announced and discussed papers, and select those of one destination."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.config import Settings
from bot.errors import CommandError
from bot.models.digest import Destination, Digest, DigestQuery, Entry, Ranking
from bot.models.papers import SourceHealth
from bot.pipeline.candidates import CandidateSet, load_candidates
from bot.pipeline.document_frequencies import load_document_frequencies
from bot.pipeline.summaries import SummaryProvider
from bot.ranking import DEFAULT_FLOOR, anomalies, rank
from bot.ranking.personalization import NO_PERSONALIZATION, Personalization
from bot.ranking.terms import DocumentFrequencies
from bot.selection.select import NOTHING_SEEN, SeenScores
from bot.selection.selector import DigestSelector
from bot.store import Store
from bot.store.tables import outbox, papers, source_health
from bot.wording import notes


@dataclass(frozen=True, slots=True)
class DigestRequest:
    """A request for one digest of a listing. *as_of* is the time of the data; None means now.

    Papers shown at *hide_seen_by* before are left out, and so are the *offset* hottest, which are on earlier pages.
    *personalization* applies to the hot ranking.
    """

    choices: DigestQuery
    day: date
    as_of: datetime | None = None
    hide_seen_by: Destination | None = None
    offset: int = 0
    personalization: Personalization = NO_PERSONALIZATION


async def compose(
    store: Store, wanted: DigestRequest, holidays: Holidays, provider: SummaryProvider | None = None
) -> Digest:
    """Return the digest for a request. On a day without a listing it is empty, and its note says why.

    Summaries come from the given provider, or are sentences of the abstracts. Raises CommandError if none of its
    listings is stored.
    """
    stored = await store.read(papers.listing_dates, wanted.day, wanted.choices.days)
    days = listing_dates(stored, wanted.day, wanted.choices.days, holidays)
    health = tuple(await store.read(source_health.health, wanted.as_of))
    if wanted.day not in days:
        return _digest(wanted, health, (), _no_listing_reason(wanted.day, holidays))
    moment = wanted.as_of or data_timestamp(health, wanted.day)
    field = await load_candidates(store, days, health, moment, wanted.as_of, wanted.choices.filter)
    if not {*days} & {*stored}:
        raise CommandError(_collect_hint(days, stored))
    shown = await _seen_scores(store, wanted)
    known = await load_document_frequencies(store, moment) if wanted.personalization.is_personal else None
    entries, announced, held_back = await asyncio.to_thread(_entries, field, wanted, shown, known)
    if provider:
        entries = await provider.add_summaries(entries, wanted.as_of)
    told = [
        "" if entries else notes.nothing_qualifies(wanted.choices),
        notes.missing(sorted({*days} - {*stored}), len(days), min(stored)),
        warning(field, wanted.choices.ranking),
        notes.held_back(held_back),
    ]
    return replace(_digest(wanted, health, entries, " ".join(filter(None, told))), announced=announced)


def warning(field: CandidateSet, ranking: Ranking) -> str:
    """Say which counts of whole listings can't be true."""
    if ranking is Ranking.CLASSIC:
        return notes.inflated(anomalies.inflated_listings(field.listed))
    return notes.doubted(field.basis.anomalous)


def listing_dates(stored: Iterable[date], day: date, count: int, holidays: Holidays) -> list[date]:
    """Return the newest *count* listings up to *day*, newest first: stored ones, and those of arXiv's calendar."""
    return sorted({*stored, *calendar.last_listings(day, count, holidays)}, reverse=True)[:count]


def data_timestamp(health: Sequence[SourceHealth], day: date) -> datetime:
    """Return the time of the counts: the newest successful poll of any source."""
    looks = [source.as_of for source in health if source.as_of]
    return max(looks, default=datetime.combine(day, time(), UTC))


def resolve_ranking(ranking: Ranking | None, floor: float | None, settings: Settings) -> tuple[Ranking, float]:
    """Return the ranking and the minimum score. The default score holds only for the default ranking. Pure."""
    meant = ranking or settings.ranking
    own = settings.floor if meant is settings.ranking else None
    least = own if floor is None else floor
    return meant, DEFAULT_FLOOR[meant] if least is None else least


async def _seen_scores(store: Store, wanted: DigestRequest) -> SeenScores:
    if wanted.hide_seen_by is None:
        return NOTHING_SEEN
    return await store.read(outbox.shown_before, wanted.hide_seen_by, wanted.day, wanted.choices)


def _collect_hint(days: Sequence[date], stored: Sequence[date]) -> str:
    newest, oldest = days[0], days[-1]
    asked = f"--date {newest}" if newest == oldest else f"--since {oldest} --until {newest}"
    before = f"; the newest listing before is of {stored[0]}" if stored else ""
    return (
        f"nothing is in the database for {newest}{before}. Run `hotpapers collect {asked}`; "
        "if that brings nothing either, arXiv announced nothing in your categories then."
    )


def _no_listing_reason(day: date, holidays: Holidays) -> str:
    return notes.no_listing(day, calendar.why_none(day, holidays), calendar.following(day, holidays))


def _entries(
    field: CandidateSet, wanted: DigestRequest, shown: SeenScores, known: DocumentFrequencies | None
) -> tuple[tuple[Entry, ...], int, int]:
    """Return the entries, the number of papers that they were chosen from, and how many papers were held back."""
    choices = wanted.choices
    candidates = field.candidates(choices.ranking)
    ranked = rank(choices.ranking, candidates, 0.0, field.basis)
    selector = DigestSelector(ranked, matched=choices.filter, known=known)
    entries = selector.choose(choices, shown, wanted.personalization, wanted.offset)
    return entries, len(candidates), selector.held_back(choices, entries)


def _digest(wanted: DigestRequest, health: tuple[SourceHealth, ...], entries: tuple[Entry, ...], note: str) -> Digest:
    moment = wanted.as_of or data_timestamp(health, wanted.day)
    return Digest(wanted.day, wanted.choices, moment, health, entries, note, wanted.offset + 1)
