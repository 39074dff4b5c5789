"""A server of Mastodon on the loopback: hashtags, trending links and the posts behind these, by pages."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.models.papers import Mention
from tests.helpers import source_payloads
from tests.helpers.fake_servers.world import World, link

TAGS = ("arxiv", "machinelearning")


@dataclass
class Mastodon:
    """Shows the posts of *world*: half of them under a hashtag, the others behind the link that they share."""

    world: World

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/v1/trends/links", self._trends),
            web.get("/api/v1/timelines/tag/{tag}", self._tag),
            web.get("/api/v1/timelines/link", self._link),
        ]

    def _said(self) -> list[Mention]:
        return sorted(self.world.said("mastodon"), key=lambda mention: mention.created, reverse=True)

    async def _trends(self, request: web.Request) -> web.Response:
        trending = [{"url": link(mention), "title": "A Title", "history": []} for mention in self._said()[1::2]]
        elsewhere = {"url": "https://example.org/news", "title": "News", "history": []}
        return web.json_response([elsewhere, *trending][: int(request.query.get("limit", 10))])

    async def _tag(self, request: web.Request) -> web.Response:
        tag = request.match_info["tag"]
        if tag not in TAGS:
            return web.json_response({"error": "Record not found"}, status=404)
        return self._page(request, self._said()[::2] if tag == TAGS[0] else self._said()[:2])

    async def _link(self, request: web.Request) -> web.Response:
        found = [mention for mention in self._said()[1::2] if link(mention) == request.query["url"]]
        return self._page(request, found)

    def _page(self, request: web.Request, found: list[Mention]) -> web.Response:
        most = min(int(request.query.get("limit", 20)), 40)
        before = request.query.get("max_id")
        older = [mention for mention in found if before is None or source_payloads.status_id(mention) < before]
        page = older[:most]
        headers = {}
        if len(older) > most:
            onward = request.url.update_query(max_id=source_payloads.status_id(page[-1]))
            newer = request.url.update_query(min_id=source_payloads.status_id(page[0]))
            headers = {"Link": f'<{onward}>; rel="next", <{newer}>; rel="prev"'}
        return web.json_response([source_payloads.status(mention, link) for mention in page], headers=headers)
