"""arXiv's query API and announcement feeds, on the loopback: as strict, and as unreliable, as the real ones."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase

from aiohttp import web

from bot.arxiv import identifiers
from bot.models.papers import Announcement, AnnounceType, Paper
from tests.helpers import factories, source_payloads
from tests.helpers.fake_servers.world import DAY, World

MAX_SLICE = 2000
FURTHEST = 30000
QUERY = re.compile(r"\((?P<terms>.+)\) AND submittedDate:\[(?P<since>\d{12}) TO (?P<until>\d{12})\]")
FAMOUS = factories.paper("1706.03762", title="Attention Is All You Need", published=datetime(2017, 6, 12, tzinfo=UTC))
SECONDARY = {AnnounceType.NEW: AnnounceType.CROSS, AnnounceType.REPLACE: AnnounceType.REPLACE_CROSS}


@dataclass
class Arxiv:
    """Knows *world*; its feeds were made at midnight of *day*. Who asks twice at once, or too soon, is refused."""

    world: World
    day: date = DAY
    delay: float = 0.0
    starts: list[float] = field(default_factory=list)
    violations: int = 0
    _open: int = 0

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/query", self._query), web.get("/atom/{category}", self._feed)]

    async def _query(self, request: web.Request) -> web.Response:
        return await self.alone(self._answer(request))

    async def _feed(self, request: web.Request) -> web.Response:
        category = request.match_info["category"]
        if category not in {each for paper in self.world.papers for each in paper.categories} | {"cs.GL"}:
            known = re.fullmatch(r"[a-z-]+(\.[A-Za-z-]+)?", category)
            answer = (
                _xml(source_payloads.feed(category, self.day))
                if known
                else _xml(source_payloads.feed_error(category), 400)
            )
        else:
            answer = _xml(source_payloads.feed(category, self.day, self._lines(category)))
        return await self.alone(answer)

    async def alone(self, answer: web.Response) -> web.Response:
        """Answer, unless another request is under way or was just before: that is against the terms."""
        now = asyncio.get_running_loop().time()
        too_soon = bool(self.starts) and now - self.starts[-1] < self.delay
        self.starts.append(now)
        if too_soon or self._open:
            self.violations += 1
            return web.Response(status=429, text="Rate exceeded.", headers={"Retry-After": "3"})
        self._open += 1
        try:
            for _ in range(10):  # another request gets its chance to come in
                await asyncio.sleep(0)
            return answer
        finally:
            self._open -= 1

    def _answer(self, request: web.Request) -> web.Response:
        start, most = int(request.query.get("start", 0)), int(request.query.get("max_results", 10))
        if most > MAX_SLICE or start + most > FURTHEST:
            return _xml(source_payloads.api_error("max_results is too large"), 400)
        ids = [id for id in request.query.get("id_list", "").split(",") if id]
        for id in ids:
            if identifiers.parse(id) is None:
                return _xml(source_payloads.api_error(f"incorrect id format for {id}"), 400)
        found = [paper for paper in (*self.world.papers, FAMOUS) if paper.id in ids] if ids else self._search(request)
        if found is None:
            return _xml(source_payloads.api_error("malformed query"), 400)
        total = len(ids) if ids else len(found)  # ids that no one knows count: github.com/autobib/autobib/issues/183
        return _xml(source_payloads.api_page(found[start : start + most], total, start))

    def _search(self, request: web.Request) -> list[Paper] | None:
        asked = QUERY.fullmatch(request.query.get("search_query", ""))
        if not asked:
            return None
        since = datetime.strptime(asked["since"], "%Y%m%d%H%M").replace(tzinfo=UTC)
        until = datetime.strptime(asked["until"], "%Y%m%d%H%M").replace(tzinfo=UTC) + timedelta(minutes=1)
        patterns = [term.removeprefix("cat:") for term in asked["terms"].split(" OR ")]
        found = [
            paper
            for paper in self.world.papers
            if since <= paper.published < until
            and any(fnmatchcase(category, pattern) for category in paper.categories for pattern in patterns)
        ]
        return sorted(found, key=lambda paper: (paper.published, paper.id))

    def _lines(self, category: str) -> list[tuple[Paper, Announcement]]:
        """Return what the day's mailing has in a category: for its other categories, a paper is a cross-list."""
        lines = []
        for line in self.world.announcements:
            paper = self.world.paper(line.paper)
            if line.date == self.day and category in paper.categories:
                kind = line.type if paper.categories[0] == category else SECONDARY.get(line.type, line.type)
                lines.append((paper, Announcement(line.paper, line.date, kind, line.version)))
        return lines


def _xml(body: bytes, status: int = 200) -> web.Response:
    return web.Response(body=body, status=status, content_type="application/atom+xml")
