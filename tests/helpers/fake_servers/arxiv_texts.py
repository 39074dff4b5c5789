"""arXiv's full texts on the loopback: pages and their pictures by version, and sources, asked as the rest of arXiv is.

https://info.arxiv.org/help/view.html
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.helpers.fake_servers.arxiv import Arxiv

CHUNK = b"<p>on and on</p>" * 4096
VERSIONED = re.compile(r"(?P<id>.+?)v(?P<version>\d+)")
TYPES = {"png": "image/png", "svg": "image/svg+xml", "jpg": "image/jpeg", "gz": "application/gzip"}


@dataclass
class Texts:
    """Keeps what is put in by its path, such as ``html/1810.04805v2``, and gives it with its tag.

    Who asks with that tag hears that nothing changed. A path without a version means the newest. `moved` paths lead
    elsewhere; `dying` ones break off in the middle, `endless` ones never end, `silent` ones never begin.
    """

    arxiv: Arxiv
    bodies: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    dying: set[str] = field(default_factory=set)
    endless: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    unchanged: int = 0

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/{path:(html|src)/.+}", self._give), web.get("/oai", self._record)]

    async def _record(self, request: web.Request) -> web.StreamResponse:
        """Give the license that was put in for a paper as ``oai/2008.10599``; as arXiv does, an error for others."""
        id = request.query["identifier"].removeprefix("oai:arXiv.org:")
        self.asked.append(f"oai/{id}")
        license = self.bodies.get(f"oai/{id}")
        found = b"<id>%b</id><license>%b</license>" % (id.encode(), license or b"")
        inner = b"<arXivRaw>" + found + b"</arXivRaw>" if license else b'<error code="idDoesNotExist"/>'
        body = b'<?xml version="1.0"?><OAI-PMH>' + inner + b"</OAI-PMH>"
        return await self.arxiv.alone(web.Response(body=body, content_type="text/xml"))

    async def _give(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        self.asked.append(path)
        if path in self.moved:
            return await self.arxiv.alone(web.Response(status=301, headers={"Location": self.moved[path]}))
        if trouble := self._trouble(path):
            return await trouble(request)
        body = self.bodies.get(path, self.bodies.get(self._newest(path)))
        if body is None:
            page = b"<html><title>404 Not Found</title><p>No HTML for this paper</html>"
            return await self.arxiv.alone(web.Response(status=404, body=page, content_type="text/html"))
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            self.unchanged += 1
            return await self.arxiv.alone(web.Response(status=304, headers={"ETag": tag}))
        headers = {"ETag": tag, "Content-Type": self._type(path)}
        return await self.arxiv.alone(web.Response(body=body, headers=headers))

    def _trouble(self, path: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]] | None:
        troubles = ((self.dying, self._die), (self.endless, self._flood), (self.silent, self._hang))
        return next((befall for paths, befall in troubles if path in paths), None)

    async def _die(self, request: web.Request) -> web.StreamResponse:
        body = self.bodies[request.match_info["path"]]
        answer = web.StreamResponse(headers={"Content-Length": str(len(body))})
        await answer.prepare(request)
        await answer.write(body[: len(body) // 2])
        if request.transport:
            request.transport.abort()
        return answer

    async def _flood(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        try:
            while True:
                await answer.write(CHUNK)
        except ConnectionError:
            return answer

    async def _hang(self, _: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    def _newest(self, path: str) -> str:
        """Return the path of the newest version of what has none named."""
        found = [match for match in map(VERSIONED.fullmatch, self.bodies) if match and match["id"] == path]
        return max(found, key=lambda match: int(match["version"]))[0] if found else ""

    def _type(self, path: str) -> str:
        if path.startswith("src/"):
            return TYPES["gz"]
        return TYPES.get(path.rpartition(".")[2], "text/html; charset=utf-8")
