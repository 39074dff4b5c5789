"""Fetch a paper's full text from arXiv: its HTML, else its TeX source, else only the abstract.

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
MAX_PICTURES = 8  # per figure: each is a request, and a slide can't show more
FILE_TIMEOUT = 150.0  # seconds for one file, including the throttle and retries; then arXiv counts as unavailable
OLDER_VERSIONS_TRIED = 2
"""How many earlier versions are tried, and then the first, if the newest page is a stub."""

NOT_THERE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
OUTSIDE = re.compile(r"\.\.|%2e|\\", re.IGNORECASE)
VERSION = re.compile(r"v\d+$")
NO_TEXT = FullText(TextFormat.ABSTRACT)


@dataclass(frozen=True, slots=True)
class FetchedText:
    """A full text, its version, the address of its page, and the TeX source if it was read from that.

    `problem` says why a better text could not be fetched.
    """

    text: FullText
    version: int | None = None
    url: str = ""
    source: bytes = b""
    problem: str = ""


@dataclass
class FullTextFetcher:
    """Fetches full texts from arXiv through *web* and keeps them in *cache*.

    Once arXiv is unavailable, only cached texts are returned, so that callers don't wait again. `problems` lists what
    could not be fetched.
    """

    web: HttpClient
    cache: Cache
    problems: list[str] = field(default_factory=list)
    _is_offline: bool = False

    async def fetch(self, paper: Paper) -> FetchedText:
        """Return the best available full text of a paper, at worst none. A withdrawn paper isn't fetched."""
        if paper.withdrawn:
            return FetchedText(NO_TEXT, paper.version)
        before = len(self.problems)
        brought = await self._bring_page(paper) or await self._bring_source(paper)
        return replace(brought, problem=next(iter(self.problems[before:]), ""))

    async def license(self, paper: Paper) -> str:
        """Return the license of a paper from arXiv, in one request; empty if unavailable."""
        url = oai.address(self.web.settings.arxiv_oai_url, paper.id)
        record = await self._fetch(url, MAX_OF_A_RECORD, is_page=False)
        found = oai.license_of(record, paper.id)
        if record and not found:
            await asyncio.to_thread(self.cache.put, url, CacheEntry(b""))  # fetched again tomorrow, not next week
        return found

    async def graphics(self, brought: FetchedText, figure: Figure) -> dict[str, bytes]:
        """Return the files of a figure by name, without unavailable ones; none if there are too many."""
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
                break  # its source is newer than older pages, but no better if the page is a stub
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
        """Return a file from arXiv or the cache; empty if unavailable.

        Only the failure of a page, or of a file with it, means that arXiv is unavailable.
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
        """Return the current file from arXiv. Raises SourceError."""
        if self._is_offline:
            raise SourceError(self.problems[-1])
        try:
            async with asyncio.timeout(FILE_TIMEOUT):
                answer = await self.web.get_arxiv_file(url, most, known.etag)
        except TimeoutError as error:
            raise SourceError(f"{url}: no answer within {FILE_TIMEOUT:g} s") from error
        except RequestNotServed as error:
            if error.status not in NOT_THERE:
                raise
            return CacheEntry(b"")
        return known if answer is None else CacheEntry(*answer)


def picture_url(page: str, name: str) -> str:
    """Return the address of a page's picture. Raises SourceError if it is outside of the paper's folders.

    A name that begins with the paper's id, of any version, is relative to the folder of all pages; others are relative
    to the page's folder.
    """
    paper = VERSION.sub("", page)
    parts = name.split("/")
    heads = (VERSION.sub("", "/".join(parts[:count])) for count in (1, 2))  # old identifiers have two parts
    own = next((head for head in heads if head and paper.endswith(f"/{head}")), None)
    try:
        joined = urljoin(paper.removesuffix(own) if own else f"{page}/", name)
    except ValueError:  # not a valid address
        joined = ""
    if not re.match(rf"{re.escape(paper)}(?:v\d+)?/", joined) or OUTSIDE.search(joined):
        raise SourceError(f"the picture {name[:200]!r} is not the paper's own")
    return joined


def _is_lasting(error: SourceError) -> bool:
    """Return whether arXiv is unavailable, and not only this one file."""
    if isinstance(error, RequestNotServed):
        return isinstance(error, ServiceBusy) or error.status in {None, HTTPStatus.FORBIDDEN}
    return not isinstance(error, UnusableResponse)


def _versions(newest: int | None) -> Iterator[int | None]:
    """Yield the versions to try. None is the newest version, if its number is unknown."""
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
    """Return the parsed text, read in a thread; None for an empty or unreadable one."""
    if not body:
        return None
    try:
        return await asyncio.to_thread(read, body)
    except SourceError as error:
        log.info("full text not parsed: url=%s error=%s", url, error)
        return None
