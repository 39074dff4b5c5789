"""Fetch stories and comments on Hacker News that link to papers.

API: https://hn.algolia.com/api
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from bot.arxiv import identifiers
from bot.arxiv.calendar import Window
from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.http.responses import Json
from bot.models.papers import Engagement, Mention
from bot.sources import parsing
from bot.sources.source import SECOND, FetchRequest, FetchResult, discussion_window
from bot.text.link_only import is_link_only, visible

NAME = "hackernews"
PLACES = ("arxiv.org", "alphaxiv.org", "huggingface.co/papers")
"""Domains of links to papers. The search has no "or"."""
WITHIN_REACH = 1000
"""The maximum number of hits that a search returns."""
LINKING = ("url", "story_text", "comment_text")


async def fetch(web: HttpClient, ask: FetchRequest) -> FetchResult:
    """Fetch all items that link to papers, from the first listing until a week after the last."""
    if not ask.listings:
        return FetchResult()
    window = discussion_window(ask)
    hits = [hit for place in PLACES for hit in await _search(web, place, window)]
    return parsing.note_if_stale(parse(hits, ask.now), window.start)


def parse(hits: list[Json], now: datetime) -> FetchResult:
    """Return a mention for every paper that a hit links to.

    Points of comments aren't public, so a comment has no engagement. A story always is a title and a link, and others
    give it its points; only an item with a text but without words of its own is link-only.
    """
    return parsing.build_result(NAME, hits, partial(_mentions, now=now), now)


async def _search(web: HttpClient, place: str, window: Window) -> list[Json]:
    """Return all hits of a window. A window with too many hits is split."""
    windows, hits = [window], list[Json]()
    while windows:
        window = windows.pop()
        if window.start >= window.end:
            continue
        body = await _page(web, place, window, 0)
        if parsing.require(body, int, "nbHits") <= WITHIN_REACH:
            hits += await _hits(web, place, window, body)
        elif window.end - window.start > SECOND:
            windows += _halves(window)
        else:
            raise SourceError(f"more than {WITHIN_REACH:,} hits in one second at {window.start:%Y-%m-%d %H:%M:%S}")
    return hits


def _halves(window: Window) -> list[Window]:
    middle = window.start + (window.end - window.start) // 2 // SECOND * SECOND
    return [Window(window.start, middle), Window(middle, window.end)]


async def _page(web: HttpClient, place: str, window: Window, page: int) -> Json:
    since, until = int(window.start.timestamp()), int(window.end.timestamp())
    params: dict[str, str | int] = {
        "query": place,
        "tags": "(story,comment)",
        "numericFilters": f"created_at_i>={since},created_at_i<{until}",
        "hitsPerPage": WITHIN_REACH,
        "page": page,
    }
    return await web.get_json(f"{web.settings.hackernews_url}/search_by_date", params)


async def _hits(web: HttpClient, place: str, window: Window, first: Json) -> list[Json]:
    """Return the hits of *first* and of the following pages, as many as it announces."""
    hits = list(parsing.require(first, list, "hits"))
    for page in range(1, min(parsing.require(first, int, "nbPages"), WITHIN_REACH)):
        hits += parsing.require(await _page(web, place, window, page), list, "hits")
    promised, given = (
        parsing.require(first, int, "nbHits"),
        len({str(parsing.get_path(hit, "objectID")) for hit in hits}),
    )
    if (
        given < promised and parsing.get_path(first, "exhaustiveNbHits") is not False
    ):  # otherwise the number is an estimate
        raise SourceError(f"promised {promised} hits and gave {given}")
    return hits


def _mentions(hit: Json, now: datetime) -> Iterator[Mention]:
    number = parsing.text(parsing.get_path(hit, "objectID"))
    if not (number.isascii() and number.isdigit()):
        raise ValueError("no item")
    created = parsing.instant(parsing.get_path(hit, "created_at_i"))
    engagement = Engagement(
        likes=parsing.count(parsing.get_path(hit, "points")),
        replies=parsing.count(parsing.get_path(hit, "num_comments")),
    )
    author = parsing.text(parsing.get_path(hit, "author"))
    url = f"https://news.ycombinator.com/item?id={number}"
    link, *texts = (parsing.text(parsing.get_path(hit, key)) for key in LINKING)
    titles = [parsing.text(parsing.get_path(hit, key)) for key in ("title", "story_title")]
    bare = any(texts) and all(is_link_only(visible(html), *titles) for html in texts)
    for paper in identifiers.find_all(link, *texts):
        yield Mention(paper, NAME, number, url, author, created, engagement, observed=now, bare=bare)
