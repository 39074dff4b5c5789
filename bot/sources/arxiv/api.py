"""Fetch from arXiv's query API: the submissions of a past listing, and papers by id.

The arxiv package builds the queries, pages and parses. Requests go through HttpClient, because the package has no
timeout, and each page is checked before the package sees it, because it takes an unreadable page for an empty one.

Manual: https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import arxiv  # type: ignore[import-untyped]  # it has no types

from bot.arxiv import calendar, categories
from bot.errors import PaperNotFound, SourceError
from bot.http.client import HttpClient
from bot.http.responses import error_excerpt
from bot.models.papers import Announcement, AnnounceType, Paper, PaperId
from bot.sources.arxiv import atom
from bot.sources.arxiv.papers import fold, identifier, is_withdrawn, own_categories, require_title
from bot.sources.parsing import parse_items
from bot.sources.source import FetchRequest, FetchResult

PAGE = 2000  # the API's maximum
AT_ONCE = 100  # ids in one request, to keep its URL short enough for servers
WITHOUT_SUBCATEGORIES = {"astro-ph", "cond-mat"}
"""Archives that papers of their first years have as category, without a subcategory."""


class IncompleteResult(SourceError):
    """The API returned fewer papers than it announced."""


async def fetch_by_id(web: HttpClient, ids: Iterable[PaperId]) -> FetchResult:
    """Return the papers with these ids, without those that arXiv doesn't have."""
    wanted = list(dict.fromkeys(ids))
    papers: list[Paper] = []
    for start in range(0, len(wanted), AT_ONCE):
        papers += await _of_ids(web, wanted[start : start + AT_ONCE])
    return FetchResult(papers=tuple(papers))


async def listing(web: HttpClient, ask: FetchRequest, day: date) -> FetchResult:
    """Return the papers submitted in the window of the listing *day*, with estimated announcements.

    Moderators hold some papers back, and the API knows neither replacements nor dates of cross-lists. Raises
    SourceError, also if there is no such listing.
    """
    search = arxiv.Search(
        query(ask, day),
        max_results=None,
        sort_by=arxiv.SortCriterion.SubmittedDate,
        sort_order=arxiv.SortOrder.Ascending,
    )
    papers, notes = await _papers(web, search)
    return FetchResult(tuple(papers), tuple(_announcement(paper, ask, day) for paper in papers), notes=notes)


def query(ask: FetchRequest, day: date) -> str:
    """Return the query for the submissions of a listing. Both ends of its window are included, to the minute."""
    try:
        window = calendar.window(day, ask.holidays)
    except ValueError as error:
        raise SourceError(str(error)) from error
    last = window.end - timedelta(minutes=1)
    terms = " OR ".join(map(_term, ask.categories))
    return f"({terms}) AND submittedDate:[{window.start:%Y%m%d%H%M} TO {last:%Y%m%d%H%M}]"


def check_total(body: bytes, start: int, most: int) -> int:
    """Return the total number of papers that a page announces.

    Raises SourceError if the page is incomplete, is an error, or has fewer papers than it should.
    """
    document = atom.read(body)
    if any("/api/errors" in entry.text(atom.ATOM + "id") for entry in document.entries):
        raise SourceError(f"the API refuses: {error_excerpt(body)}")
    promised = document.feed.text(atom.SEARCH + "totalResults")
    if not re.fullmatch("[0-9]{1,9}", promised):
        raise SourceError("the API does not say how many papers there are")
    due = min(most, max(int(promised) - start, 0))
    given = sum(bool(entry.text(atom.ATOM + "id")) for entry in document.entries)
    if given < due:
        raise IncompleteResult(f"the API promised {due} papers and gave {given}")
    return int(promised)


async def _of_ids(web: HttpClient, ids: list[PaperId]) -> list[Paper]:
    """Return papers in one request, or one by one: the API's total includes unknown ids of a list."""
    try:
        found, _ = await _papers(web, arxiv.Search(id_list=ids, max_results=None))
    except IncompleteResult as error:
        if len(ids) == 1:
            raise PaperNotFound(f"it has no paper {ids[0]}, or no time to look for it; check the identifier") from error
        return [paper for id in ids for paper in await _of_ids(web, [id])]
    return [paper for paper in found if paper.id in ids]


async def _papers(web: HttpClient, search: arxiv.Search) -> tuple[list[Paper], tuple[str, ...]]:
    """Return all papers that *search* finds, and notes on unreadable ones. Raises SourceError."""
    session = _ArxivSession(web, asyncio.get_running_loop())
    client = arxiv.Client(page_size=PAGE, delay_seconds=0, num_retries=0)
    client.query_url_format = web.settings.arxiv_api_url + "?{}"
    client._session = session  # noqa: SLF001 - the package's only way in
    try:
        results = await asyncio.to_thread(list, client.results(search))
    except (arxiv.ArxivError, ValueError, OverflowError) as error:  # the latter two: invalid dates
        raise SourceError(f"the API cannot be read: {error}") from error
    finally:
        await session.stop()
    if len({result.entry_id for result in results}) < session.promised:
        raise SourceError("the API's pages overlap, so others are missing")
    return parse_items("arxiv", results, _paper)


@dataclass(frozen=True, slots=True)
class _ArxivResponse:
    """The part of a response that the arxiv package reads."""

    content: bytes
    status_code: int = HTTPStatus.OK


class _ArxivSession:
    """Replaces the arxiv package's session, which runs in a thread: *web* sends the requests, on the event loop."""

    def __init__(self, web: HttpClient, loop: asyncio.AbstractEventLoop) -> None:
        self.promised = 0
        self._web = web
        self._loop = loop
        self._asking: asyncio.Task[object] | None = None
        self._stopped = False

    def get(self, url: str, headers: object) -> _ArxivResponse:  # noqa: ARG002 - HttpClient sends its own
        """Return a checked page. Raises SourceError."""
        body = asyncio.run_coroutine_threadsafe(self._ask(url), self._loop).result()
        asked = parse_qs(urlsplit(url).query)
        start = int(asked["start"][0])
        promised = check_total(body, start, int(asked["max_results"][0]))
        if start and promised != self.promised:
            raise SourceError("the API's list changed while it was read")
        self.promised = promised
        return _ArxivResponse(body)

    async def stop(self) -> None:
        """Send no more requests. Return when the running one has released its resources."""
        self._stopped = True
        if self._asking:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    async def _ask(self, url: str) -> bytes:
        if self._stopped:
            raise SourceError("the request was cancelled")
        self._asking = asyncio.current_task()
        return await self._web.get_arxiv(url)


def _term(wanted: str) -> str:
    if wanted in categories.CATEGORIES:
        return f"cat:{wanted}"
    return f"cat:{wanted}*" if wanted in WITHOUT_SUBCATEGORIES else f"cat:{wanted}.*"


def _paper(result: arxiv.Result) -> Iterator[Paper]:
    found = identifier(result.entry_id)
    abstract, comment = fold(result.summary), fold(result.comment)
    yield Paper(
        id=found.id,
        title=require_title(fold(result.title)),
        abstract=abstract,
        authors=tuple(fold(author.name) for author in result.authors),
        categories=own_categories([result.primary_category, *result.categories]),
        version=found.version,
        published=result.published,
        updated=result.updated,
        comment=comment or None,
        journal=fold(result.journal_ref) or None,
        doi=fold(result.doi) or None,
        withdrawn=is_withdrawn(abstract, comment),
    )


def _announcement(paper: Paper, ask: FetchRequest, day: date) -> Announcement:
    """Return how a paper was first announced: as new in its primary category, as a cross-list in others."""
    is_new = categories.matches(paper.categories[:1], ask.categories)
    return Announcement(paper.id, day, AnnounceType.NEW if is_new else AnnounceType.CROSS, version=1)
