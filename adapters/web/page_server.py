"""Answer requests for pages, feeds and data over HTTP. Read-only: nothing here writes to the store."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

from adapters.web.json_api import JSON, JsonApi, problem_as_json
from adapters.web.list_feeds import sitemap
from adapters.web.page_handlers import FEEDS, PageHandlers, Rendered
from adapters.web.page_paths import PageLinks
from adapters.web.page_problem import PageProblem
from adapters.web.page_rendering import STATIC, PageRenderer, static_file
from adapters.web.response_policy import FOREVER, SECURITY_HEADERS, Freshness, RequestBudget, etag_of
from adapters.web.site_reader import SiteReader
from bot.errors import CommandError, StoreError

log = logging.getLogger(__name__)

ROBOTS = "User-agent: *\nDisallow: /search\nDisallow: /api/\nDisallow: /*..\n"  # a range may take seconds
MAX_RENDERED = 500  # pages that are kept, 25 kB each
TIMEOUT = 20.0  # seconds for one answer
BUSY = "The database can't be read now. Try again in a minute."
TOO_MANY = "Too many requests from your address. Try again in a few seconds."
RETRY_BUSY = 30  # seconds
HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}(?::\d{1,5})?|\[[0-9a-fA-F:]{2,45}\](?::\d{1,5})?")
TYPES = {"css": "text/css", "js": "text/javascript"}
LOOPBACK = frozenset({"127.0.0.1", "::1"})
HEADINGS = {
    HTTPStatus.OK: "No listing",
    HTTPStatus.BAD_REQUEST: "I don't understand that",
    HTTPStatus.NOT_FOUND: "Nothing here",
    HTTPStatus.SERVICE_UNAVAILABLE: "Still collecting",
}


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request for a page: its path without the prefix, its query, and the address that pages are at."""

    path: str
    query: Mapping[str, str]
    address: str
    prefix: str
    if_none_match: str

    @property
    def renderer(self) -> PageRenderer:
        """A renderer whose links lead to this server."""
        return PageRenderer(PageLinks(f"{self.prefix}/"), self.address)

    @property
    def is_data(self) -> bool:
        """Whether a program reads the answer."""
        return self.path.startswith("api/") or self.path.endswith(tuple(FEEDS))


class PageServer:
    """The pages of a store. *address* is their public base URL, or empty."""

    def __init__(self, reader: SiteReader, address: str = "") -> None:
        self._reader, self._address = reader, address
        self._prefix = urlsplit(address).path.rstrip("/")
        self._budget = RequestBudget()
        self._rendered: OrderedDict[str, str | bytes] = OrderedDict()  # by ETag, the one used longest ago first

    def routes(self) -> list[web.RouteDef]:
        """Return the routes. The last takes every path that no other route has."""
        return [web.get("/{path:.*}", self.answer)]

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request, with the headers that every response has."""
        response = await self._limited(request)
        response.headers.update(SECURITY_HEADERS)
        return response

    async def _limited(self, request: web.Request) -> web.Response:
        seconds = self._budget.wait(client_of(request), asyncio.get_running_loop().time())
        if seconds:
            return _text(TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS, retry_after=int(seconds) + 1)
        asked = self._read(request)
        try:
            async with asyncio.timeout(TIMEOUT):
                return await self._checked(asked)
        except (StoreError, TimeoutError) as error:
            log.warning("page not shown: path=%s error=%s", asked.path[:200], error)
            return _text(BUSY, HTTPStatus.SERVICE_UNAVAILABLE, retry_after=RETRY_BUSY)

    def _read(self, request: web.Request) -> PageRequest:
        address = self._address or f"{request.scheme}://{request.host if HOST.fullmatch(request.host) else 'localhost'}"
        path = request.match_info["path"]
        path = path.removeprefix(f"{self._prefix[1:]}/") if self._prefix else path
        return PageRequest(path, request.query, address, self._prefix, request.headers.get("If-None-Match", ""))

    async def _checked(self, asked: PageRequest) -> web.Response:
        try:
            return await self._respond(asked)
        except PageProblem as problem:
            return await self._problem(asked, problem)
        except CommandError as error:
            return await self._problem(asked, PageProblem(str(error)))

    async def _respond(self, asked: PageRequest) -> web.Response:
        if asked.path in STATIC:
            return _static(asked)
        if asked.path == "robots.txt":
            return _text(f"{ROBOTS}Sitemap: {asked.address}/sitemap.xml\n")
        if asked.path == "sitemap.xml":
            return await self._conditional(asked, await self._sitemap(asked.address))
        if asked.path.startswith("api/"):
            api = JsonApi(self._reader, asked.address)
            return await self._conditional(asked, await api.answer(asked.path, asked.query))
        found = await PageHandlers(self._reader, asked.renderer, asked.address).find(asked.path, asked.query)
        if isinstance(found, str):
            return _redirect(asked.renderer.links.to(found))
        return await self._conditional(asked, found)

    async def _sitemap(self, address: str) -> Rendered:
        async def render() -> str:
            return sitemap(f"{address}/{path}" for path in await self._reader.sitemap())

        fresh = Freshness(etag_of(address, await self._reader.version()))
        return Rendered(fresh, "application/xml", render)

    async def _conditional(self, asked: PageRequest, found: Rendered) -> web.Response:
        """Render a page unless the reader has its version, or it was rendered before."""
        headers, etag = found.fresh.headers(), found.fresh.etag
        if asked.if_none_match and found.fresh.is_known(asked.if_none_match):
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        body = self._rendered.pop(etag, None) or await found.render()
        self._rendered[etag] = body
        if len(self._rendered) > MAX_RENDERED:
            self._rendered.popitem(last=False)
        if isinstance(body, bytes):
            return web.Response(body=body, content_type=found.content_type, headers=headers)
        return web.Response(text=body, content_type=found.content_type, charset="utf-8", headers=headers)

    async def _problem(self, asked: PageRequest, problem: PageProblem) -> web.Response:
        """Say what is wrong: as a sentence to people, as JSON to programs."""
        retry = int(problem.retry_after.total_seconds()) if problem.retry_after else 0
        if asked.is_data:
            status = HTTPStatus.NOT_FOUND if problem.status is HTTPStatus.OK else problem.status
            return _text(problem_as_json(problem), status, JSON, retry)
        days = await self._reader.days_around(problem.asked)
        page = asked.renderer.message(HEADINGS.get(problem.status, "Sorry"), problem.sentence, days)
        return _text(page, problem.status, "text/html", retry)


def client_of(request: web.Request) -> str:
    """Return the address of who asks: behind a proxy on this machine, the one that the proxy names last."""
    remote = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "") if remote in LOOPBACK else ""
    return forwarded.rpartition(",")[2].strip()[:64] or remote


def _static(asked: PageRequest) -> web.Response:
    body = static_file(asked.path)
    fresh = Freshness(etag_of(body), FOREVER)
    if asked.if_none_match and fresh.is_known(asked.if_none_match):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=fresh.headers())
    content_type = TYPES[asked.path.rpartition(".")[2]]
    return web.Response(body=body, content_type=content_type, charset="utf-8", headers=fresh.headers())


def _redirect(address: str) -> web.Response:
    return web.Response(status=HTTPStatus.FOUND, headers={"Location": address, "Cache-Control": "no-cache"})


def _text(
    text: str, status: HTTPStatus = HTTPStatus.OK, content_type: str = "text/plain", retry_after: int = 0
) -> web.Response:
    headers = {"Cache-Control": "no-cache"} | ({"Retry-After": str(retry_after)} if retry_after else {})
    return web.Response(text=text, status=status, content_type=content_type, charset="utf-8", headers=headers)
