"""Menus of papers, what is offered under one, and papers in a line. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from bot.models.command import ActOnPaper, PaperAction, ShowPaper, SwapPick
from bot.models.digest import Digest
from bot.models.papers import Paper, PaperId
from bot.models.reply import Button, ListItem, Menu
from bot.models.report import PickKind, ReportEntry
from bot.text.tex.to_unicode import to_unicode
from bot.text.truncate import truncate, truncate_list

MAX_OPTIONS = 25  # of a menu at Discord; Slack takes 100
MAX_LABEL_LENGTH = 75  # characters of an option at Slack; Discord takes 100
AUTHORS_SHOWN = 3
PICK_NAMES = {
    PickKind.EQUATION: "equation",
    PickKind.ARCHITECTURE: "figure",
    PickKind.TABLE: "table",
    PickKind.RESULT: "result figure",
}
"""What people call what a report picks."""


def paper_menu(labelled: Iterable[tuple[str, PaperId]], *, public: bool = False) -> Menu | None:
    """Return a menu that opens one of these papers, None if there are none."""
    options = tuple(
        (truncate(label, MAX_LABEL_LENGTH), ShowPaper(id, public)) for label, id in islice(labelled, MAX_OPTIONS)
    )
    return Menu("Open a paper", options) if options else None


def entry_menu(digest: Digest) -> Menu | None:
    """Return a menu that opens one of a list's papers, by rank and title."""
    return paper_menu((f"{rank}. {entry.title}", entry.id) for rank, entry in digest.numbered())


def paper_menu_of(papers: Iterable[Paper], *, public: bool = False) -> Menu | None:
    """Return a menu that opens one of these papers, by title; if *public*, for everyone."""
    return paper_menu(((to_unicode(paper.title), paper.id) for paper in papers), public=public)


def paper_buttons(id: PaperId) -> tuple[Button, ...]:
    """Return the buttons under a paper of a digest."""
    return (
        Button("Abstract", ActOnPaper(PaperAction.ABSTRACT, id)),
        Button("Save", ActOnPaper(PaperAction.SAVE, id)),
        Button("More like this", ActOnPaper(PaperAction.MORE, id)),
        Button("Not for us", ActOnPaper(PaperAction.NOT_FOR_US, id)),
    )


def swap_buttons(entry: ReportEntry) -> tuple[Button, ...]:
    """Return the buttons under a paper of a report: one for each pick that may be wrong."""
    return tuple(Button(f"Other {PICK_NAMES[kind]}", SwapPick(kind, entry.id)) for kind in entry.kinds)


def paper_item(paper: Paper) -> ListItem:
    """Show a paper as one of a list: its title, and who wrote it under which id."""
    authors = truncate_list(tuple(to_unicode(author) for author in paper.authors), AUTHORS_SHOWN)
    withdrawn = " (withdrawn)" if paper.withdrawn else ""
    return ListItem(
        to_unicode(paper.title) + withdrawn, " · ".join([authors, " ".join(paper.categories[:3]), paper.id])
    )
