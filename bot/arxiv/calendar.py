"""Compute arXiv's listing dates, submission windows and holidays. Pure; `now` is a parameter.

Weekdays have a cutoff at 14:00 in New York. Papers submitted by then are mailed at 20:00, Friday's on Sunday, and
listed under the date of the next weekday. On a holiday neither happens, and its papers wait for the next cutoff. A
window says when the papers of a listing are *usually* submitted: moderators hold some back for days.

Schedule and holidays: https://info.arxiv.org/help/availability.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.errors import ConfigError

NEW_YORK = ZoneInfo("America/New_York")
CUT_OFF = time(14, tzinfo=NEW_YORK)
MAILING = time(20, tzinfo=NEW_YORK)
DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Holidays:
    """Holidays without a cutoff, by date and name, and the years for which they are known."""

    years: frozenset[int]
    dates: tuple[tuple[date, str], ...]

    def is_known(self, year: int) -> bool:
        """Return whether the holidays of *year* are known. Other years are assumed to have none."""
        return year in self.years

    def name(self, day: date) -> str | None:
        """Return the name of the holiday on *day*, if any."""
        return next((name for holiday, name in self.dates if holiday == day), None)


@dataclass(frozen=True, slots=True)
class Window:
    """A span of submissions, in UTC: from *start*, before *end*."""

    start: datetime
    end: datetime


def is_listing(day: date, holidays: Holidays) -> bool:
    """Return whether arXiv has a listing dated *day*."""
    return _is_weekday(day) and holidays.name(_cut_off(day)) is None


def why_none(day: date, holidays: Holidays) -> str | None:
    """Return the holiday that prevents a listing dated *day*; None on a weekend, or if there is one."""
    return holidays.name(_cut_off(day)) if _is_weekday(day) else None


def window(day: date, holidays: Holidays) -> Window:
    """Return the submission window of the listing dated *day*. Successive windows leave no gap and no overlap.

    Raises ValueError if there is no such listing.
    """
    if not is_listing(day, holidays):
        raise ValueError(f"no listing is dated {day}")
    before = next(_listings(day - DAY, -DAY, holidays))
    start, end = (datetime.combine(_cut_off(listing), CUT_OFF).astimezone(UTC) for listing in (before, day))
    return Window(start, end)


def current(now: datetime, holidays: Holidays) -> date:
    """Return the date of the newest listing published by *now*."""
    tomorrow = now.astimezone(NEW_YORK).date() + DAY
    return next(day for day in _listings(tomorrow, -DAY, holidays) if mailing(day) <= now)


def following(day: date, holidays: Holidays) -> datetime:
    """Return when the first listing after *day* is mailed, in New York time, which arXiv uses."""
    return mailing(next(_listings(day + DAY, DAY, holidays)))


def mailing(listing: date) -> datetime:
    """Return when the listing of that date is mailed, in New York time: at 20:00 the evening before."""
    return datetime.combine(listing - DAY, MAILING)


def last_listings(day: date, count: int, holidays: Holidays) -> tuple[date, ...]:
    """Return the dates of the last *count* listings up to *day*, newest last."""
    return tuple(islice(_listings(day, -DAY, holidays), count))[::-1]


def parse_holidays(text: str) -> Holidays:
    """Parse holidays: ``{"2026": {"2026-01-01": "New Year's Day", …}, …}``.

    Every year in it counts as known. Raises ConfigError with the error and its position.
    """
    try:
        years = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"this is not JSON: {error}") from error
    if not isinstance(years, dict):
        raise ConfigError("a JSON object of years is wanted")
    dates = {day: name for year, days in years.items() for day, name in _holidays_of(year, days)}
    return Holidays(frozenset(map(int, years)), tuple(sorted(dates.items())))


def _is_weekday(day: date) -> bool:
    return day.weekday() < SATURDAY


def _cut_off(listing: date) -> date:
    """Return the weekday before *listing*, at whose cutoff its window ends."""
    before = listing - DAY
    while not _is_weekday(before):
        before -= DAY
    return before


def _listings(day: date, step: timedelta, holidays: Holidays) -> Iterator[date]:
    """Yield the dates of all listings from *day* on, forward or backward in steps of a day."""
    while True:
        if is_listing(day, holidays):
            yield day
        day += step


def _holidays_of(year: str, days: object) -> Iterator[tuple[date, str]]:
    if not (year.isascii() and year.isdigit() and isinstance(days, dict)):
        raise ConfigError(f"{year!r} should be a year with an object of dates and names")
    for text, name in days.items():
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise ConfigError(f"{text!r} is no date; write it as {year}-12-25") from error
        if day.year != int(year):
            raise ConfigError(f"{text} stands under {year}")
        if not _is_weekday(day):
            raise ConfigError(f"{text} is on a weekend; name the weekday whose 14:00 cut-off falls out")
        if not (isinstance(name, str) and name.strip()):
            raise ConfigError(f"{text} has no name")
        yield day, name.strip()
