"""The listings of a command: the requested ones, or the recent ones. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.errors import CommandError
from bot.wording import notes

FIRST_DAY = date(1991, 8, 14)  # of arXiv: https://info.arxiv.org/about
FIRST_START = timedelta(days=7)  # how far back the first collection goes
YOUNG = 3  # listings whose mentions still grow: a digest of `hot` ranks as many
DAY = timedelta(days=1)


def refuse_impossible(day: date, now: datetime, holidays: Holidays) -> None:
    """Raise CommandError if there is no listing of *day* yet, or ever."""
    newest = calendar.current(now, holidays)
    if day < FIRST_DAY:
        raise CommandError(f"no listing for {day}. arXiv began on {FIRST_DAY}.")
    if day > max(newest, now.date()) or (day > newest and calendar.is_listing(day, holidays)):
        raise CommandError(f"the {day} listing isn't out yet. The latest is {newest}.")


def between(since: date, until: date, holidays: Holidays) -> list[date]:
    """Return the dates of all listings from *since* to *until*, oldest first."""
    days = (since + DAY * passed for passed in range((until - since).days + 1))
    return [day for day in days if calendar.is_listing(day, holidays)]


def recent_listings(stored: date | None, now: datetime, holidays: Holidays) -> list[date]:
    """Return the listings to collect by default, oldest first.

    These are the recent ones and all since the newest *stored* one, limited to those of a first run.
    """
    newest = calendar.current(now, holidays)
    first_start = newest - FIRST_START + DAY
    grown = calendar.last_listings(newest, YOUNG, holidays)[0]
    since = first_start if stored is None else max(first_start, min(stored, grown))
    return between(since, newest, holidays)


def why_none(day: date, holidays: Holidays) -> str:
    """Explain why there is no listing on *day*, and when the next one comes."""
    return notes.no_listing(day, calendar.why_none(day, holidays), calendar.following(day, holidays))
