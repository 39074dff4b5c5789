"""The interface of a source: the request, the result, and the fetch function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from bot.arxiv.calendar import Holidays, Window
from bot.http.client import HttpClient
from bot.models.papers import Announcement, ExternalSummary, Mention, Paper, PaperId

DISCUSSION_SPAN = timedelta(days=7)
"""How long after a listing mentions of it are fetched."""
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to fetch from a source, and how much may be spent.

    `listings` are the dates of the followed listings. `newest_listing` is arXiv's newest listing at *now*, the only one
    that its feeds may hold. With `papers`, arXiv returns just those. `older_papers` are earlier papers for sources that
    learn of papers late. `quota` is the number of paid reads allowed.
    """

    now: datetime
    listings: tuple[date, ...]
    newest_listing: date
    categories: tuple[str, ...]
    holidays: Holidays
    papers: tuple[PaperId, ...] = ()
    older_papers: tuple[PaperId, ...] = ()
    quota: int = 0


@dataclass(frozen=True, slots=True)
class FetchResult:
    """The result of a fetch. `reads_spent` is the number of paid reads, `notes` are warnings."""

    papers: tuple[Paper, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    mentions: tuple[Mention, ...] = ()
    summaries: tuple[ExternalSummary, ...] = ()
    reads_spent: int = 0
    notes: tuple[str, ...] = ()


class Source(Protocol):
    """A source of papers or mentions. A module with this function is one."""

    async def fetch(self, web: HttpClient, ask: FetchRequest) -> FetchResult:
        """Return everything requested. Raises SourceError. An incomplete result has a note."""


def discussion_window(ask: FetchRequest) -> Window:
    """Return when the listings are discussed: from the first until a week after the last, or until now.

    In whole seconds; *now* is in the last of them.
    """
    start = datetime.combine(min(ask.listings), time(), UTC)
    soon = (ask.now + SECOND).replace(microsecond=0)
    return Window(start, min(datetime.combine(max(ask.listings), time(), UTC) + DISCUSSION_SPAN, soon))
