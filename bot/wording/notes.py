"""What a digest says of itself: why it is empty or did not come, that it is late, what it is without. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bot import wording
from bot.arxiv import categories
from bot.models.digest import DigestQuery, Filter
from bot.wording.units import short_day

WORDS_NAMED = 3  # of those that no paper has
DAYS_NAMED = 3  # more are counted


def no_listing(day: date, holiday: str | None, following: datetime) -> str:
    """Say why a day has no papers, and when the next mailing is."""
    why = holiday or f"arXiv doesn't announce papers on {day:%A}s"
    coming = f"{short_day(following)}, {following:%H:%M} ET"
    return f"No new papers on {short_day(day)} ({why}). Next announcement: {coming}."


def nothing_qualifies(choices: DigestQuery) -> str:
    """Say that there were papers, but none for this digest."""
    listings = "this listing" if choices.days == 1 else f"the last {choices.days} listings"
    filter = choices.filter
    if choices.floor:
        return f"{_no_paper(filter)} in {listings} scored {choices.floor:g} or more."
    if filter.words or filter.authors:
        return f"No new paper in {listings} matches {wording.wanted(filter)}."
    return f"{_no_paper(filter)} in {listings} has been discussed yet."


def _no_paper(filter: Filter) -> str:
    if len(filter.categories) == 1 and filter == Filter(filter.categories):
        return f"No new {filter.categories[0]} paper"
    return f"No new paper matching {wording.wanted(filter)}"


def late(due: datetime, now: datetime) -> str:
    """Say that a digest comes late; both in the reader's own time."""
    return f"Late: due {due:%H:%M}." if due.date() == now.date() else f"Late: due {due:%a %H:%M}."


def too_late(elapsed: timedelta) -> str:
    """Say why a slot was skipped: it was that old when it could be planned."""
    return f"it would have been {wording.age(elapsed)} late"


def nothing_new(day: date) -> str:
    """Say why nothing came: no listing is out since the last time, which is no news on a weekend."""
    return f"arXiv has announced no papers since the {day.isoformat()} listing"


def missing(days: Sequence[date], listings: int, oldest: date) -> str:
    """Say which of so many *listings* are missing, or when the data starts; nothing if all are there."""
    if not days:
        return ""
    if max(days) < oldest:
        return f"Data starts on {oldest.isoformat()}."
    *others, last = (day.isoformat() for day in days)
    named = f"{', '.join(others)} and {last}" if others else last
    if len(days) > DAYS_NAMED:
        named = f"{len(days)} of {listings} listings"
    return f"Missing {named} (not collected yet)."


def uncollected(wanted: Iterable[str], collected: Sequence[str]) -> str:
    """Say of which categories only cross-lists are there, since others are collected; nothing if all are."""
    known = set(categories.leaves(collected))
    partly = [category for category in wanted if not known.issuperset(categories.leaves([category]))]
    if not partly:
        return ""
    return f"I only collect {', '.join(collected)}. For {', '.join(partly)} you see cross-listed papers only."


def matches(count: int, days: int, unknown: Sequence[str]) -> str:
    """Say how many papers of the last days a filter matched, and which of its words no paper has."""
    papers = "No papers" if not count else "1 paper" if count == 1 else f"{count:,} papers"
    told = f"{papers} matched in the last {days} days."
    if not unknown:
        return told
    named = " or ".join(f"“{word}”" for word in unknown[:WORDS_NAMED])
    return f"{told} No paper so far has {named}."


def doubted(days: Iterable[tuple[str, date]]) -> str:
    """Say which counts cannot be true, source by source; nothing if there are none."""
    told = _sources_and_days(days)
    return f"{told} are unusually high, so they don't count." if told else ""


def inflated(days: Iterable[tuple[str, date]]) -> str:
    """Say which reposts look counted many times over, which total counts can't correct; nothing if there are none."""
    told = _sources_and_days(days)
    return f"{told} look inflated: more reposts than likes." if told else ""


def _sources_and_days(days: Iterable[tuple[str, date]]) -> str:
    named: dict[str, list[str]] = {}
    for source, day in sorted(days):
        named.setdefault(source, []).append(day.isoformat())
    return "; ".join(
        f"{wording.source_name(source)} counts for {' and '.join(found)}" for source, found in named.items()
    )


def held_back(papers: int) -> str:
    """Say how many papers would be on the list if counts without evidence counted; nothing if there are none."""
    if not papers:
        return ""
    are = "isn't" if papers == 1 else "aren't"
    return f"{wording.plural(papers, 'paper')} {are} listed because some of their counts look bought."
