"""Bring a paper's full text: arXiv's HTML, else its TeX, else the abstract alone. All through the one connection.

https://info.arxiv.org/about/accessible_HTML.html
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from urllib.parse import urljoin

from bot.errors import SourceError
from bot.models import Paper
from bot.web import Web
from bot.weekly import latexml
from bot.weekly.cache import Cache, Kept
from bot.weekly.fulltext import Figure, Form, FullText
from bot.weekly.tex import reading, unpacking

log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_OF_A_PAGE = 40 << 20  # bytes
OLDER = 2  # versions before the newest, whose page may be whole where the newest is a stub


@dataclass(frozen=True, slots=True)
class Brought:
    """A full text, where its page is, and the source if it was read from that."""

    text: FullText
    url: str = ""
    source: bytes = b""


async def bring(web: Web, cache: Cache, paper: Paper) -> Brought:
    """Return the best full text that arXiv has of a paper. What cannot be had is logged, never raised."""
    for url in _pages(web, paper):
        page = await _try(url, _fetch(web, cache, url, MOST_OF_A_PAGE))
        read = await _read(url, partial(latexml.read, page)) if page else None
        if read and not read.is_stub:
            return Brought(read, url)
    url = f"{web.settings.arxiv_source_url}/{paper.id}{_version(paper.version)}"
    source = await _try(url, _fetch(web, cache, url, unpacking.MOST_PACKED))
    read = await _read(url, partial(_from_source, source)) if source else None
    if source and read and not read.is_stub:
        return Brought(read, source=source)
    return Brought(FullText(Form.ABSTRACT))


async def graphics(web: Web, cache: Cache, brought: Brought, figure: Figure) -> dict[str, bytes]:
    """Return the files of a figure by their names in it; those that cannot be had are left out."""
    if brought.source:
        found = await asyncio.to_thread(unpacking.graphics, brought.source, set(figure.graphics))
        return {name: body for name, body in found.items() if body}
    bodies = [(name, await _try(name, _picture(web, cache, brought.url, name))) for name in figure.graphics]
    return {name: body for name, body in bodies if body}


def address(page: str, name: str) -> str:
    """Return where a page's picture is. Raises SourceError if that is outside of the page's folder.

    Names are relative to the folder of all pages where they begin with the paper's own, else to the paper's.
    """
    own = page.rpartition("/")[2]
    base = page.rpartition("/")[0] + "/" if name.startswith(f"{own}/") else page + "/"
    joined = urljoin(base, name)
    if not joined.startswith(page + "/") or ".." in joined:
        raise SourceError(f"the picture {name!r} is not the page's own")
    return joined


async def _picture(web: Web, cache: Cache, page: str, name: str) -> bytes:
    return await _fetch(web, cache, address(page, name), MOST_OF_A_PAGE)


def _pages(web: Web, paper: Paper) -> Iterator[str]:
    newest = paper.version
    if newest is None:
        yield f"{web.settings.arxiv_html_url}/{paper.id}"
        return
    for version in range(newest, max(newest - OLDER - 1, 0), -1):
        yield f"{web.settings.arxiv_html_url}/{paper.id}v{version}"


def _version(number: int | None) -> str:
    return f"v{number}" if number else ""


def _from_source(body: bytes) -> FullText:
    return reading.read(*unpacking.texts(body))


async def _fetch(web: Web, cache: Cache, url: str, most: int) -> bytes:
    known = await asyncio.to_thread(cache.get, url)
    if known and known.is_fresh:
        return known.body
    fetched = await web.get_arxiv_file(url, most, known.etag if known else "")
    if fetched is None:
        fetched = (known.body, known.etag) if known else (b"", "")
    await asyncio.to_thread(cache.put, url, Kept(*fetched))
    return fetched[0]


async def _try(what: str, trying: Awaitable[T]) -> T | None:
    """Return what is brought; None if arXiv does not have it or has no time for us."""
    try:
        return await trying
    except SourceError as error:
        log.info("not brought: what=%s error=%s", what, error)
        return None


async def _read(what: str, read: Callable[[], FullText]) -> FullText | None:
    return await _try(what, asyncio.to_thread(read))
