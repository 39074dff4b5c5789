"""Reddit on the loopback: a token for an app, and the search, newest first, a thousand posts at most."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from bot.models.papers import Mention
from tests.helpers import source_payloads
from tests.helpers.fake_servers.world import NOW, World, link

CLIENT, SECRET = "stand-in-client", "stand-in-client-secret"
SPANS = {"week": 7, "month": 30, "year": 365, "all": 36500}
REACH = 1000


@dataclass
class Reddit:
    """Finds the posts of *world*. Tokens are valid until they are taken away."""

    world: World
    now: datetime = NOW
    tokens: set[str] = field(default_factory=set)
    logins: int = 0

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/reddit/access_token", self._token), web.get("/reddit/r/all/search", self._search)]

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        who = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {who}":
            return web.json_response({"message": "Unauthorized", "error": 401}, status=401)
        if form.get("grant_type") != "client_credentials":
            return web.json_response({"error": "unsupported_grant_type"})
        self.logins += 1
        token = f"reddit-token-{self.logins}"
        self.tokens.add(token)
        return web.json_response({"access_token": token, "token_type": "bearer", "expires_in": 86400, "scope": "*"})

    async def _search(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return web.json_response({"message": "Unauthorized", "error": 401}, status=401)
        query = request.query
        kind, _, place = query["q"].partition(":")
        since = self.now - timedelta(days=SPANS[query.get("t", "all")])
        found = [m for m in self.world.said("reddit") if m.created >= since and _is_in(m, kind, place)]
        found = sorted(found, key=lambda mention: mention.created, reverse=True)[:REACH]
        names = [f"t3_{mention.id}" for mention in found]
        start = names.index(query["after"]) + 1 if query.get("after") in names else 0
        page = found[start : start + min(int(query.get("limit", 25)), 100)]
        after = names[start + len(page) - 1] if page and start + len(page) < len(found) else None
        is_raw = query.get("raw_json") == "1"
        return web.json_response(source_payloads.reddit_listing(page, after, link, is_raw=is_raw))


def _is_in(mention: Mention, kind: str, place: str) -> bool:
    return place in link(mention) and kind == ("selftext" if source_payloads.is_self(mention) else "url")
