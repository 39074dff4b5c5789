"""Which listings a period means. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.models.subscription import Period

DAY = timedelta(days=1)


def dates(period: Period, stored: Sequence[date], newest: date) -> tuple[date, date]:
    """Return the first and the last date of *period*; what is counted in days ends with the newest listing.

    *stored* are the dates of stored listings, newest first; *newest* is the newest that is out.
    """
    if period.first is None:
        last = next((day for day in stored if day <= newest), newest)
        return last - DAY * (period.days - 1), last
    return period.first, max(period.first, min(period.last or period.first, newest))


def is_to_come(period: Period, newest: date, holidays: Holidays) -> bool:
    """Tell whether *period* begins behind the *newest* listing; a day that never has one need not be waited for."""
    if period.first is None or period.first <= newest:
        return False
    return period.first != (period.last or period.first) or calendar.is_listing(period.first, holidays)


def listings(first: date, last: date, stored: Sequence[date], holidays: Holidays) -> list[date]:
    """Return the dates of all listings from *first* to *last*, newest first: arXiv's, by its calendar, and *stored*."""
    days = calendar.last_listings(last, (last - first).days + 1, holidays)
    return sorted({day for day in (*days, *stored) if first <= day <= last}, reverse=True)
