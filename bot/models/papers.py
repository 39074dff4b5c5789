"""Papers, announcements, mentions with their engagement, external summaries, and the health of sources."""

from __future__ import annotations

import datetime as dt  # the whole module, because a field named `date` would hide the type
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

PaperId = NewType("PaperId", str)
"""An arXiv identifier without its version: ``2008.10599`` or ``hep-th/9901001``."""


# --- collected data ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaperTexts:
    """Texts derived from those of a paper, made once when it is saved: readable, without LaTeX, and folded.

    `summary` is a sentence of the abstract. `folded` is what words are looked for in, packed (`bot.text.folding`).
    """

    title: str
    authors: tuple[str, ...]
    abstract: str
    summary: str
    folded: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """An arXiv paper in its newest known version. The first of `categories` is the primary one.

    `texts` are those that are stored with it, None before they are made.
    """

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
    texts: PaperTexts | None = field(default=None, compare=False, repr=False)


class AnnounceType(StrEnum):
    """How a listing announces a paper: new, cross-listed, or a new version of either."""

    NEW = "new"
    CROSS = "cross"
    REPLACE = "replace"
    REPLACE_CROSS = "replace-cross"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One entry of an arXiv listing, with the listing's date."""

    paper: PaperId
    date: dt.date
    type: AnnounceType
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Engagement:
    """The counts of a mention at one poll. Upvotes, points and stars are likes."""

    reposts: int = 0
    likes: int = 0
    replies: int = 0

    def __add__(self, other: Engagement) -> Engagement:
        return Engagement(self.reposts + other.reposts, self.likes + other.likes, self.replies + other.replies)


@dataclass(frozen=True, slots=True)
class Mention:
    """A page, post or story about a paper, with its engagement at `observed`.

    (source, id, paper) identifies a mention; `id` is the source's own. `repost_of` is the id of the original post; a
    repost carries the original's counts. `crosspost_of` is the id of the mention whose discussion this one opens
    elsewhere, with counts of its own. A `bare` mention is link-only: a title and links. `author` is an account, `name`
    its display name. `code` is a GitHub or GitLab repository that the page names.
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
    """A one-line summary of a paper by a *provider*, a source or a model. It is always shown with its provider.

    `version` is the summarized version of the paper, if known. An empty text means that the provider had no suitable
    one.
    """

    paper: PaperId
    provider: str
    text: str
    observed: dt.datetime
    version: int | None = None


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """The result of a source's last poll. `as_of` is its last success, None if there was none.

    `note` is a warning about a response that was readable but unusual.
    """

    name: str
    ok: bool
    as_of: dt.datetime | None = None
    error: str | None = None
    note: str = ""
