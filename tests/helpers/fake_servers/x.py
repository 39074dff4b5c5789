"""The recent search of X's API v2, on the loopback: for a token, by the page, at a price."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.models.papers import Mention
from tests.helpers import source_payloads
from tests.helpers.fake_servers.world import NOW, World, link

TOKEN = "stand-in-token"
MAX_QUERY_LENGTH = 512


@dataclass
class X:
    """Finds the posts of *world*, newest first. `reads` is what the operator pays for."""

    world: World
    now: datetime = NOW
    reads: int = 0

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/2/tweets/search/recent", self._search)]

    async def _search(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"title": "Unauthorized", "status": 401, "detail": "Unauthorized"}, status=401)
        if problem := self._problem(request):
            return web.json_response({"title": "Invalid Request", "detail": problem}, status=400)
        found = self._find(request)
        start = int(request.query.get("next_token", "t0")[1:])
        end = start + int(request.query.get("max_results", 10))
        page = found[start:end]
        self.reads += len(page)
        if "expansions" in request.query:  # what is sent along is billed, too
            self.reads += len(page)
        return web.json_response(source_payloads.posts(page, f"t{end}" if end < len(found) else "", link))

    def _problem(self, request: web.Request) -> str | None:
        query = request.query.get("query", "")
        if not 0 < len(query) <= MAX_QUERY_LENGTH:
            return "query: between 1 and 512 characters"
        if not 10 <= int(request.query.get("max_results", 10)) <= 100:
            return "max_results: between 10 and 100"
        if not re.fullmatch(r"t\d+", request.query.get("next_token", "t0")):
            return "next_token: unknown"
        if datetime.fromisoformat(request.query["start_time"]) < self.now - timedelta(days=7):
            return "start_time: must be after 7 days ago"
        return None

    def _find(self, request: web.Request) -> list[Mention]:
        query, since = request.query["query"], datetime.fromisoformat(request.query["start_time"])
        places = re.findall(r'url:"([^"]+)"', query)
        found = [
            mention
            for mention in self.world.said("x")
            if mention.created >= since
            and any(place in link(mention) for place in places)
            and not ("-is:retweet" in query and mention.repost_of)
        ]
        return sorted(found, key=lambda mention: mention.created, reverse=True)
