"""What is collected: papers, announcements, mentions with their engagement, and how sources did."""

from __future__ import annotations

import datetime as dt  # whole, for a field named `date` would hide the type
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

PaperId = NewType("PaperId", str)
"""An arXiv identifier without its version: ``2008.10599`` or ``hep-th/9901001``."""


# --- what is collected ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paper:
    """An arXiv work as its newest known version has it. `categories` has the primary first."""

    id: PaperId
    title: str
    abstract: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    version: int | None = None
    published: dt.datetime | None = None
    updated: dt.datetime | None = None
    comment: str | None = None
    journal: str | None = None
    doi: str | None = None
    license: str | None = None
    withdrawn: bool = False


class AnnounceType(StrEnum):
    """What a mailing says of a paper: new, listed in one more category, or a new version of either."""

    NEW = "new"
    CROSS = "cross"
    REPLACE = "replace"
    REPLACE_CROSS = "replace-cross"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One line of a mailing, dated as arXiv's listing dates it."""

    paper: PaperId
    date: dt.date
    type: AnnounceType
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Engagement:
    """How much attention a mention had at one look. Upvotes, points and stars are likes."""

    reposts: int = 0
    likes: int = 0
    replies: int = 0

    def __add__(self, other: Engagement) -> Engagement:
        return Engagement(self.reposts + other.reposts, self.likes + other.likes, self.replies + other.replies)


@dataclass(frozen=True, slots=True)
class Mention:
    """A page, post or story that talks about a paper, with its engagement as it stood when *observed*.

    `id` is the source's own; a mention is one (source, id, paper). `repost_of` is the id of the original that a
    repost repeats; a repost carries the original's counts. `crosspost_of` is the id of the mention whose discussion
    this opens at another place, with counts of its own. A `bare` one has nothing but a title and links. `author` is
    an account, `name` what it calls itself. `code` is a repository that the page names, at GitHub or GitLab.
    """

    paper: PaperId
    source: str
    id: str
    url: str
    author: str
    created: dt.datetime
    engagement: Engagement
    observed: dt.datetime
    repost_of: str | None = None
    code: str | None = None
    crosspost_of: str | None = None
    bare: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class ExternalSummary:
    """One line on a paper by another *maker*, a source or a model: it is never shown without who made it.

    *version* is that of the paper it speaks of, where that is known. An empty text is a maker who had nothing fit.
    """

    paper: PaperId
    provider: str
    text: str
    observed: dt.datetime
    version: int | None = None


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source did at its last look. `as_of` is when it last answered, None if it never did.

    `note` says what was odd about an answer that could be read all the same.
    """

    name: str
    ok: bool
    as_of: dt.datetime | None = None
    error: str | None = None
    note: str = ""
