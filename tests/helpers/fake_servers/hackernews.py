"""The search of Hacker News, on the loopback: words, time windows, and a thousand hits at most."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.helpers import source_payloads
from tests.helpers.fake_servers.world import World, link

MOST = 1000
FILTER = re.compile(r"created_at_i(>=|<=|>|<)(\d+)")
COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


@dataclass
class HackerNews:
    """Finds the stories and comments of *world* by the words in them: *reach* hits at most, *most* a page."""

    world: World
    reach: int = MOST
    most: int = MOST

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/v1/search_by_date", self._search)]

    async def _search(self, request: web.Request) -> web.Response:
        per_page, page = int(request.query.get("hitsPerPage", 20)), int(request.query.get("page", 0))
        per_page = min(per_page, self.most)
        filters = [FILTER.fullmatch(text) for text in request.query.get("numericFilters", "").split(",")]
        if not all(filters):
            return web.json_response({"message": "invalid numericFilters", "status": 400}, status=400)
        words = _words(request.query.get("query", ""))
        every = [source_payloads.hit(m, link) for m in self.world.said("hackernews")]
        found = [hit for hit in every if words <= _words(_text(hit)) and all(_passes(hit, f) for f in filters)]
        found.sort(key=lambda hit: -hit["created_at_i"])
        within = found[: self.reach]
        return web.json_response(source_payloads.hits(within[page * per_page :][:per_page], len(found), page, per_page))


def _passes(hit: dict[str, Any], filter: re.Match[str]) -> bool:
    return COMPARE[filter[1]](hit["created_at_i"], int(filter[2]))


def _text(hit: dict[str, Any]) -> str:
    return " ".join(str(hit[key] or "") for key in ("title", "url", "story_text", "comment_text"))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.replace("&#x2F;", "/").lower()))
