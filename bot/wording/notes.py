"""What a digest says of itself: why it is empty or did not come, that it is late, what it is without. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bot import wording
from bot.arxiv import categories
from bot.models.digest import DigestQuery

DAYS_NAMED = 3  # more are counted


def no_listing(day: date, holiday: str | None, following: datetime) -> str:
    """Say why a day has no papers, and when the next mailing is."""
    why = holiday or f"arXiv announces nothing on a {day:%A}"
    return f"No announcement on {day.isoformat()}: {why}. Next mailing {_day(following)}, {following:%H:%M} ET."


def nothing_qualifies(choices: DigestQuery) -> str:
    """Say that there were papers, but none for this digest."""
    listings = "this listing" if choices.days == 1 else f"the last {choices.days} listings"
    filter = choices.filter
    if choices.floor:
        return f"No new paper of {wording.wanted(filter)} in {listings} reaches {choices.floor:g} points."
    if filter.words or filter.authors:
        return f"No new paper in {listings} fits {wording.wanted(filter)}."
    return f"No new paper of {wording.wanted(filter)} in {listings} is talked about yet."


def late(due: datetime, now: datetime) -> str:
    """Say that a digest comes late; both in the reader's own time."""
    day = "" if due.date() == now.date() else f"on {_day(due)} "
    return f"Late: it was due {day}at {due:%H:%M}."


def too_late(elapsed: timedelta) -> str:
    """Say why a slot was skipped: it was that old when it could be planned."""
    return f"it could only have come {wording.age(elapsed)} late"


def nothing_new(day: date) -> str:
    """Say why nothing came: no listing is out since the last time, which is no news on a weekend."""
    return f"arXiv announced nothing since the listing of {day.isoformat()}"


def missing(days: Sequence[date], oldest: date) -> str:
    """Say of which listings nothing is there, or since when something is; nothing if all are there."""
    if not days:
        return ""
    if max(days) < oldest:
        return f"Data since {oldest.isoformat()}."
    *others, last = (day.isoformat() for day in days)
    named = f"{', '.join(others)} and {last}" if others else last
    if len(days) > DAYS_NAMED:
        named = f"{len(days)} of these listings"
    return f"Nothing is collected yet of {named}: this list is without {'them' if others else 'it'}."


def uncollected(wanted: Iterable[str], collected: Sequence[str]) -> str:
    """Say of which categories only cross-lists are there, since others are collected; nothing if all are."""
    known = set(categories.leaves(collected))
    partly = [category for category in wanted if not known.issuperset(categories.leaves([category]))]
    if not partly:
        return ""
    return f"I collect {', '.join(collected)}; of {', '.join(partly)}, I have only what is cross-listed there."


def doubted(days: Iterable[tuple[str, date]]) -> str:
    """Say which counts cannot be true, source by source; nothing if there are none."""
    named: dict[str, list[str]] = {}
    for source, day in sorted(days):
        named.setdefault(source, []).append(day.isoformat())
    told = [f"{wording.source_name(source)}'s counts for {' and '.join(found)}" for source, found in named.items()]
    return f"{'; '.join(told)} are far above the usual: they do not decide places here." if told else ""


def _day(moment: datetime) -> str:
    return f"{moment:%A} {moment.day} {moment:%B}"
