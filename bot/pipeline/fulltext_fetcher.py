"""Bring a paper's full text: arXiv's HTML, else its TeX, else the abstract alone. All through the one connection.

https://info.arxiv.org/about/accessible_HTML.html
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from urllib.parse import urljoin

from bot.errors import RequestNotServed, ServiceBusy, SourceError, UnusableResponse
from bot.fulltext import latexml
from bot.fulltext.cache import Cache, CacheEntry
from bot.fulltext.model import Figure, FullText, TextFormat
from bot.fulltext.tex import archive, reader
from bot.http.client import HttpClient
from bot.models.papers import Paper
from bot.sources.arxiv import oai

log = logging.getLogger(__name__)

MAX_OF_A_PAGE = 40 << 20  # bytes
MAX_OF_A_PICTURE = 10 << 20
MAX_OF_A_RECORD = 1 << 20
MAX_PICTURES = 8  # of one figure: each is a request, and a slide cannot show more
PATIENCE = 150.0  # seconds for one file, with its turn at arXiv and all attempts; then arXiv counts as out of reach
OLDER_VERSIONS_TRIED = 2
"""How many versions before the newest are tried, and then the first, where the newest page is a stub."""

NOT_THERE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
OUTSIDE = re.compile(r"\.\.|%2e|\\", re.IGNORECASE)
VERSION = re.compile(r"v\d+$")
NO_TEXT = FullText(TextFormat.ABSTRACT)


@dataclass(frozen=True, slots=True)
class FetchedText:
    """A full text, of which version, where its page is, and the source if it was read from that.

    `problem` is what kept us from bringing all that there may be.
    """

    text: FullText
    version: int | None = None
    url: str = ""
    source: bytes = b""
    problem: str = ""


@dataclass
class FullTextFetcher:
    """The full texts of arXiv, as *web* brings them and *cache* keeps them.

    Once arXiv is out of reach, only what is kept is given: nobody waits for it again and again. `problems` are what
    could not be brought though it may be there.
    """

    web: HttpClient
    cache: Cache
    problems: list[str] = field(default_factory=list)
    _is_offline: bool = False

    async def fetch(self, paper: Paper) -> FetchedText:
        """Return the best full text that can be had of a paper, at worst none; of a withdrawn one nothing is read."""
        if paper.withdrawn:
            return FetchedText(NO_TEXT, paper.version)
        before = len(self.problems)
        brought = await self._bring_page(paper) or await self._bring_source(paper)
        return replace(brought, problem=next(iter(self.problems[before:]), ""))

    async def license(self, paper: Paper) -> str:
        """Return the license that arXiv keeps of a paper, in one request; empty if it cannot be had."""
        url = oai.address(self.web.settings.arxiv_oai_url, paper.id)
        record = await self._fetch(url, MAX_OF_A_RECORD, is_page=False)
        found = oai.license_of(record, paper.id)
        if record and not found:
            await asyncio.to_thread(self.cache.put, url, CacheEntry(b""))  # asked again tomorrow, not next week
        return found

    async def graphics(self, brought: FetchedText, figure: Figure) -> dict[str, bytes]:
        """Return the files of a figure by their names in it, without what cannot be had; none if they are many."""
        if len(figure.graphics) > MAX_PICTURES:
            return {}
        if brought.source:
            return await asyncio.to_thread(_unpacked, brought.source, figure)
        bodies = {name: await self._picture(brought.url, name) for name in figure.graphics}
        return {name: body for name, body in bodies.items() if body}

    async def _bring_page(self, paper: Paper) -> FetchedText | None:
        for version in _versions(paper.version):
            url = f"{self.web.settings.arxiv_html_url}/{paper.id}{_suffix(version)}"
            page = await self._fetch(url, MAX_OF_A_PAGE)
            read = await _read(url, latexml.read, page)
            if read and not read.is_incomplete:
                return FetchedText(read, version, url)
            if not page and version == paper.version:
                break  # its source is newer than older pages; behind a stub there is no better source
        return None

    async def _bring_source(self, paper: Paper) -> FetchedText:
        url = f"{self.web.settings.arxiv_source_url}/{paper.id}{_suffix(paper.version)}"
        source = await self._fetch(url, archive.MAX_PACKED)
        read = await _read(url, _from_source, source)
        if read and not read.is_incomplete:
            return FetchedText(read, paper.version, source=source)
        return FetchedText(NO_TEXT, paper.version)

    async def _picture(self, page: str, name: str) -> bytes:
        try:
            url = picture_url(page, name)
        except SourceError as error:
            log.info("full text not fetched: error=%s", error)
            return b""
        return await self._fetch(url, MAX_OF_A_PICTURE)

    async def _fetch(self, url: str, most: int, *, is_page: bool = True) -> bytes:
        """Return what arXiv has at an address, or had when it was last asked; nothing if there is nothing to be had.

        Only for what is a page, or with it, one that is out of reach means that all are.
        """
        known = await asyncio.to_thread(self.cache.get, url)
        if known and (known.is_fresh or self._is_offline):
            return known.body
        try:
            kept = await self._ask(url, most, known or CacheEntry(b""))
        except SourceError as error:
            log.info("full text not fetched: error=%s", error)
            self.problems.append(str(error))
            self._is_offline = self._is_offline or (is_page and _is_lasting(error))
            return known.body if known else b""
        await asyncio.to_thread(self.cache.put, url, kept)
        return kept.body

    async def _ask(self, url: str, most: int, known: CacheEntry) -> CacheEntry:
        """Return what arXiv has now. Raises SourceError."""
        if self._is_offline:
            raise SourceError(self.problems[-1])
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self.web.get_arxiv_file(url, most, known.etag)
        except TimeoutError as error:
            raise SourceError(f"{url}: no answer within {PATIENCE:g} s") from error
        except RequestNotServed as error:
            if error.status not in NOT_THERE:
                raise
            return CacheEntry(b"")
        return known if answer is None else CacheEntry(*answer)


def picture_url(page: str, name: str) -> str:
    """Return where a page's picture is. Raises SourceError if that is outside of the paper's folders.

    Names are relative to the folder of all pages where they begin with the paper's own, of whichever version, else to
    the page's.
    """
    paper = VERSION.sub("", page)
    parts = name.split("/")
    heads = (VERSION.sub("", "/".join(parts[:count])) for count in (1, 2))  # old identifiers have two parts
    own = next((head for head in heads if head and paper.endswith(f"/{head}")), None)
    try:
        joined = urljoin(paper.removesuffix(own) if own else f"{page}/", name)
    except ValueError:  # it looks like an address and is none
        joined = ""
    if not re.match(rf"{re.escape(paper)}(?:v\d+)?/", joined) or OUTSIDE.search(joined):
        raise SourceError(f"the picture {name[:200]!r} is not the paper's own")
    return joined


def _is_lasting(error: SourceError) -> bool:
    """Say whether arXiv is out of reach, for us or for all, and not only this one file."""
    if isinstance(error, RequestNotServed):
        return isinstance(error, ServiceBusy) or error.status in {None, HTTPStatus.FORBIDDEN}
    return not isinstance(error, UnusableResponse)


def _versions(newest: int | None) -> Iterator[int | None]:
    """Yield the versions to be tried; None is the newest where nobody knows which that is."""
    if newest is None:
        yield None
        return
    last = max(newest - OLDER_VERSIONS_TRIED, 1)
    yield from range(newest, last - 1, -1)
    if last > 1:
        yield 1


def _suffix(version: int | None) -> str:
    return f"v{version}" if version else ""


def _from_source(body: bytes) -> FullText:
    return reader.read(*archive.texts(body))


def _unpacked(source: bytes, figure: Figure) -> dict[str, bytes]:
    try:
        return {name: body for name, body in archive.graphics(source, set(figure.graphics)).items() if body}
    except SourceError as error:
        log.info("figure not unpacked: figure=%s error=%s", figure.label, error)
        return {}


async def _read(url: str, read: Callable[[bytes], FullText], body: bytes) -> FullText | None:
    """Return what is read, off the loop; None of nothing, and of what cannot be read."""
    if not body:
        return None
    try:
        return await asyncio.to_thread(read, body)
    except SourceError as error:
        log.info("full text not parsed: url=%s error=%s", url, error)
        return None
