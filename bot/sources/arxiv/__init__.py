"""Fetch papers from arXiv: the current listing from its announcement feeds, earlier ones from its query API."""

from __future__ import annotations

import logging
from datetime import date

from bot.arxiv.calendar import NEW_YORK
from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.sources.arxiv import api, feed
from bot.sources.arxiv.papers import merge
from bot.sources.source import FetchRequest, FetchResult

log = logging.getLogger(__name__)


async def fetch(web: HttpClient, ask: FetchRequest) -> FetchResult:
    """Return the requested papers, or those announced in the requested listings and categories."""
    if ask.papers:
        return await api.fetch_by_id(web, ask.papers)
    return merge([await _listing(web, ask, day) for day in ask.listings])


async def _listing(web: HttpClient, ask: FetchRequest, day: date) -> FetchResult:
    return await _current(web, ask) if day == ask.newest_listing else await api.listing(web, ask, day)


async def _current(web: HttpClient, ask: FetchRequest) -> FetchResult:
    """Return the current listing: from the feeds on its own day in New York, else from the API."""
    today = ask.now.astimezone(NEW_YORK).date()  # feeds are rebuilt at midnight there, four hours after the mailing
    if today == ask.newest_listing:
        try:
            return await feed.fetch(web, ask)
        except SourceError as error:
            log.warning("feeds skipped: listing=%s error=%s", ask.newest_listing, error)
    answer = await api.listing(web, ask, ask.newest_listing)
    if not answer.papers and today <= ask.newest_listing:
        raise SourceError(f"the listing of {ask.newest_listing} is not to be had yet")
    return answer
