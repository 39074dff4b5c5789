"""Which listings a period means. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot import calendar
from bot.calendar import Holidays
from bot.errors import CommandError
from bot.subscription import Period

FIRST_DAY = date(1991, 8, 14)  # of arXiv: https://info.arxiv.org/about
LONGEST = 366  # days
DAY = timedelta(days=1)


def dates(period: Period, stored: Sequence[date], newest: date) -> tuple[date, date]:
    """Return the first and the last date of *period*; what is counted in days ends with the newest listing.

    *stored* are the dates of stored listings, newest first; *newest* is the newest that is out. Raises CommandError.
    """
    if period.first is None:
        last = next((day for day in stored if day <= newest), newest)
        return last - DAY * (min(period.days, LONGEST) - 1), last
    first, last = period.first, period.last or period.first
    _refuse_impossible(first, last, newest)
    return first, last


def listings(first: date, last: date, stored: Sequence[date], holidays: Holidays) -> list[date]:
    """Return the dates of all listings from *first* to *last*, newest first: arXiv's, by its calendar, and *stored*."""
    days = calendar.last_listings(last, (last - first).days + 1, holidays)
    return sorted({day for day in (*days, *stored) if first <= day <= last}, reverse=True)


def _refuse_impossible(first: date, last: date, newest: date) -> None:
    if first > last:
        raise CommandError(f"{first}..{last} ends before it begins; write {last}..{first}.")
    if first < FIRST_DAY:
        raise CommandError(f"There is no listing of {first}: arXiv began on {FIRST_DAY}.")
    if first > newest:
        raise CommandError(f"The listing of {first} is not out yet; the newest is of {newest}.")
    if last - first >= DAY * LONGEST:
        raise CommandError(f"{first}..{last} is too long for one list; name at most a year.")
