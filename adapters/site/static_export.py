"""Write the web pages of a store as files: the same pages from the same templates, with relative links.

A page links only to pages that are written, so that no link of the folder is dead. It works from disk, too.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from adapters.web.heat_bar import ListedPaper
from adapters.web.list_view import ListView
from adapters.web.page_handlers import CITATIONS, FEEDS, feed_of
from adapters.web.page_paths import HOME, PageLinks, list_path, month_of, paper_path, week_of
from adapters.web.page_problem import PageProblem
from adapters.web.page_rendering import PageRenderer, static_file
from adapters.web.paper_lists import PaperList
from adapters.web.site_reader import SiteReader
from bot.models.command import NO_FILTER, ShowHotList
from bot.models.digest import Filter
from bot.models.papers import PaperId
from bot.models.subscription import Period
from bot.store.tables import papers
from bot.text.sanitize import sanitize

HTML = ".html"
PAGES, PAGES_OF_CATEGORY = 3, 1  # of a list, ten papers each; the papers of the first have pages of their own
MAX_LISTINGS = 3660
STATIC_FILES = ("style.css", "keys.js", "search.js")
ABOUT = ("ranking", "rising", "search")
NEVER = datetime(2020, 1, 1, tzinfo=UTC)  # of a feed whose list has no data


@dataclass(frozen=True, slots=True)
class ExportResult:
    """How much was written."""

    lists: int
    papers: int


@dataclass(slots=True)
class _Site:
    """The lists of a site by their paths, and the papers that have pages."""

    lists: dict[str, tuple[PaperList, ListView]] = field(default_factory=dict)
    papers: dict[PaperId, date] = field(default_factory=dict)

    def add(self, path: str, shown: PaperList, view: ListView) -> None:
        self.lists[path] = shown, view
        if not shown.asked.page:
            for paper in shown.papers:
                self.papers.setdefault(PaperId(paper.entry.id), shown.last)

    @property
    def pages(self) -> frozenset[str]:
        return frozenset([*self.lists, *ABOUT, *map(paper_path, self.papers)])


async def export(reader: SiteReader, folder: Path, since: date, address: str = "") -> ExportResult:
    """Write the lists from *since* on, and the pages of their papers. Raises OSError, StoreError, PageProblem.

    *address* is the public address of the folder, which feeds need; without it, their links are relative.
    """
    site = _Site()
    for asked in await _wanted(reader, since):
        await _read(reader, site, asked)
    writer = _PageWriter(folder, site.pages, address)
    for name in STATIC_FILES:
        writer.write(name, static_file(name))
    for path, (_, view) in site.lists.items():
        writer.list(path, view)
    await _write_about(reader, site, writer)
    for id in site.papers:
        await _write_paper(reader, writer, id)
    return ExportResult(len(site.lists), len(site.papers))


async def _wanted(reader: SiteReader, since: date) -> list[ShowHotList]:
    """Return the lists to write: the newest, each day, and weeks and months of every category."""
    context = reader.context
    stored = [day for day in await context.store.read(papers.listing_dates, context.newest_listing, MAX_LISTINGS)
              if day >= since]  # fmt: skip
    spans = dict.fromkeys([*map(week_of, stored), *map(month_of, stored)])
    newest = [Period(), Period(7), Period(30)]
    fields = [NO_FILTER]
    if stored:
        shown = await reader.lists.read(ShowHotList())
        fields += [Filter((code,)) for code, _ in shown.fields]
    days = [ShowHotList(NO_FILTER, Period(first=day, last=day)) for day in stored]
    return [*(ShowHotList(what, when) for when in (*newest, *spans) for what in fields), *days]


async def _read(reader: SiteReader, site: _Site, asked: ShowHotList) -> None:
    for page in range(PAGES_OF_CATEGORY if asked.what.categories else PAGES):
        numbered = replace(asked, page=page)
        try:
            shown, view = await reader.list_page(numbered)
        except PageProblem:
            if not page and asked == ShowHotList():
                raise  # nothing is collected
            return
        site.add(list_path(numbered), shown, view)
        if not shown.has_next_page:
            return


@dataclass(frozen=True, slots=True)
class _PageWriter:
    """Writes files into a folder that have links to *pages* only."""

    folder: Path
    pages: frozenset[str]
    address: str

    def renderer(self, path: str) -> PageRenderer:
        """Return a renderer for a page: its links are relative to it."""
        return PageRenderer(PageLinks("../" * path.count("/"), HTML, self.pages), self.address, is_file=True)

    def list(self, path: str, view: ListView) -> None:
        """Write the page of a list; of the newest lists also their feeds."""
        is_newest = path in {"", "week", "month"} or ("/" not in path and not path[:4].isdigit())
        if is_newest and "page-" not in path:
            for suffix in FEEDS:
                links = PageLinks(f"{self.address}/" if self.address else "../" * path.count("/"), HTML, self.pages)
                self.write(f"{path or HOME}{suffix}", feed_of(view, suffix, links, NEVER))
        else:
            view = replace(view, feed=None)
        here = path if path in {"", "week", "month"} else None
        self.page(path, self.renderer(path).list(view, here))

    def page(self, path: str, text: str) -> None:
        """Write a page."""
        self.write(f"{path or HOME}{HTML}", text)

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file, unless it has that content already."""
        file = self.folder / name
        body = content.encode() if isinstance(content, str) else content
        if not file.exists() or file.read_bytes() != body:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)


async def _write_about(reader: SiteReader, site: _Site, writer: _PageWriter) -> None:
    """Write the pages that are no listing: rising papers, the ranking, and the search with its months."""
    rising = ListView(
        title="Papers that rise",
        heading="Rising and back in discussion",
        over="What people talk about",
        path="rising",
        papers=await reader.lists.rising(),
        empty="No paper rises faster than usual now.",
    )
    writer.page("rising", writer.renderer("rising").list(rising, "rising"))
    writer.page("ranking", writer.renderer("ranking").ranking(reader.context.settings.categories))
    months = _months(site.lists)
    for month, found in months.items():
        told = [_searched(paper, day, writer.renderer("search").links) for day, paper in found]
        writer.write(f"search/{month}.js", f"hotpapersMonth({json.dumps(told, ensure_ascii=False)});\n")
    codes = sorted({code for found in months.values() for _, paper in found for code in paper.entry.categories})
    archives = {code.partition(".")[0] for code in codes}
    search = ListView(
        "Search", "Search", "Search", empty="Type what you look for.", months=tuple(months),
        codes=(*sorted(archives), *codes),
    )  # fmt: skip
    writer.page("search", writer.renderer("search").list(search, "search"))


def _months(lists: Mapping[str, tuple[PaperList, ListView]]) -> dict[str, list[tuple[date, ListedPaper]]]:
    """Return the papers of the days by month, newest first, each paper once."""
    days = sorted((shown for shown, _ in lists.values() if shown.first == shown.last), key=_newest_first)
    seen: set[str] = set()
    months: dict[str, list[tuple[date, ListedPaper]]] = defaultdict(list)
    for shown in days:
        for paper in shown.papers:
            if paper.entry.id not in seen:
                seen.add(paper.entry.id)
                months[f"{shown.first:%Y-%m}"].append((shown.first, paper))
    return months


def _newest_first(shown: PaperList) -> tuple[int, int]:
    return -shown.first.toordinal(), shown.asked.page


def _searched(paper: ListedPaper, day: date, links: PageLinks) -> dict[str, str]:
    entry = paper.entry
    told = {
        "title": entry.title,
        "authors": ", ".join(entry.authors),
        "summary": entry.summary,
        "categories": " ".join(entry.categories),
        "date": day.isoformat(),
        "url": links.to(paper_path(entry.id)) or entry.url,
    }
    return {name: sanitize(text) for name, text in told.items()}


async def _write_paper(reader: SiteReader, writer: _PageWriter, id: PaperId) -> None:
    view, path = await reader.papers.read(id), paper_path(id)
    writer.page(path, writer.renderer(path).paper(view))
    for suffix, (_, cite) in CITATIONS.items():
        writer.write(f"{path}{suffix}", cite([view.paper]))
