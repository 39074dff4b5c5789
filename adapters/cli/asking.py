"""What sources are asked now: about which listings, and which of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from adapters.cli import days, opening
from bot import calendar
from bot.calendar import Holidays
from bot.config import Settings
from bot.sources import LOOKING_BACK, PAID, Ask, Source
from bot.store import Store, papers


async def listings_of(store: Store, holidays: Holidays, since: date | None, until: date | None) -> list[date]:
    """Return the listings asked for, or else those still young. A day that papers are stored of is one in any case."""
    now = opening.now()
    stored = await store.read(papers.listing_dates, until or now.date(), 1)
    if since is None:
        return days.young(max(stored, default=None), now, holidays)
    for given in (since, until or since):
        days.refuse_impossible(given, now, holidays)
    listings = days.between(since, until or calendar.current(now, holidays), holidays)
    return listings or [day for day in stored if day >= since]


def ask_about(settings: Settings, holidays: Holidays, listings: Sequence[date]) -> Ask:
    """Return what is asked about *listings* now."""
    now = opening.now()
    return Ask(
        now=now,
        listings=tuple(listings),
        current=calendar.current(now, holidays),
        categories=settings.categories,
        holidays=holidays,
        allowance=settings.x_daily_reads,
    )


def asked_now(settings: Settings, ask: Ask) -> dict[str, Source]:
    """Return the sources to ask: arXiv for listings of its calendar, who is paid or looks back for young ones only."""
    young = days.young(None, ask.now, ask.holidays)
    sources = opening.sources_of(settings)
    if ask.listings[-1] not in young:
        sources = {name: source for name, source in sources.items() if name not in PAID | LOOKING_BACK}
    if not calendar.is_listing(ask.listings[-1], ask.holidays):
        del sources["arxiv"]
    return sources
