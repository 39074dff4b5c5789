"""Requests to sources: which listings to fetch, from which sources, or a single paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from adapters.cli import listing_dates, wiring
from bot import pipeline
from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.config import Settings
from bot.errors import CommandError, SourceError
from bot.models.papers import Paper, PaperId
from bot.sources import CITATION_SOURCES, PAID_SOURCES, FetchRequest, Source
from bot.store import Store
from bot.store.tables import papers

NO_IDENTIFIER = "“{}” isn't an arXiv ID. Use a form like 2601.00001 or hep-th/9901001."


async def listings_of(store: Store, holidays: Holidays, since: date | None, until: date | None) -> list[date]:
    """Return the requested listings, or the recent ones. A day with stored papers is always a listing."""
    now = wiring.now()
    stored = await store.read(papers.listing_dates, until or now.date(), 1)
    if since is None:
        return listing_dates.recent_listings(max(stored, default=None), now, holidays)
    for given in (since, until or since):
        listing_dates.refuse_impossible(given, now, holidays)
    listings = listing_dates.between(since, until or calendar.current(now, holidays), holidays)
    return listings or [day for day in stored if day >= since]


def build_request(settings: Settings, holidays: Holidays, listings: Sequence[date]) -> FetchRequest:
    """Return a request for *listings*."""
    now = wiring.now()
    return FetchRequest(
        now=now,
        listings=tuple(listings),
        newest_listing=calendar.current(now, holidays),
        categories=settings.categories,
        holidays=holidays,
        quota=settings.x_daily_reads,
    )


def sources_to_poll(settings: Settings, ask: FetchRequest) -> dict[str, Source]:
    """Return the sources to poll: arXiv for its listings, paid and citation sources only for recent ones."""
    young = listing_dates.recent_listings(None, ask.now, ask.holidays)
    sources = wiring.sources_of(settings)
    if ask.listings[-1] not in young:
        sources = {name: source for name, source in sources.items() if name not in PAID_SOURCES | CITATION_SOURCES}
    if not calendar.is_listing(ask.listings[-1], ask.holidays):
        del sources["arxiv"]
    return sources


async def look_up(store: Store, settings: Settings, id: PaperId) -> Paper:
    """Return a paper from the store, or else from arXiv.

    Raises SourceError if arXiv is unavailable, CommandError if it has no such paper.
    """
    now, holidays = wiring.now(), wiring.read_holidays(settings)
    ask = FetchRequest(now, (), calendar.current(now, holidays), settings.categories, holidays)
    async with wiring.open_http_client(settings, store, is_urgent=True) as web:
        try:
            found = await pipeline.get_or_fetch(store, web, id, ask)
        except SourceError as error:
            raise SourceError(
                f"{id} isn't in the database, and arXiv is unavailable: {error}. Try again later."
            ) from error
    if found is None:
        raise CommandError(f"arXiv has no paper {id}.")
    return found
