"""The hot list of a filter and a period, ten papers a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot import pipeline
from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.commands.autocomplete import categories_matching
from bot.commands.buttons import entry_menu
from bot.commands.context import CommandContext, complete_filter
from bot.commands.syntax.periods import LONGEST
from bot.models.command import Requester, ShowHotList
from bot.models.digest import Digest, DigestQuery, Filter
from bot.models.reply import Button, Reply
from bot.models.subscription import DigestOptions, Period
from bot.pipeline.composer import resolve_ranking
from bot.store.tables import papers, personalization
from bot.wording import notes
from bot.wording.digest_pages import with_page

PAGE_SIZE = 10
FIELDS = 3  # to offer


@dataclass(frozen=True, slots=True)
class _ListingRange:
    """What a period means: its first and last date, its listings and those that are stored, both newest first."""

    first: date
    last: date
    listings: list[date]
    stored: list[date]


async def handle(desk: CommandContext, asker: Requester, asked: ShowHotList) -> Reply:
    """Show one page of the list. Its buttons name dates, so that they turn the same list tomorrow too."""
    if is_to_come(asked.when, desk.newest_listing, desk.holidays):
        return _not_out_yet(asked, desk.newest_listing)
    span = await _span(desk, asked.when)
    if span.listings and not set(span.listings) & set(span.stored):
        return await _nothing_stored(desk, asked, span)
    choices = await _choices(desk, asker, asked, len(span.listings))
    day = span.listings[0] if span.listings else span.last
    tuning = await desk.store.read(personalization.of_place, asker.destination)
    wanted = pipeline.DigestRequest(choices, day, offset=asked.page * PAGE_SIZE, personalization=tuning)
    digest = await pipeline.compose(desk.store, wanted, desk.holidays, desk.summaries)
    digest = with_page(digest, desk.settings.address, desk.settings.categories, desk.holidays)
    return _page(asked, span, replace(digest, note=_note(desk, asked, span, digest)))


async def _span(desk: CommandContext, when: Period) -> _ListingRange:
    until = when.last or when.first or desk.newest_listing
    stored = await desk.store.read(papers.listing_dates, until, LONGEST)
    first, last = dates(when, stored, desk.newest_listing)
    return _ListingRange(first, last, listings(first, last, stored, desk.holidays), stored)


async def _choices(desk: CommandContext, asker: Requester, asked: ShowHotList, count: int) -> DigestQuery:
    """Complete what is asked for. One more than a page is chosen, to know whether another page follows."""
    subscription = await desk.channel_digest(asker)
    how = subscription.how if subscription else DigestOptions()
    ranking, floor = resolve_ranking(how.ranking, how.floor, desk.settings)
    filter = complete_filter(asked.what, subscription, desk.settings)
    return DigestQuery(filter, max(count, 1), ranking, PAGE_SIZE + 1, floor)


def _not_out_yet(asked: ShowHotList, newest: date) -> Reply:
    """Say that what is asked for is still to come. Dates are arXiv's, wherever somebody lives."""
    first, last = asked.when.first, asked.when.last or asked.when.first
    wanted = f"The {first} listing isn't" if first == last else f"No listing from {first} to {last} is"
    return Reply(f"{wanted} out yet. The latest is {newest}.", buttons=(_newest(asked),), public=asked.public)


async def _nothing_stored(desk: CommandContext, asked: ShowHotList, span: _ListingRange) -> Reply:
    """Say honestly that there is nothing, and what there is instead."""
    oldest = await desk.store.read(papers.oldest_listing)
    if oldest is None:
        return Reply("I'm still collecting the first papers. Try again in a few minutes.", public=asked.public)
    (newest,) = await desk.store.read(papers.listing_dates, date.max, 1)
    days = f"{span.first}" if span.first == span.last else f"{span.first} to {span.last}"
    text = f"No data for {days}. I have {oldest} to {newest}."
    return Reply(text, buttons=(_newest(asked),), public=asked.public)


def _newest(asked: ShowHotList) -> Button:
    return Button("Latest", replace(asked, when=Period(), page=0))


def _note(desk: CommandContext, asked: ShowHotList, span: _ListingRange, digest: Digest) -> str:
    """Say what a reader should know about a list; nothing of a page after the last."""
    if asked.page and not digest.entries:
        return ""
    is_behind = asked.when.first is None and span.last < desk.newest_listing
    is_ahead = asked.when.last is not None and asked.when.last > desk.newest_listing
    behind = f"The {desk.newest_listing} listing isn't collected yet." if is_behind else ""
    ahead = f"The latest listing is {desk.newest_listing}." if is_ahead else ""
    uncollected = notes.uncollected(digest.choices.filter.categories, desk.settings.categories)
    return " ".join(filter(None, [uncollected, behind, ahead, digest.note]))


def _page(asked: ShowHotList, span: _ListingRange, digest: Digest) -> Reply:
    entries = digest.entries[:PAGE_SIZE]
    shown = replace(digest, entries=entries, choices=replace(digest.choices, top=PAGE_SIZE))
    pinned = replace(asked, when=Period(first=span.first, last=span.last))
    buttons = [
        *_page_buttons(pinned, has_more=len(digest.entries) > PAGE_SIZE),
        *([] if entries else _longer_periods(asked)),
        *_fields(asked),
    ]
    return Reply(
        text="That was the last page." if asked.page and not entries else "",
        digest=shown,
        buttons=tuple(buttons),
        select=entry_menu(shown),
        public=asked.public,
    )


def _page_buttons(asked: ShowHotList, *, has_more: bool) -> Iterator[Button]:
    if asked.page:
        yield Button("Previous page", replace(asked, page=asked.page - 1))
    if has_more:
        yield Button("Next page", replace(asked, page=asked.page + 1))


def _longer_periods(asked: ShowHotList) -> Iterator[Button]:
    """Offer longer periods where a short one has nothing."""
    if asked.when.first is None and not asked.page:
        longer = {3: "Past 3 days", 7: "Past week", 30: "Past month"}
        yield from (Button(label, replace(asked, when=Period(days))) for days, label in longer.items()
                    if days > asked.when.days)  # fmt: skip


def _fields(asked: ShowHotList) -> Iterator[Button]:
    """Offer the categories that words alone may have meant."""
    if asked.what.words and asked.what == Filter((), asked.what.words) and not asked.page:
        for label, code in categories_matching(asked.what.words)[:FIELDS]:
            yield Button(label, replace(asked, what=Filter((code,))))


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
