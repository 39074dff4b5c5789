"""The read-only JSON API, ``/api/v1``. `static/openapi.json` describes it; what it promises stays."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

from adapters.web.heat_bar import ListedPaper
from adapters.web.list_feeds import instant
from adapters.web.page_handlers import Rendered
from adapters.web.page_paths import list_path, paper_path
from adapters.web.page_problem import PageProblem, bad_request, not_found
from adapters.web.page_rendering import static_file, template_version
from adapters.web.paper_lists import PaperList
from adapters.web.response_policy import Freshness, etag_of
from adapters.web.site_reader import SiteReader
from bot.commands.registry import COMMANDS
from bot.errors import CommandError
from bot.models.command import ShowHotList
from bot.models.papers import Engagement
from bot.store.tables import archive

JSON = "application/json"
MAX_QUERY = 1000
MAX_DAYS = 366
USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class JsonApi:
    """Answers requests for data. Raises PageProblem, StoreError."""

    reader: SiteReader
    address: str

    async def answer(self, path: str, query: Mapping[str, str]) -> Rendered:
        """Return what a path below ``api/`` means."""
        version = await self.reader.version()
        fresh = Freshness(etag_of(template_version(), version, self.address, path, sorted(query.items())))
        made: dict[str, Callable[[], Awaitable[str]]] = {
            "api/v1/openapi.json": self._description,
            "api/v1/days": partial(self._days, query),
            "api/v1/search": partial(self._search, query),
            "api/v1/papers": partial(self._paper, query),
            "api/v1/observations": partial(self._observations, query),
        }
        if path not in made:
            raise not_found(path[:80])
        return Rendered(fresh, JSON, made[path])

    async def _description(self) -> str:
        told = json.loads(static_file("openapi.json"))
        told["servers"] = [{"url": f"{self.address}/api/v1"}]
        return _text(told)

    async def _days(self, query: Mapping[str, str]) -> str:
        """Return listings with their counts, newest first."""
        until = _date(query, "until") or self.reader.context.newest_listing
        since = _date(query, "since") or until - timedelta(days=USUAL_DAYS)
        if not since <= until < since + timedelta(days=MAX_DAYS):
            raise bad_request(f"since and until must be in order and at most {MAX_DAYS} days apart.")
        found = await self.reader.context.store.read(archive.day_counts, since, until)
        days = [{"date": each.date.isoformat(), "announced": each.announced, "discussed": each.discussed,
                 "url": f"{self.address}/{each.date.isoformat()}"} for each in reversed(found)]  # fmt: skip
        return _text({"days": days})

    async def _search(self, query: Mapping[str, str]) -> str:
        """Return a page of a list."""
        typed = query.get("q", "")
        if len(typed) > MAX_QUERY:
            raise bad_request(f"q is too long ({len(typed):,} characters, maximum {MAX_QUERY:,}).")
        try:
            command = COMMANDS.parse(typed)
        except CommandError as error:
            raise bad_request(str(error)) from error
        if not isinstance(command, ShowHotList):
            raise bad_request("q isn't a list. For example: cs.CV week")
        try:
            return _text(self._list(await self.reader.lists.read(command)))
        except PageProblem as problem:
            if problem.status is HTTPStatus.OK:
                raise PageProblem(problem.sentence) from problem
            raise

    async def _paper(self, query: Mapping[str, str]) -> str:
        paper = await self.reader.papers.find(_id(query))
        (listed,) = await self.reader.papers.listed([paper])
        return _text(self._listed(listed) | {"abstract": listed.entry.abstract, "comment": paper.comment,
                                             "journal": paper.journal, "doi": paper.doi, "license": paper.license,
                                             "version": paper.version})  # fmt: skip

    async def _observations(self, query: Mapping[str, str]) -> str:
        paper = await self.reader.papers.find(_id(query))
        seen = await self.reader.context.store.read(archive.observations, paper.id)
        told = [{"source": each.source, "mention": each.mention, "observed": instant(each.observed),
                 **_counts(each.engagement)} for each in seen]  # fmt: skip
        return _text({"id": paper.id, "observations": told})

    def _list(self, shown: PaperList) -> dict[str, Any]:
        return {
            "q": COMMANDS.format(shown.asked),
            "url": f"{self.address}/{list_path(shown.asked)}",
            "first": shown.first.isoformat(),
            "last": shown.last.isoformat(),
            "as_of": instant(shown.digest.as_of),
            "announced": shown.announced,
            "discussed": shown.discussed,
            "note": shown.digest.note,
            "has_next_page": shown.has_next_page,
            "papers": [self._listed(paper) for paper in shown.papers],
        }

    def _listed(self, paper: ListedPaper) -> dict[str, Any]:
        entry = paper.entry
        return {
            "id": entry.id,
            "rank": paper.rank,
            "title": entry.title,
            "authors": list(entry.authors),
            "categories": list(entry.categories),
            "summary": entry.summary,
            "summary_by": entry.maker,
            "score": entry.score,
            "reasons": [
                {"source": part.source, "points": part.points, "counted": part.counted} for part in paper.parts
            ],
            "engagement": {source: _counts(seen) for source, seen in entry.engagement},
            "withdrawn": entry.withdrawn,
            "url": f"{self.address}/{paper_path(entry.id)}",
            "arxiv": entry.url,
            "pdf": entry.pdf,
        }


def problem_as_json(problem: PageProblem) -> str:
    """Return what is wrong with a request for data."""
    return _text({"error": problem.sentence})


def _date(query: Mapping[str, str], name: str) -> date | None:
    if name not in query:
        return None
    try:
        day = date.fromisoformat(query[name])
    except ValueError as error:
        raise bad_request(f"{name} isn't a date. For example: {name}=2026-01-15") from error
    if day.isoformat() != query[name] or day < date(1991, 1, 1):
        raise bad_request(f"{name} isn't a date of arXiv's. For example: {name}=2026-01-15")
    return day


def _id(query: Mapping[str, str]) -> str:
    if not query.get("id"):
        raise bad_request("id is missing. For example: id=2601.00001")
    return query["id"]


def _counts(seen: Engagement) -> dict[str, int]:
    return {"reposts": seen.reposts, "likes": seen.likes, "replies": seen.replies}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
