"""What every source has in common: what it is asked, what it answers, and how it is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.calendar import Holidays
from bot.models import Announcement, Line, Mention, Paper, PaperId
from bot.web import Web


@dataclass(frozen=True, slots=True)
class Ask:
    """What is wanted of a source, and how much may be spent on it.

    `listings` are the listing dates whose papers we follow; `current` is the newest of arXiv's listings at *now*,
    the only one that arXiv's feeds may hold. With `papers`, arXiv is asked for just those.
    """

    now: datetime
    listings: tuple[date, ...]
    current: date
    categories: tuple[str, ...]
    holidays: Holidays
    papers: tuple[PaperId, ...] = ()
    allowance: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source told. `spent` is how many paid reads it took, `notes` say what was odd."""

    papers: tuple[Paper, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    mentions: tuple[Mention, ...] = ()
    lines: tuple[Line, ...] = ()
    spent: int = 0
    notes: tuple[str, ...] = ()


class Source(Protocol):
    """A place where we learn things; a module is one by having this function."""

    async def fetch(self, web: Web, ask: Ask) -> Answer:
        """Fetch all that *ask* wants, or raise SourceError: never a part of it as if it were all."""
