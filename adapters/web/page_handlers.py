"""Which page a path means, its version, and how it is rendered if the reader doesn't have that version."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec
from urllib.parse import urlencode

from adapters.web.heat_bar import ListedPaper
from adapters.web.list_feeds import Feed, atom, json_feed
from adapters.web.list_view import CHAT, MORNING, ListView
from adapters.web.page_paths import HOME, PageLinks, author_path, feed_path, list_path, paper_path, parse_list_path
from adapters.web.page_problem import bad_request, not_found
from adapters.web.page_rendering import PageRenderer, template_version
from adapters.web.preview_card import PreviewCard, draw, is_available
from adapters.web.response_policy import NEW, PAST, Freshness, etag_of
from adapters.web.site_reader import SiteReader
from bot import wording
from bot.arxiv import identifiers
from bot.commands.registry import COMMANDS
from bot.commands.status import ShowStatus
from bot.errors import CommandError
from bot.models.command import (
    Command,
    ExplainScore,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowPapers,
    Subscribe,
)
from bot.models.digest import Filter
from bot.models.papers import Paper, PaperId
from bot.pipeline.ranked_listings import YOUNG
from bot.text.citations import bibtex, csl, ris
from bot.wording.units import plural

P = ParamSpec("P")

HTML, ATOM, FEED, BIB = "text/html", "application/atom+xml", "application/feed+json", "application/x-bibtex"
PNG, PICTURE = "image/png", ".png"
FEEDS = {".atom": ATOM, ".json": FEED, ".bib": BIB}
TYPES = FEEDS | {PICTURE: PNG}
CITATIONS: Mapping[str, tuple[str, Callable[[Sequence[Paper]], str]]] = {
    ".bib": (BIB, bibtex),
    ".ris": ("application/x-research-info-systems", ris),
    ".csl.json": ("application/vnd.citationstyles.csl+json", csl),
}
MAX_QUERY = 1000  # characters, as the longest filter
NOT_HERE = "“{name}” works in chat. Here, search for papers. For example: cs.CV week"
NAVIGATION = {"": "", "week": "week", "month": "month"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page, feed or file: its version, its type, and how to make it."""

    fresh: Freshness
    content_type: str
    render: Callable[[], Awaitable[str | bytes]]


@dataclass(frozen=True, slots=True)
class PageHandlers:
    """Finds pages. Raises PageProblem, CommandError, StoreError. A text is the path to go to instead."""

    reader: SiteReader
    renderer: PageRenderer
    address: str

    async def find(self, path: str, query: Mapping[str, str]) -> Rendered | str:
        """Return what a path means."""
        bare, suffix = _split_suffix(path, (*FEEDS, PICTURE))
        if suffix == PICTURE and not (is_available() and _has_picture(bare)):
            raise not_found(path[:80])
        if bare == "search":
            return await self._search(query.get("q", ""), suffix)
        if path.startswith("paper/"):
            return await self._paper(path.removeprefix("paper/"))
        if path.startswith("author/"):
            return await self._author(bare.removeprefix("author/"), suffix)
        if bare in {"rising", "ranking", "status"}:
            return await self._page(bare, suffix)
        asked = parse_list_path("" if bare == HOME else bare.strip("/"))
        if asked is None:
            raise not_found(path[:80])
        if (meant := list_path(asked)) != bare.strip("/") and bare != HOME:
            return f"{meant}{suffix}"
        return await self._list(asked, suffix)

    async def _list(self, asked: ShowHotList, suffix: str, typed: str | None = None) -> Rendered:
        first, _, listings = await self.reader.lists.locate(asked)
        newest = self.reader.context.newest_listing
        is_past = asked.when.first is not None and newest - (asked.when.last or first) > YOUNG
        version = (listings.version, newest, suffix, typed)
        fresh = self._fresh(asked, *version, max_age=PAST if is_past else NEW)
        return Rendered(fresh, TYPES.get(suffix, HTML), partial(self._render_list, asked, suffix, typed))

    async def _render_list(self, asked: ShowHotList, suffix: str, typed: str | None) -> str | bytes:
        _, view = await self.reader.list_page(asked, typed)
        if suffix == PICTURE:
            return await asyncio.to_thread(draw, _card_of(view))
        if suffix:
            return self._feed(view, suffix)
        here = "search" if typed is not None else NAVIGATION.get(list_path(replace(asked, page=0)))
        card = "" if typed is not None else self._card(feed_path(asked, PICTURE))
        return self.renderer.list(view, here, card)

    def _card(self, path: str) -> str:
        """Return the address of a page's picture, empty if there is none."""
        return PageLinks(f"{self.address}/").file(path) if is_available() else ""

    async def _search(self, typed: str, suffix: str) -> Rendered | str:
        if not typed.strip():
            return await self._empty_search()
        if len(typed) > MAX_QUERY:
            raise bad_request(f"That's too long ({len(typed):,} characters, maximum {MAX_QUERY:,}).")
        try:
            return await self._command(COMMANDS.parse(typed), typed, suffix)
        except CommandError as error:
            raise bad_request(str(error)) from error

    async def _command(self, command: Command, typed: str, suffix: str) -> Rendered | str:
        match command:
            case ShowHotList():
                return await self._list(replace(command, public=False), suffix, typed)
            case ShowPaper(query, _) if not identifiers.meant(query):
                return await self._papers(typed, suffix, partial(self.reader.papers.matching, query))
            case ShowPapers(ids, _):
                return await self._papers(typed, suffix, partial(self.reader.papers.named, ids))
        return _page_of(command)

    async def _papers(
        self, typed: str, suffix: str, read: Callable[[], Awaitable[tuple[ListedPaper, ...]]]
    ) -> Rendered:
        """Return named papers, or those whose texts match."""
        path = partial(search_feed, typed)
        view = ListView(f"Search: {typed}", "", "Search", typed=typed, feed=path, path=path(""))
        return await self._named_list(view, "search", suffix, read)

    async def _empty_search(self) -> Rendered:
        view = ListView("Search", "Search", "Search", empty="Type what you look for, or choose a day or category.")
        return Rendered(
            self._fresh("search", await self.reader.version()), HTML, _ready(self.renderer.list, view, "search")
        )

    async def _author(self, name: str, suffix: str) -> Rendered:
        path = author_path(name)
        view = ListView(
            title=f"Papers by {name}",
            heading=name,
            over="Author",
            path=path,
            feed=lambda ending: f"{path}{ending}",
            command=COMMANDS.text(Subscribe(Filter((), authors=(name,)), MORNING), CHAT),
        )
        return await self._named_list(view, None, suffix, partial(self.reader.papers.by_author, name))

    async def _rising(self, suffix: str) -> Rendered:
        view = ListView(
            title="Papers that rise",
            heading="Rising and back in discussion",
            over="What people talk about",
            path="rising",
            lede="Papers of the last days whose attention grew far faster than usual, and older ones that are back.",
            empty="No paper rises faster than usual now.",
            feed=lambda ending: f"rising{ending}",
        )
        return await self._named_list(view, "rising", suffix, self.reader.lists.rising)

    async def _named_list(
        self, view: ListView, here: str | None, suffix: str, read: Callable[[], Awaitable[tuple[ListedPaper, ...]]]
    ) -> Rendered:
        """Return a list that is no listing. It is read before its version is known to exist."""
        fresh = self._fresh(view.path, suffix, await self.reader.version())

        async def render() -> str:
            found = await read()
            count = f"{plural(len(found), 'paper')} {'fits' if len(found) == 1 else 'fit'}"
            whole = replace(view, papers=found, heading=view.heading or count)
            return self._feed(whole, suffix) if suffix else self.renderer.list(whole, here)

        return Rendered(fresh, FEEDS.get(suffix, HTML), render)

    async def _paper(self, text: str) -> Rendered:
        id, suffix = _split_suffix(text, (*CITATIONS, PICTURE))
        paper = await self.reader.papers.find(id)
        fresh = self._fresh(paper.id, suffix, await self.reader.version())
        if suffix == PICTURE and is_available():
            return Rendered(fresh, PNG, partial(self._paper_card, paper))
        if suffix in CITATIONS:
            content_type, write = CITATIONS[suffix]
            return Rendered(fresh, content_type, _ready(write, [paper]))

        async def render() -> str:
            card = self._card(f"{paper_path(paper.id)}{PICTURE}")
            return self.renderer.paper(await self.reader.papers.read(paper.id), card)

        return Rendered(fresh, HTML, render)

    async def _paper_card(self, paper: Paper) -> bytes:
        (listed,) = await self.reader.papers.listed([paper])
        shown = PreviewCard(f"arXiv:{paper.id}", listed.entry.title, wording.authors(listed.entry), listed.segments)
        return await asyncio.to_thread(draw, shown)

    async def _page(self, name: str, suffix: str) -> Rendered:
        if name == "rising":
            return await self._rising(suffix)
        if suffix:
            raise not_found(f"{name}{suffix}")
        if name == "ranking":
            collected = self.reader.context.settings.categories
            return Rendered(self._fresh(name, collected), HTML, _ready(self.renderer.ranking, collected))

        async def render() -> str:
            return self.renderer.status(*await self.reader.status())

        return Rendered(self._fresh(name, await self.reader.version()), HTML, render)

    def _feed(self, view: ListView, suffix: str) -> str:
        return feed_of(view, suffix, PageLinks(f"{self.address}/"), self.reader.context.clock())

    def _fresh(self, *parts: object, max_age: timedelta = NEW) -> Freshness:
        return Freshness(etag_of(template_version(), self.address, *parts), max_age)


def _page_of(command: Command) -> str:
    """Return the path of the page that a command shows. Raises CommandError if it works in chat only."""
    match command:
        case ShowPaper(query, _):
            return paper_path(identifiers.meant(query) or PaperId(query))
        case ExplainScore(id, _):
            return paper_path(id)
        case ShowStatus():
            return "status"
        case ShowHelp():
            return "search"
    raise CommandError(NOT_HERE.format(name=COMMANDS.format(command).split(" ")[0]))


def feed_of(view: ListView, suffix: str, links: PageLinks, now: datetime) -> str:
    """Return the feed of a list, with a suffix of `FEEDS`. Its links are *links*."""
    if suffix == ".bib":
        return bibtex([each.paper for each in view.papers])
    own = view.feed(suffix) if view.feed else ""
    feed = Feed(view.title, links, view.path, own, view.updated or now, view.papers)
    return atom(feed) if suffix == ".atom" else json_feed(feed)


def search_feed(typed: str, suffix: str) -> str:
    """Return the path of the feed of a search for papers by their texts."""
    return f"search{suffix}?{urlencode({'q': typed})}"


def _card_of(view: ListView) -> PreviewCard:
    first = view.papers[0] if view.papers else None
    foot = f"1. {first.entry.title}" if first else view.empty
    return PreviewCard(view.over, view.heading, foot, first.segments if first else ())


def _has_picture(path: str) -> bool:
    """Return whether a page has a picture: a listing or a paper."""
    return not path.startswith("author/") and path not in {"search", "rising", "ranking", "status"}


def _split_suffix(path: str, suffixes: Iterable[str]) -> tuple[str, str]:
    found = next((suffix for suffix in suffixes if path.endswith(suffix)), "")
    return path.removesuffix(found), found


def _ready(make: Callable[P, str], *args: P.args, **kwargs: P.kwargs) -> Callable[[], Awaitable[str]]:
    """Return *make* with its arguments, to be called later."""

    async def render() -> str:
        return make(*args, **kwargs)

    return render
