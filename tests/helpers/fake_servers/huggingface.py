"""Hugging Face's daily papers, on the loopback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from aiohttp import web

from tests.helpers import source_payloads
from tests.helpers.fake_servers.world import NOW, World

MOST = 100


@dataclass
class HuggingFace:
    """Lists the papers of *world* by day. It knows no tomorrow."""

    world: World
    now: datetime = NOW

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/daily_papers", self._daily)]

    async def _daily(self, request: web.Request) -> web.Response:
        day = date.fromisoformat(request.query["date"])
        limit, page = int(request.query.get("limit", 50)), int(request.query.get("p", 0))
        if day > self.now.date() or not 1 <= limit <= MOST:
            return web.json_response({"error": "Invalid date or limit"}, status=400)
        listed = [m for m in self.world.said("huggingface") if m.created.astimezone(UTC).date() == day]
        shown = listed[page * limit : (page + 1) * limit]
        stars = {mention.paper: mention.engagement.likes for mention in self.world.said("github")}
        return web.json_response(
            [source_payloads.daily_paper(m, self.world.paper(m.paper).title, stars.get(m.paper)) for m in shown]
        )
