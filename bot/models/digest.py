"""Filters, queries, candidates, ranked papers with the reasons for their score, and the digest of one destination."""

from __future__ import annotations

import datetime as dt  # the whole module, because a field named `date` would hide the type
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.models.papers import Engagement, Mention, Paper, PaperId, SourceHealth

MAX_PAPERS = 25
"""Papers in one digest."""

# --- selection ------------------------------------------------------------------------------------------


class Ranking(StrEnum):
    """How papers are ordered: by total counts (classic), or by how unusual their attention is (hot)."""

    CLASSIC = "classic"
    HOT = "hot"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which papers qualify: any category (or archive), all of the words and authors, none of the *excluded* words."""

    categories: tuple[str, ...]
    words: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestQuery:
    """The options of one digest. With destination and date they are its identity.

    A *fair* digest has a paper of each requested category, if one reaches the *floor*.
    """

    filter: Filter
    days: int
    ranking: Ranking
    top: int
    floor: float
    fair: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that may enter a digest, with its mentions at the digest's time.

    `mentions_yesterday` is their state a day before, None if unknown. `duplicates` are other papers of the same title.
    """

    paper: Paper
    announced: dt.date
    mentions: tuple[Mention, ...] = ()
    mentions_yesterday: tuple[Mention, ...] | None = None
    duplicates: tuple[PaperId, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubts:
    """What of a source's counts has no evidence: `likes` and `reposts` of posts, and links by `newcomers`.

    With `is_whole_day`, the counts of all papers of the listing are anomalous there.
    """

    likes: int = 0
    reposts: int = 0
    newcomers: tuple[Mention, ...] = ()
    is_whole_day: bool = False


NO_DOUBTS = Doubts()


@dataclass(frozen=True, slots=True)
class Reason:
    """One source's part in a score. The points of a paper's reasons add up to its score.

    `engagement` is the sum of all counts; `counted` is the reposts and likes that remain when each account counts once,
    and only as far as there is evidence for them. `tail_share` is the share, 0 to 1, of discussed papers of the same
    age that have at least as much. `surprisal` is how unusual that is, in bans, times the source's `weight`.
    `discounted` is what it would be more with the counts that have no evidence, which `doubts` are, and `alone` what it
    would be more if other sources had as much. `by_author` means that an author posted. If the source is the reader's
    profile, `similar_to` is the title of the nearest saved paper.
    """

    source: str
    engagement: Engagement
    points: float
    tail_share: float | None = None
    counted: float = 0.0
    surprisal: float = 0.0
    weight: float = 1.0
    discounted: float = 0.0
    alone: float = 0.0
    by_author: bool = False
    similar_to: str = ""
    doubts: Doubts = NO_DOUBTS


class Flag(StrEnum):
    """What is special about a paper's attention."""

    RISING = "rising"  # faster than usual for its age
    RESURFACED = "sleeper"  # an older paper, back in discussion
    SURGING = "surging"  # shown before, now much hotter
    ANOMALOUS = "doubtful"  # part of its counts is anomalous


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score, the reasons for it, and its flags."""

    candidate: Candidate
    score: float
    reasons: tuple[Reason, ...]
    flags: frozenset[Flag] = frozenset()


# --- content --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper of a digest, its texts ready to show: Unicode, no LaTeX, no control characters.

    The texts are external: each platform escapes them. `reasons` are sentences. `mentions` are originals, most engaged
    first. `maker` names the provider of the summary and is shown with it; it is empty for a sentence of the abstract.
    `phrase` says in a few words why the paper is hot. `points` are each source's part of the score, as far as it is
    known.
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
    points: tuple[tuple[str, float], ...] = ()
    phrase: str = ""
    ranking: Ranking = Ranking.HOT

    def __hash__(self) -> int:
        """Return a cheap hash: rendered entries are cached by entry and looked up often."""
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Digest:
    """The digest of one destination, hottest paper first. `note` says why it is empty, or holds a warning.

    `first` is the rank of the first entry: more than 1 on later pages of a list. `tag` marks its post in a forum.
    `page` is the address of the web page with the same list, empty if there is none. `announced` is the number of
    papers that it was chosen from, 0 if unknown.
    """

    date: dt.date
    choices: DigestQuery
    as_of: dt.datetime
    sources: tuple[SourceHealth, ...]
    entries: tuple[Entry, ...]
    note: str = ""
    first: int = 1
    tag: str = ""
    page: str = ""
    announced: int = 0

    def __hash__(self) -> int:
        """Return a cheap hash: rendered digests are cached by digest."""
        return hash((self.date, self.choices, *(entry.id for entry in self.entries)))

    def numbered(self) -> Iterator[tuple[int, Entry]]:
        """Yield the entries, each with its rank."""
        return enumerate(self.entries, self.first)


# --- destination -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Destination:
    """A channel or person in a workspace of a platform. The workspace is empty where there is none."""

    platform: str
    workspace: str
    channel: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.channel}"


@dataclass(frozen=True, slots=True)
class NamedChannel:
    """A channel to choose from: its ID, and its name as people know it."""

    id: str
    name: str
