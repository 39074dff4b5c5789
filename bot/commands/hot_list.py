"""The hot list of a filter and a period, ten papers a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot import pipeline
from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.commands import named_options, syntax
from bot.commands.autocomplete import categories_matching
from bot.commands.buttons import entry_menu
from bot.commands.context import CommandContext, complete_filter
from bot.commands.named_options import PUBLIC, WHAT, WHEN
from bot.commands.spec import CommandSpec, Example, NamedForm
from bot.commands.syntax.periods import MAX_PERIOD
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
    """The first and last date of a period, its listings and those that are stored, both newest first."""

    first: date
    last: date
    listings: list[date]
    stored: list[date]


async def handle(context: CommandContext, requester: Requester, command: ShowHotList) -> Reply:
    """Show one page of the list. Its buttons name dates, so that they turn the same list tomorrow too."""
    if is_to_come(command.when, context.newest_listing, context.holidays):
        return _not_out_yet(command, context.newest_listing)
    span = await _span(context, command.when)
    if span.listings and not set(span.listings) & set(span.stored):
        return await _nothing_stored(context, command, span)
    choices = await _choices(context, requester, command, len(span.listings))
    day = span.listings[0] if span.listings else span.last
    tuning = await context.store.read(personalization.of_place, requester.destination)
    wanted = pipeline.DigestRequest(choices, day, offset=command.page * PAGE_SIZE, personalization=tuning)
    digest = await pipeline.compose(context.store, wanted, context.holidays, context.summaries)
    digest = with_page(digest, context.settings.address, context.settings.categories, context.holidays)
    return _page(command, span, replace(digest, note=_note(context, command, span, digest)))


async def _span(context: CommandContext, when: Period) -> _ListingRange:
    until = when.last or when.first or context.newest_listing
    stored = await context.store.read(papers.listing_dates, until, MAX_PERIOD)
    first, last = dates(when, stored, context.newest_listing)
    return _ListingRange(first, last, listings(first, last, stored, context.holidays), stored)


async def _choices(context: CommandContext, requester: Requester, command: ShowHotList, count: int) -> DigestQuery:
    """Return the query. It chooses one paper more than a page, to know whether another page follows."""
    subscription = await context.channel_digest(requester)
    how = subscription.how if subscription else DigestOptions()
    ranking, floor = resolve_ranking(how.ranking, how.floor, context.settings)
    filter = complete_filter(command.what, subscription, context.settings)
    return DigestQuery(filter, max(count, 1), ranking, PAGE_SIZE + 1, floor)


def _not_out_yet(command: ShowHotList, newest: date) -> Reply:
    """Say that the listing is still to come. Dates are arXiv's, not the person's."""
    first, last = command.when.first, command.when.last or command.when.first
    wanted = f"The {first} listing isn't" if first == last else f"No listing from {first} to {last} is"
    return Reply(f"{wanted} out yet. The latest is {newest}.", buttons=(_newest(command),), public=command.public)


async def _nothing_stored(context: CommandContext, command: ShowHotList, span: _ListingRange) -> Reply:
    """Say which dates are stored instead."""
    oldest = await context.store.read(papers.oldest_listing)
    if oldest is None:
        return Reply("I'm still collecting the first papers. Try again in a few minutes.", public=command.public)
    (newest,) = await context.store.read(papers.listing_dates, date.max, 1)
    days = f"{span.first}" if span.first == span.last else f"{span.first} to {span.last}"
    text = f"No data for {days}. I have {oldest} to {newest}."
    return Reply(text, buttons=(_newest(command),), public=command.public)


def _newest(command: ShowHotList) -> Button:
    return Button("Latest", replace(command, when=Period(), page=0))


def _note(context: CommandContext, command: ShowHotList, span: _ListingRange, digest: Digest) -> str:
    """Return the notes on a list. A page after the last has none."""
    if command.page and not digest.entries:
        return ""
    is_behind = command.when.first is None and span.last < context.newest_listing
    is_ahead = command.when.last is not None and command.when.last > context.newest_listing
    behind = f"The {context.newest_listing} listing isn't collected yet." if is_behind else ""
    ahead = f"The latest listing is {context.newest_listing}." if is_ahead else ""
    uncollected = notes.uncollected(digest.choices.filter.categories, context.settings.categories)
    return " ".join(filter(None, [uncollected, behind, ahead, digest.note]))


def _page(command: ShowHotList, span: _ListingRange, digest: Digest) -> Reply:
    entries = digest.entries[:PAGE_SIZE]
    shown = replace(digest, entries=entries, choices=replace(digest.choices, top=PAGE_SIZE))
    pinned = replace(command, when=Period(first=span.first, last=span.last))
    buttons = [
        *_page_buttons(pinned, has_more=len(digest.entries) > PAGE_SIZE),
        *([] if entries else _longer_periods(command)),
        *_fields(command),
    ]
    return Reply(
        text="That was the last page." if command.page and not entries else "",
        digest=shown,
        buttons=tuple(buttons),
        select=entry_menu(shown),
        public=command.public,
    )


def _page_buttons(command: ShowHotList, *, has_more: bool) -> Iterator[Button]:
    if command.page:
        yield Button("Previous page", replace(command, page=command.page - 1))
    if has_more:
        yield Button("Next page", replace(command, page=command.page + 1))


def _longer_periods(command: ShowHotList) -> Iterator[Button]:
    """Offer longer periods where a short one has nothing."""
    if command.when.first is None and not command.page:
        longer = {3: "Past 3 days", 7: "Past week", 30: "Past month"}
        yield from (Button(label, replace(command, when=Period(days))) for days, label in longer.items()
                    if days > command.when.days)  # fmt: skip


def _fields(command: ShowHotList) -> Iterator[Button]:
    """Offer the categories that words alone may have meant."""
    if command.what.words and command.what == Filter((), command.what.words) and not command.page:
        for label, code in categories_matching(command.what.words)[:FIELDS]:
            yield Button(label, replace(command, what=Filter((code,))))


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


def _read(given: Mapping[str, Any]) -> ShowHotList:
    command = ShowHotList(syntax.parse_filter(given["what"] or ""), public=given["public"])
    return replace(command, when=syntax.parse_period(given["when"])) if given["when"] else command


def _write(command: ShowHotList) -> dict[str, str]:
    when = "" if command.when == Period() else syntax.format_period(command.when)
    public = named_options.write_public(public=command.public)
    return {"what": syntax.format_filter(command.what), "when": when} | public


def _format(command: ShowHotList) -> str:
    when = syntax.format_period(command.when) if command.when != Period() else ""
    page = f"page {command.page + 1}" if command.page else ""
    text = " ".join(filter(None, (syntax.format_filter(command.what), when))) + syntax.format_public(command)
    return f"{text} {page}".strip() or syntax.format_period(command.when)


def _examples(category: str) -> tuple[Example, ...]:
    phrase = Filter((category,), ("diffusion models",))
    return (
        (ShowHotList(Filter((category,))), "the latest hot papers"),
        (ShowHotList(phrase, Period(30)), "papers with a phrase, past month"),
    )


SPECS = (
    CommandSpec(
        command=ShowHotList,
        handle=handle,
        description="The hottest papers of this channel's fields, or of the fields you name",
        format=_format,
        usage="what when",
        named=NamedForm("hotpapers", _read, (WHAT, WHEN, PUBLIC), _write),
        examples=_examples,
        welcome=(ShowHotList(when=Period(7)), "the hottest papers of this week"),
    ),
)
