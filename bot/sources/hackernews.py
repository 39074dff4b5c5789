"""Stories and comments on Hacker News that link to papers.

API: https://hn.algolia.com/api
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from bot.arxiv import identifiers
from bot.arxiv.calendar import Window
from bot.errors import SourceError
from bot.http.client import Web
from bot.http.responses import Json
from bot.models.papers import Engagement, Mention
from bot.sources import parsing
from bot.sources.source import SECOND, Answer, Ask, talk
from bot.text.link_only import is_bare, visible

NAME = "hackernews"
PLACES = ("arxiv.org", "alphaxiv.org", "huggingface.co/papers")
"""Where links to papers lead; the search knows no "or"."""
WITHIN_REACH = 1000
"""The search gives no more hits than these, however many it counts."""
LINKING = ("url", "story_text", "comment_text")


async def fetch(web: Web, ask: Ask) -> Answer:
    """Ask for everything that links to papers, from the first listing until a week after the last."""
    if not ask.listings:
        return Answer()
    window = talk(ask)
    hits = [hit for place in PLACES for hit in await _search(web, place, window)]
    return parsing.stale(parse(hits, ask.now), window.start)


def parse(hits: list[Json], now: datetime) -> Answer:
    """Return a mention for every paper a hit links to, wherever the link stands.

    The points of comments are not told: a comment is a mention without engagement. A story is a title and a link by
    its nature, and others give it its points; bare is what has a text without words of its own.
    """
    return parsing.told(NAME, hits, partial(_mentions, now=now), now)


async def _search(web: Web, place: str, window: Window) -> list[Json]:
    """Return all hits of a window, in parts where it has more than one search gives."""
    windows, hits = [window], list[Json]()
    while windows:
        window = windows.pop()
        if window.start >= window.end:
            continue
        body = await _page(web, place, window, 0)
        if parsing.expect(body, int, "nbHits") <= WITHIN_REACH:
            hits += await _hits(web, place, window, body)
        elif window.end - window.start > SECOND:
            windows += _halves(window)
        else:
            raise SourceError(f"more than {WITHIN_REACH:,} hits in one second at {window.start:%Y-%m-%d %H:%M:%S}")
    return hits


def _halves(window: Window) -> list[Window]:
    middle = window.start + (window.end - window.start) // 2 // SECOND * SECOND
    return [Window(window.start, middle), Window(middle, window.end)]


async def _page(web: Web, place: str, window: Window, page: int) -> Json:
    since, until = int(window.start.timestamp()), int(window.end.timestamp())
    params: dict[str, str | int] = {
        "query": place,
        "tags": "(story,comment)",
        "numericFilters": f"created_at_i>={since},created_at_i<{until}",
        "hitsPerPage": WITHIN_REACH,
        "page": page,
    }
    return await web.get_json(f"{web.settings.hackernews_url}/search_by_date", params)


async def _hits(web: Web, place: str, window: Window, first: Json) -> list[Json]:
    """Return the hits of *first* and of the pages behind it, as many as it promises."""
    hits = list(parsing.expect(first, list, "hits"))
    for page in range(1, min(parsing.expect(first, int, "nbPages"), WITHIN_REACH)):
        hits += parsing.expect(await _page(web, place, window, page), list, "hits")
    promised, given = parsing.expect(first, int, "nbHits"), len({str(parsing.find(hit, "objectID")) for hit in hits})
    if given < promised and parsing.find(first, "exhaustiveNbHits") is not False:  # else it is but an estimate
        raise SourceError(f"promised {promised} hits and gave {given}")
    return hits


def _mentions(hit: Json, now: datetime) -> Iterator[Mention]:
    number = parsing.text(parsing.find(hit, "objectID"))
    if not (number.isascii() and number.isdigit()):
        raise ValueError("no item")
    created = parsing.instant(parsing.find(hit, "created_at_i"))
    engagement = Engagement(
        likes=parsing.count(parsing.find(hit, "points")), replies=parsing.count(parsing.find(hit, "num_comments"))
    )
    author = parsing.text(parsing.find(hit, "author"))
    url = f"https://news.ycombinator.com/item?id={number}"
    link, *texts = (parsing.text(parsing.find(hit, key)) for key in LINKING)
    titles = [parsing.text(parsing.find(hit, key)) for key in ("title", "story_title")]
    bare = any(texts) and all(is_bare(visible(html), *titles) for html in texts)
    for paper in identifiers.find_all(link, *texts):
        yield Mention(paper, NAME, number, url, author, created, engagement, observed=now, bare=bare)
