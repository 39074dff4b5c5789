"""Bluesky on the loopback: sessions with an app password, and the search of posts by domain and time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import web

from tests.helpers import source_payloads
from tests.helpers.fake_servers.world import World, link

HANDLE, PASSWORD = "stand-in.bsky.social", "stan-d-in-pass-word"
CALLS = "/bluesky/xrpc/"


@dataclass
class Bluesky:
    """Finds the posts of *world*. Tokens are valid until they are taken away."""

    world: World
    tokens: set[str] = field(default_factory=set)
    renewals: set[str] = field(default_factory=set)
    logins: int = 0
    renewed: int = 0

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post(f"{CALLS}com.atproto.server.createSession", self._create),
            web.post(f"{CALLS}com.atproto.server.refreshSession", self._refresh),
            web.get(f"{CALLS}app.bsky.feed.searchPosts", self._search),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        if await request.json() != {"identifier": HANDLE, "password": PASSWORD}:
            said = {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
            return web.json_response(said, status=401)
        self.logins += 1
        return self._session()

    async def _refresh(self, request: web.Request) -> web.Response:
        token = _token(request)
        if token not in self.renewals:
            return web.json_response({"error": "ExpiredToken", "message": "Token has expired"}, status=400)
        self.renewals.remove(token)
        self.renewed += 1
        return self._session()

    def _session(self) -> web.Response:
        number = self.logins + self.renewed
        self.tokens.add(f"access-{number}")
        self.renewals.add(f"refresh-{number}")
        session = {"accessJwt": f"access-{number}", "refreshJwt": f"refresh-{number}"}
        return web.json_response(session | {"did": "did:plc:standin", "handle": HANDLE, "active": True})

    async def _search(self, request: web.Request) -> web.Response:
        if _token(request) not in self.tokens:
            return web.json_response({"error": "ExpiredToken", "message": "Token has expired"}, status=400)
        query = request.query
        limit = int(query.get("limit", 25))
        if not query.get("q") or not 1 <= limit <= 100:
            return web.json_response({"error": "InvalidRequest", "message": "Error: q or limit"}, status=400)
        since, until = (datetime.fromisoformat(query[name]) for name in ("since", "until"))
        found = [
            mention
            for mention in self.world.said("bluesky")
            if since <= mention.created < until and (urlsplit(link(mention)).hostname or "").endswith(query["domain"])
        ]
        found.sort(key=lambda mention: mention.created, reverse=True)
        start = int(query.get("cursor", 0))
        page = found[start : start + limit]
        cursor = str(start + limit) if start + limit < len(found) else ""
        return web.json_response(source_payloads.bluesky_posts(page, cursor, link))


def _token(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")
