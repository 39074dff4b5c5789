"""What every source has in common: what it is asked, what it answers, and how it is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from bot.arxiv.calendar import Holidays, Window
from bot.http.client import HttpClient
from bot.models.papers import Announcement, ExternalSummary, Mention, Paper, PaperId

DISCUSSION_SPAN = timedelta(days=7)
"""After that long, nothing said of a listing is new to a digest."""
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What is wanted of a source, and how much may be spent on it.

    `listings` are the listing dates whose papers we follow; `current` is the newest of arXiv's listings at *now*,
    the only one that arXiv's feeds may hold. With `papers`, arXiv is asked for just those. `older` are papers of
    before, which sources that learn of papers late are asked about.
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
    """What a source told. `spent` is how many paid reads it took, `notes` say what was odd."""

    papers: tuple[Paper, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    mentions: tuple[Mention, ...] = ()
    summaries: tuple[ExternalSummary, ...] = ()
    reads_spent: int = 0
    notes: tuple[str, ...] = ()


class Source(Protocol):
    """A place where we learn things; a module is one by having this function."""

    async def fetch(self, web: HttpClient, ask: FetchRequest) -> FetchResult:
        """Fetch all that *ask* wants, or raise SourceError: never a part of it as if it were all, without a note."""


def discussion_window(ask: FetchRequest) -> Window:
    """Return when what is said of the listings is said: from the first until a week after the last, or until now.

    In whole seconds; now is in the last of them.
    """
    start = datetime.combine(min(ask.listings), time(), UTC)
    soon = (ask.now + SECOND).replace(microsecond=0)
    return Window(start, min(datetime.combine(max(ask.listings), time(), UTC) + DISCUSSION_SPAN, soon))
