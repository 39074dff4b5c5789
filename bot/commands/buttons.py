"""Menus of papers, what is offered under one, and papers in a line. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from bot.models.command import Exchange, Look, OnPaper, PaperAct
from bot.models.digest import Digest
from bot.models.papers import Paper, PaperId
from bot.models.reply import Button, Item, Select
from bot.models.report import BulletinEntry, Kind
from bot.text.tex.to_unicode import to_unicode
from bot.text.truncate import shorten, shorten_list

MOST_OPTIONS = 25  # of a menu at Discord; Slack takes 100
LONGEST_LABEL = 75  # characters of an option at Slack; Discord takes 100
AUTHORS_SHOWN = 3
PICKS = {Kind.EQUATION: "equation", Kind.ARCHITECTURE: "figure", Kind.TABLE: "table", Kind.RESULT: "result figure"}
"""What people call what a report picks."""


def choose_paper(labelled: Iterable[tuple[str, PaperId]], *, public: bool = False) -> Select | None:
    """Return a menu that opens one of these papers, None if there are none."""
    options = tuple((shorten(label, LONGEST_LABEL), Look(id, public)) for label, id in islice(labelled, MOST_OPTIONS))
    return Select("Open a paper", options) if options else None


def choose_entry(digest: Digest) -> Select | None:
    """Return a menu that opens one of a list's papers, by rank and title."""
    return choose_paper((f"{rank}. {entry.title}", entry.id) for rank, entry in digest.ranked())


def choose_of(papers: Iterable[Paper], *, public: bool = False) -> Select | None:
    """Return a menu that opens one of these papers, by title; if *public*, for everybody."""
    return choose_paper(((to_unicode(paper.title), paper.id) for paper in papers), public=public)


def on_paper(id: PaperId) -> tuple[Button, ...]:
    """Return the buttons under a paper of a digest."""
    return (
        Button("Abstract", OnPaper(PaperAct.ABSTRACT, id)),
        Button("Save", OnPaper(PaperAct.SAVE, id)),
        Button("More like this", OnPaper(PaperAct.MORE, id)),
        Button("Not for us", OnPaper(PaperAct.NOT_FOR_US, id)),
    )


def exchanging(entry: BulletinEntry) -> tuple[Button, ...]:
    """Return the buttons under a paper of a report: one for each pick that may be wrong."""
    return tuple(Button(f"Other {PICKS[kind]}", Exchange(kind, entry.id)) for kind in entry.kinds)


def item(paper: Paper) -> Item:
    """Show a paper as one of a list: its title, and who wrote it under which id."""
    authors = shorten_list(tuple(to_unicode(author) for author in paper.authors), AUTHORS_SHOWN)
    withdrawn = " (withdrawn)" if paper.withdrawn else ""
    return Item(to_unicode(paper.title) + withdrawn, " · ".join([authors, " ".join(paper.categories[:3]), paper.id]))
