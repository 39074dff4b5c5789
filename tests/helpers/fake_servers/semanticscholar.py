"""Semantic Scholar's batch of papers on the loopback: for a key, five hundred at most, in the order asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import web

from tests.helpers import source_payloads
from tests.helpers.fake_servers.world import World

KEY = "stand-in-scholar-key"
MOST = 500


@dataclass
class SemanticScholar:
    """Knows the papers of *world* that are cited; it stumbles over those in *poison*."""

    world: World
    poison: set[str] = field(default_factory=set)
    batches: list[int] = field(default_factory=list)

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/graph/v1/paper/batch", self._batch)]

    async def _batch(self, request: web.Request) -> web.Response:
        if request.headers.get("x-api-key") != KEY:
            return web.json_response({"message": "Forbidden"}, status=403)
        ids = [id.removeprefix("ARXIV:") for id in (await request.json())["ids"]]
        self.batches.append(len(ids))
        if len(ids) > MOST:
            return web.json_response({"error": f"Too many ids, max {MOST}"}, status=400)
        if self.poison & set(ids):
            return web.json_response({"message": "Internal Server Error"}, status=500)
        cited = {mention.paper: mention for mention in self.world.said("semanticscholar")}
        found = [source_payloads.scholarly(cited[id]) if id in cited else None for id in ids]
        if not any(found):
            return web.json_response({"error": "No valid paper ids given"}, status=400)
        return web.json_response(found)
