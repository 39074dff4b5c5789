"""Lists of papers, as chat shows them: the same papers in the same order, with the heat of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from http import HTTPStatus

from adapters.web.heat_bar import ListedPaper, list_paper
from adapters.web.page_paths import month_of, week_of
from adapters.web.page_problem import COLLECTING, PageProblem
from bot.arxiv import calendar
from bot.commands import hot_list
from bot.commands.context import CommandContext, complete_filter
from bot.commands.hot_list import PAGE_SIZE
from bot.commands.syntax.periods import MAX_PERIOD
from bot.models.command import Requester, ShowHotList
from bot.models.digest import Destination, Digest, DigestQuery, Filter, Flag, Ranked
from bot.models.subscription import Period
from bot.pipeline.composer import resolve_ranking
from bot.pipeline.ranked_listings import RankedListings, RankedListingsCache
from bot.store.tables import archive, papers
from bot.store.tables.archive import DayCount
from bot.text.tex.to_unicode import to_unicode
from bot.wording import notes

READER = Requester("web", "", "", Destination("web", "", ""), is_direct_message=True, can_manage_channel=False)
"""Everyone who reads the pages: without a channel, saved papers or feedback."""

CHIPS = 9
STRIP = 13  # days
AHEAD = 6  # of them after the day that is shown
RISING_SHOWN = 3
RISING_LISTINGS, MAX_RISING = 5, 25
DAY = timedelta(days=1)

Neighbors = tuple[ShowHotList | None, ShowHotList | None]
"""The list before and the one after."""


@dataclass(frozen=True, slots=True)
class StripDay:
    """A day of the strip: how many papers are discussed, its height of 100, and why it has no listing."""

    date: date
    discussed: int
    height: float
    why_none: str
    is_shown: bool
    has_page: bool


@dataclass(frozen=True, slots=True)
class PaperList:
    """A page of a list. *digest* has the entries, notes and health as chat shows them.

    Of *announced* papers, *discussed* are. *fields* are categories with their discussed papers.
    """

    asked: ShowHotList
    first: date
    last: date
    digest: Digest
    papers: tuple[ListedPaper, ...]
    announced: int
    discussed: int
    has_next_page: bool
    fields: tuple[tuple[str, int], ...]
    rising: tuple[tuple[str, str], ...]
    version: str


class PaperLists:
    """Reads lists from the store, by way of the rankings that are kept."""

    def __init__(self, context: CommandContext, rankings: RankedListingsCache) -> None:
        self._context, self.rankings = context, rankings

    async def locate(self, asked: ShowHotList) -> tuple[date, date, RankedListings]:
        """Return the first and last date of a list and its ranked listings. Raises PageProblem, StoreError."""
        context = self._context
        if hot_list.is_to_come(asked.when, context.newest_listing, context.holidays):
            raise await self._problem(asked)
        until = asked.when.last or asked.when.first or context.newest_listing
        stored = await context.store.read(papers.listing_dates, until, MAX_PERIOD)
        first, last = hot_list.dates(asked.when, stored, context.newest_listing)
        days = hot_list.listings(first, last, stored, context.holidays)
        if not days:
            holiday, coming = calendar.why_none(last, context.holidays), calendar.following(last, context.holidays)
            raise PageProblem(notes.no_listing(last, holiday, coming), HTTPStatus.OK, asked)
        if not {*days} & {*stored}:
            raise await self._problem(asked)
        return first, last, await self.rankings.get(days)

    async def read(self, asked: ShowHotList) -> PaperList:
        """Return a page of a list. Raises PageProblem if there is none, StoreError."""
        first, last, listings = await self.locate(asked)
        choices = self.query(asked.what, len(listings.days))
        found = listings.choose(choices, asked.page * PAGE_SIZE)
        if asked.page and not found:
            raise PageProblem("That was the last page.", asked=replace(asked, page=0))
        shown = found[:PAGE_SIZE]
        places = enumerate(shown, asked.page * PAGE_SIZE + 1)
        listed = [list_paper(place, each, choices.ranking) for place, each in places]
        listed = await self.with_summaries(listed)
        matching = [each for each in listings.matching(choices.filter) if each.candidate.announced in listings.days]
        hot = [each for each in matching if each.reasons and each.score >= choices.floor]
        digest = await self._digest(choices, listings, listed, asked)
        return PaperList(
            asked=asked,
            first=first,
            last=last,
            digest=digest,
            papers=tuple(listed),
            announced=len(matching),
            discussed=len(hot),
            has_next_page=len(found) > PAGE_SIZE,
            fields=self._fields(listings, choices),
            rising=tuple(_rising(hot)),
            version=listings.version,
        )

    async def rising(self) -> tuple[ListedPaper, ...]:
        """Return the papers of the last listings that rise fast or are back in discussion. Raises StoreError."""
        context = self._context
        days = calendar.last_listings(context.newest_listing, RISING_LISTINGS, context.holidays)[::-1]
        listings = await self.rankings.get(days)
        choices = self.query(Filter(()), len(days))
        found = [each for each in listings.matching(choices.filter) if each.flags & {Flag.RISING, Flag.RESURFACED}]
        listed = [list_paper(place, each, choices.ranking) for place, each in enumerate(found[:MAX_RISING], 1)]
        return tuple(await self.with_summaries(listed))

    def query(self, what: Filter, listings: int) -> DigestQuery:
        """Return the query of a list. One more than a page is chosen, to know whether another page follows."""
        settings = self._context.settings
        ranking, floor = resolve_ranking(None, None, settings)
        return DigestQuery(complete_filter(what, None, settings), max(listings, 1), ranking, PAGE_SIZE + 1, floor)

    async def strip(self, shown: date) -> tuple[StripDay, ...]:
        """Return the days around one that is shown: those without a listing say why."""
        context = self._context
        last = min(context.newest_listing, _weekdays_after(shown, AHEAD))
        days = sorted(_weekdays_until(last, STRIP))
        counts = {each.date: each for each in await context.store.read(archive.day_counts, days[0], days[-1])}
        most = max((each.discussed for each in counts.values()), default=0) or 1
        return tuple(self._strip_day(day, counts.get(day), most, shown) for day in days)

    def _strip_day(self, day: date, count: DayCount | None, most: int, shown: date) -> StripDay:
        discussed = count.discussed if count else 0
        holiday = calendar.why_none(day, self._context.holidays)
        why = "" if count else f"no listing: {holiday}" if holiday else "not collected"
        return StripDay(day, discussed, round(44 * discussed / most, 1), why, day == shown, bool(count or holiday))

    async def neighbors(self, asked: ShowHotList, first: date, last: date) -> Neighbors:
        """Return the same list of the nearest day, week or month before and after that is collected."""
        when = Period(first=first, last=last)
        kind = next((of for of in (_day_of, week_of, month_of) if of(first) == when), None)
        if kind is None:
            return None, None
        beside = await self._context.store.read(archive.listings_beside, first, last)
        known = (day if day and day <= self._context.newest_listing else None for day in beside)
        before, after = (replace(asked, when=kind(day), page=0) if day else None for day in known)
        return before, after

    async def _problem(self, asked: ShowHotList) -> PageProblem:
        """Return what chat says instead of a list that isn't there."""
        reply = await hot_list.handle(self._context, READER, asked)
        if await self._context.store.read(papers.oldest_listing) is None:
            return PageProblem(reply.text, HTTPStatus.SERVICE_UNAVAILABLE, retry_after=COLLECTING)
        return PageProblem(reply.text, asked=asked)

    async def with_summaries(self, listed: Sequence[ListedPaper]) -> list[ListedPaper]:
        """Return papers with their preferred summaries. Raises StoreError."""
        entries = await self._context.summaries.add_summaries([each.entry for each in listed])
        return [replace(each, entry=entry) for each, entry in zip(listed, entries, strict=True)]

    async def _digest(
        self, choices: DigestQuery, listings: RankedListings, listed: Sequence[ListedPaper], asked: ShowHotList
    ) -> Digest:
        context, days = self._context, listings.days
        stored = await context.store.read(papers.listing_dates, days[0], len(days))
        oldest = min(stored, default=days[-1])
        is_behind = asked.when.first is None and days[0] < context.newest_listing
        told = [
            notes.uncollected(choices.filter.categories, context.settings.categories),
            f"The {context.newest_listing} listing isn't collected yet." if is_behind else "",
            "" if listed else notes.nothing_qualifies(choices),
            notes.missing(sorted({*days} - {*stored}), len(days), oldest),
            notes.doubted(listings.anomalous),
        ]
        entries = tuple(each.entry for each in listed)
        note = " ".join(filter(None, told))
        return Digest(days[0], choices, listings.as_of, listings.health, entries, note, asked.page * PAGE_SIZE + 1)

    def _fields(self, listings: RankedListings, choices: DigestQuery) -> tuple[tuple[str, int], ...]:
        """Return the categories with the most discussed papers, in the order of their codes."""
        without = replace(choices.filter, categories=self._context.settings.categories)
        found = (each for each in listings.matching(without, choices.floor) if each.reasons)
        counted = Counter(code for each in found for code in each.candidate.paper.categories)
        return tuple(sorted(counted.most_common(CHIPS)))


def _day_of(day: date) -> Period:
    return Period(first=day, last=day)


def _rising(ranked: Iterable[Ranked]) -> Iterator[tuple[str, str]]:
    """Yield the ids and titles of papers that rise fast."""
    rising = [each.candidate.paper for each in ranked if Flag.RISING in each.flags]
    return ((paper.id, to_unicode(paper.title)) for paper in rising[:RISING_SHOWN])


def _weekdays_until(last: date, count: int) -> list[date]:
    days = (last - DAY * passed for passed in range(2 * count))
    return [day for day in days if day.weekday() < calendar.SATURDAY][:count]


def _weekdays_after(day: date, count: int) -> date:
    days = (day + DAY * passed for passed in range(1, 2 * count + 2))
    return [each for each in days if each.weekday() < calendar.SATURDAY][count - 1]
