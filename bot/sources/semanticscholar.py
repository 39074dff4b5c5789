"""Fetch citations and one-line summaries of older papers from Semantic Scholar.

It knows papers days after they appear, so it is polled seldom, for older papers. A paper it doesn't know has unknown
citations, not zero. Citations are likes; influential ones also count as reposts.

API: https://api.semanticscholar.org/api-docs/graph#tag/Paper-Data/operation/post_graph_get_papers
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from http import HTTPStatus

from bot.arxiv import identifiers
from bot.errors import RequestNotServed, SourceError
from bot.http.client import HttpClient, RequestBody
from bot.http.responses import Json
from bot.models.papers import Engagement, ExternalSummary, Mention, PaperId
from bot.sources import parsing
from bot.sources.source import FetchRequest, FetchResult
from bot.text.truncate import truncate

NAME = "semanticscholar"
BATCH = 500  # the API's maximum
FIELDS = "externalIds,citationCount,influentialCitationCount,tldr,publicationDate"
APART = 1.0  # seconds between two requests: https://www.semanticscholar.org/product/api
MAX_FAILURES = 20  # per poll; one paper that it fails on costs ten
NONE_KNOWN = "No valid paper ids given"  # the response if it knows none of them

Known = tuple[PaperId, Json]


async def fetch(web: HttpClient, ask: FetchRequest) -> FetchResult:
    """Fetch the older papers in batches. A paper that the API fails on is skipped and noted."""
    batches = [ask.older_papers[start : start + BATCH] for start in range(0, len(ask.older_papers), BATCH)][::-1]
    known: list[Known] = []
    failures = lost = 0
    while batches:
        batch = batches.pop()
        try:
            known += await _batch(web, batch)
        except RequestNotServed as error:
            failures += 1
            half = len(batch) // 2
            batches += [batch[half:], batch[:half]] if half else []
            lost += not half
            if (
                error.status != HTTPStatus.INTERNAL_SERVER_ERROR
                or failures == MAX_FAILURES
                or lost == len(ask.older_papers)
            ):
                raise
        if batches:
            await asyncio.sleep(APART)
    answer = parse(known, ask.now)
    return (
        parsing.with_notes(answer, f"{lost} of {len(ask.older_papers)} papers left out, for it failed over them")
        if lost
        else answer
    )


def parse(known: Sequence[Known], now: datetime) -> FetchResult:
    """Return a mention and a summary for each paper, if available."""
    answer = parsing.build_result(NAME, known, partial(_mentions, now=now), now)
    lines, odd = parsing.parse_items(NAME, known, partial(_lines, now=now))
    return replace(answer, summaries=tuple(lines), notes=tuple(dict.fromkeys((*answer.notes, *odd))))


async def _batch(web: HttpClient, ids: Sequence[PaperId]) -> list[Known]:
    """Return the data on *ids*, in their order."""
    key = web.settings.semantic_scholar_api_key
    if key is None:
        raise SourceError("no SEMANTIC_SCHOLAR_API_KEY is set")
    posted = RequestBody(
        json={"ids": [f"ARXIV:{id}" for id in ids]},
        params={"fields": FIELDS},
        headers={"x-api-key": key.get_secret_value()},
    )
    try:
        body = await web.post_json(f"{web.settings.semantic_scholar_url}/paper/batch", posted)
    except RequestNotServed as error:
        if error.status == HTTPStatus.BAD_REQUEST and NONE_KNOWN in str(error):
            return []
        raise
    papers = parsing.require(body, list)
    if len(papers) != len(ids):
        raise SourceError(f"was asked about {len(ids)} papers and answered about {len(papers)}")
    return [(id, paper) for id, paper in zip(ids, papers, strict=True) if paper is not None]


def _mentions(known: Known, now: datetime) -> Iterator[Mention]:
    id, paper = known
    number = _number(known)
    citations = parsing.get_path(paper, "citationCount")
    if citations is None:
        return
    published = parsing.get_path(paper, "publicationDate")
    yield Mention(
        paper=id,
        source=NAME,
        id=number,
        url=f"https://www.semanticscholar.org/paper/{number}",
        author="",
        created=min(parsing.instant(published), now) if published else now,  # journal issues may be dated ahead
        engagement=Engagement(
            reposts=parsing.count(parsing.get_path(paper, "influentialCitationCount")), likes=parsing.count(citations)
        ),
        observed=now,
    )


def _lines(known: Known, now: datetime) -> Iterator[ExternalSummary]:
    id, paper = known
    _number(known)
    if line := parsing.text(parsing.get_path(paper, "tldr", "text")):
        yield ExternalSummary(id, NAME, truncate(line, parsing.MAX_LINE_LENGTH), now)


def _number(known: Known) -> str:
    """Return its id of a paper. Raises ValueError if the response is for another paper."""
    id, paper = known
    number = parsing.text(parsing.get_path(paper, "paperId"))
    told = parsing.text(parsing.get_path(paper, "externalIds", "ArXiv"))
    found = identifiers.parse(told) if told else None
    if not (number.isascii() and number.isalnum()) or (found and found.id != id):
        raise ValueError("another paper")
    return number
