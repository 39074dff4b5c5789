"""What sources are asked now: about which listings, and which of them; arXiv about one paper."""

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

NO_IDENTIFIER = "“{}” is no arXiv identifier; they look like 2601.00001 or hep-th/9901001."


async def listings_of(store: Store, holidays: Holidays, since: date | None, until: date | None) -> list[date]:
    """Return the listings asked for, or else those still young. A day that papers are stored of is one in any case."""
    now = wiring.now()
    stored = await store.read(papers.listing_dates, until or now.date(), 1)
    if since is None:
        return listing_dates.recent_listings(max(stored, default=None), now, holidays)
    for given in (since, until or since):
        listing_dates.refuse_impossible(given, now, holidays)
    listings = listing_dates.between(since, until or calendar.current(now, holidays), holidays)
    return listings or [day for day in stored if day >= since]


def build_request(settings: Settings, holidays: Holidays, listings: Sequence[date]) -> FetchRequest:
    """Return what is asked about *listings* now."""
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
    """Return the sources to ask: arXiv for listings of its calendar, who is paid or looks back for young ones only."""
    young = listing_dates.recent_listings(None, ask.now, ask.holidays)
    sources = wiring.sources_of(settings)
    if ask.listings[-1] not in young:
        sources = {name: source for name, source in sources.items() if name not in PAID_SOURCES | CITATION_SOURCES}
    if not calendar.is_listing(ask.listings[-1], ask.holidays):
        del sources["arxiv"]
    return sources


async def look_up(store: Store, settings: Settings, id: PaperId) -> Paper:
    """Return a paper of the store, else of arXiv.

    Raises SourceError if arXiv cannot say now, CommandError if it has no such paper.
    """
    now, holidays = wiring.now(), wiring.read_holidays(settings)
    ask = FetchRequest(now, (), calendar.current(now, holidays), settings.categories, holidays)
    async with wiring.open_http_client(settings, store, is_urgent=True) as web:
        try:
            found = await pipeline.get_or_fetch(store, web, id, ask)
        except SourceError as error:
            raise SourceError(f"{id} is not in the database, and arXiv cannot say now: {error}. Try later.") from error
    if found is None:
        raise CommandError(f"arXiv has no paper {id}.")
    return found
