"""Reads every page from the store: what a request of the server and a file of the export have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from adapters.web.list_view import ListView, list_view
from adapters.web.paper_lists import PaperList, PaperLists, StripDay
from adapters.web.paper_pages import PaperPages
from bot import wording
from bot.commands.context import CommandContext
from bot.models.command import ShowHotList
from bot.models.papers import SourceHealth
from bot.pipeline.ranked_listings import RankedListingsCache
from bot.store.tables import archive, mentions, papers, source_health

OLDEST_IN_SITEMAP = timedelta(days=365)
MAX_IN_SITEMAP = 20_000


@dataclass(frozen=True, slots=True)
class SiteReader:
    """Reads lists and papers. *context* is what commands work with."""

    context: CommandContext
    rankings: RankedListingsCache
    lists: PaperLists
    papers: PaperPages

    async def list_page(self, asked: ShowHotList, typed: str | None = None) -> tuple[PaperList, ListView]:
        """Return a list and its page. Raises PageProblem, StoreError."""
        shown = await self.lists.read(asked)
        is_day = shown.first == shown.last and typed is None
        strip = await self.lists.strip(shown.first) if is_day else ()
        return shown, list_view(shown, strip, await self.lists.neighbors(asked, shown.first, shown.last), typed)

    async def days_around(self, asked: ShowHotList | None) -> tuple[StripDay, ...]:
        """Return the strip of days for a page without a list. Raises StoreError."""
        when = asked.when if asked else None
        is_day = when and when.first and when.first == when.last
        shown = min(when.first, self.context.newest_listing) if is_day and when and when.first else None
        return await self.lists.strip(shown or self.context.newest_listing)

    async def version(self) -> str:
        """Return a text that changes with the data. Raises StoreError."""
        return await self.context.store.read(archive.version)

    async def status(self) -> tuple[str, list[SourceHealth]]:
        """Return a sentence about the data, and the health of every source. Raises StoreError."""
        store = self.context.store
        count, listings = await store.read(papers.counts)
        newest = await store.read(papers.listing_dates, date.max, 1)
        seen = await store.read(mentions.counts)
        if not newest:
            return "The first papers are being collected.", await store.read(source_health.health)
        told = [wording.plural(count, "paper"), wording.plural(seen, "mention"), wording.plural(listings, "listing")]
        return f"{', '.join(told)}. The latest listing is {newest[0]}.", await store.read(source_health.health)

    async def sitemap(self) -> list[str]:
        """Return the paths of the days and discussed papers of a year, newest first. Raises StoreError."""
        until = self.context.newest_listing
        since = until - OLDEST_IN_SITEMAP
        days = await self.context.store.read(papers.listing_dates, until, OLDEST_IN_SITEMAP.days)
        discussed = await self.context.store.read(archive.discussed_ids, since, until, MAX_IN_SITEMAP)
        return ["", *(day.isoformat() for day in days if day >= since), *(f"paper/{id}" for id in discussed)]


def open_reader(context: CommandContext) -> SiteReader:
    """Return a reader of the store of *context*."""
    rankings = RankedListingsCache(context.store, context.settings.ranking, context.clock)
    lists = PaperLists(context, rankings)
    return SiteReader(context, rankings, lists, PaperPages(context, lists))
