"""Fetch arXiv's announcement feeds: the current listing of each category.

Format: https://info.arxiv.org/help/atom_specifications.html
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from functools import partial

from bot.arxiv import categories
from bot.arxiv.calendar import NEW_YORK
from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.http.responses import error_excerpt
from bot.models.papers import Announcement, AnnounceType, Paper
from bot.sources.arxiv import atom
from bot.sources.arxiv.papers import fold, identifier, is_withdrawn, merge, own_categories, require_title
from bot.sources.parsing import instant, parse_items
from bot.sources.source import FetchRequest, FetchResult

FEED_LIMIT = 2000
"""A feed is cut at this many entries, and new papers are lost first: github.com/arXiv/arxiv-feed"""
AFFILIATION = re.compile(r" ?\([^()]*\)")
SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV")


async def fetch(web: HttpClient, ask: FetchRequest) -> FetchResult:
    """Return the current listing of the requested categories, from one feed for each."""
    return merge(
        [await _fetch_feed(web, category, ask.newest_listing) for category in categories.leaves(ask.categories)]
    )


def parse(body: bytes, day: date) -> FetchResult:
    """Return the announcements of a feed for the listing of *day*. Raises SourceError for another day or a cut feed."""
    document = atom.read(body)
    if document.feed.text(atom.ATOM + "title").startswith("Feed error"):
        raise SourceError(error_excerpt(body))
    if len(document.entries) >= FEED_LIMIT:
        raise SourceError(f"it may have been cut at {FEED_LIMIT:,} lines")
    if not document.entries:
        _check_empty(document.feed, day)
    lines, notes = parse_items("arxiv", document.entries, partial(_parse_entry, day=day))
    return FetchResult(
        tuple(paper for paper, _ in lines), tuple(announcement for _, announcement in lines), notes=notes
    )


def authors(creators: str) -> list[str]:
    """Split a list of authors at its commas, without affiliations in brackets. ``Jr.`` stays with its name."""
    names: list[str] = []
    for name in map(str.strip, AFFILIATION.sub("", creators).split(",")):
        if names and SUFFIX.fullmatch(name):
            names[-1] += f", {name}"
        elif name:
            names.append(name)
    return names


async def _fetch_feed(web: HttpClient, category: str, day: date) -> FetchResult:
    body = await web.get_arxiv(f"{web.settings.arxiv_feed_url}/{category}")
    try:
        return await asyncio.to_thread(parse, body, day)
    except SourceError as error:
        raise SourceError(f"feed of {category}: {error}") from error


def _parse_entry(entry: atom.Element, day: date) -> Iterator[tuple[Paper, Announcement]]:
    """Yield the paper and announcement of an entry. Raises ValueError, or SourceError if it has another day."""
    found = identifier(entry.text(atom.ATOM + "id"))
    _check_day(entry, "published", day)
    abstract = fold(entry.text(atom.ATOM + "summary").partition("Abstract:")[2])
    paper = Paper(
        id=found.id,
        title=require_title(fold(entry.text(atom.ATOM + "title"))),
        abstract=abstract,
        authors=tuple(authors(fold(entry.text(atom.DUBLIN_CORE + "creator")))),
        categories=own_categories(entry.categories),  # primary first
        version=found.version,
        journal=fold(entry.text(atom.ARXIV + "journal_reference")) or None,
        doi=entry.text(atom.ARXIV + "DOI") or None,
        license=entry.text(atom.DUBLIN_CORE + "rights") or None,
        withdrawn=is_withdrawn(abstract, ""),
    )
    kind = AnnounceType(entry.text(atom.ARXIV + "announce_type"))
    yield paper, Announcement(found.id, day, kind, found.version)


def _check_empty(feed: atom.Element, day: date) -> None:
    try:
        _check_day(feed, "updated", day)
    except ValueError as error:
        raise SourceError("it is empty and does not say of which day") from error


def _check_day(element: atom.Element, when: str, day: date) -> None:
    """Raise SourceError if the feed is of another day than *day*, ValueError if it has no date."""
    listed = instant(element.text(atom.ATOM + when)).astimezone(NEW_YORK).date()  # feeds are built at midnight there
    if listed != day:
        raise SourceError(f"stale: it is of {listed}, not of {day}")
