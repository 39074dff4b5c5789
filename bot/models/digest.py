"""What is chosen and read: filters, candidates, reasons for a score, and the digest of one destination."""

from __future__ import annotations

import datetime as dt  # whole, for a field named `date` would hide the type
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.models.papers import Engagement, Mention, Paper, PaperId, SourceHealth

MAX_PAPERS = 25
"""Of a digest."""

# --- what is chosen ------------------------------------------------------------------------------------------


class Ranking(StrEnum):
    """How papers are ordered: by plain totals, or by how unusual their attention is."""

    CLASSIC = "classic"
    HOT = "hot"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which papers qualify: any of the categories (or archives), all of the words or phrases and of the authors.

    None of the *excluded* words may stand in them.
    """

    categories: tuple[str, ...]
    words: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestQuery:
    """What one digest is asked to be. Together with destination and date they are its identity.

    A *fair* one has a paper of each category that is asked for, if any reaches the floor.
    """

    filter: Filter
    days: int
    ranking: Ranking
    top: int
    floor: float
    fair: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper up for a digest, with its mentions as they stood at the digest's instant.

    `earlier` are those that were there a day before, as they stood then; None if that is not known. `twins` are other
    papers of the same title.
    """

    paper: Paper
    announced: dt.date
    mentions: tuple[Mention, ...] = ()
    mentions_yesterday: tuple[Mention, ...] | None = None
    duplicates: tuple[PaperId, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One source's part in a score. The points of a paper's reasons add up to its score.

    `engagement` is all that was seen there, *counted* what is left of its reposts and likes when nothing counts twice.
    `top` is the share of papers as old, and talked about there, that have at least as much, 0 to 1. `surprise` is how
    unusual that makes it, in bans and times the source's *weight*; *doubted* is the part of it that cannot be true and
    does not count for the paper's place. `own`: the paper's authors speak of it there. Where the source is the reader,
    *near* is the title of the saved paper that this one is nearest to.
    """

    source: str
    engagement: Engagement
    points: float
    tail_share: float | None = None
    counted: float = 0.0
    surprisal: float = 0.0
    weight: float = 1.0
    discounted: float = 0.0
    by_author: bool = False
    similar_to: str = ""


class Flag(StrEnum):
    """What is special about a paper's attention over time, and whether it can be true."""

    RISING = "rising"  # faster than is usual at its age
    RESURFACED = "sleeper"  # old, and talked about as a new one again
    SURGING = "surging"  # shown before, and much hotter since
    ANOMALOUS = "doubtful"  # part of its attention cannot be true


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score, the reasons for it, and what is special about it."""

    candidate: Candidate
    score: float
    reasons: tuple[Reason, ...]
    flags: frozenset[Flag] = frozenset()


# --- what is read --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper of a digest, its texts ready to be read: Unicode, no LaTeX, control characters removed.

    They are still outside texts: each platform escapes them. `reasons` are in words. `mentions` are originals, the
    most telling first. `maker` is whose the summary is, in words, and shown with it; empty if it is the abstract's.
    """

    id: PaperId
    title: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    summary: str
    abstract: str
    score: float
    reasons: tuple[str, ...]
    engagement: tuple[tuple[str, Engagement], ...]
    mentions: tuple[Mention, ...]
    url: str
    pdf: str
    code: str | None = None
    withdrawn: bool = False
    maker: str = ""

    def __hash__(self) -> int:
        """Return what tells most entries apart: what is rendered of one is remembered by it, and looked up often."""
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Digest:
    """What one destination reads, hottest first. `note` says why it is empty, or what to know about it.

    `first` is the rank of its first entry: more than 1 if it is a later page of a list.
    """

    date: dt.date
    choices: DigestQuery
    as_of: dt.datetime
    sources: tuple[SourceHealth, ...]
    entries: tuple[Entry, ...]
    note: str = ""
    first: int = 1

    def __hash__(self) -> int:
        """Return what tells most digests apart: what is rendered of one is remembered by it."""
        return hash((self.date, self.choices, len(self.entries)))

    def numbered(self) -> Iterator[tuple[int, Entry]]:
        """Yield the entries, each with its rank."""
        return enumerate(self.entries, self.first)


# --- where it is read -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Destination:
    """A channel or person of a workspace of a platform. The workspace is empty where there is none."""

    platform: str
    workspace: str
    channel: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.channel}"
