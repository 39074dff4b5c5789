"""Build the thread of a weekly report: its replies, and its slides as stored. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from pydantic import TypeAdapter

from bot.fulltext import sentences
from bot.fulltext.model import Table
from bot.models.report import PickKind, Report, ReportEntry
from bot.report.deck import PresentedPaper
from bot.report.picks import tables
from bot.report.picks.table_rows import is_number
from bot.report.slides import Deck
from bot.text.tex.to_unicode import to_unicode
from bot.text.truncate import truncate

IDEAS = 2
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
"""Not the name of a row: "(rerun)" after a citation without a number."""
MAX_CELLS, MAX_CELL_LENGTH, MAX_IDEA_LENGTH = 8, 40, 400


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """A figure's file: its name in the slides, its cache key, and its page."""

    name: str
    key: str
    page: int


@dataclass(frozen=True, slots=True)
class StoredSlides:
    """A report's deck, and the cached files of its pictures."""

    deck: Deck
    figures: tuple[StoredFigure, ...] = ()


SLIDES = TypeAdapter(StoredSlides)


def build_report(week: date, slides: StoredSlides, presented: Sequence[PresentedPaper]) -> Report:
    """Return the report of the week that ends on *week*, as it is posted."""
    entries = tuple(map(build_entry, presented))
    return Report(week, slides.deck.dates, entries, SLIDES.dump_json(slides).decode())


def load_slides(told: Report) -> StoredSlides:
    """Return the slides of a stored report."""
    return SLIDES.validate_json(told.slides)


def build_entry(each: PresentedPaper) -> ReportEntry:
    """Return the thread entry of a paper: two key ideas, its equation, the best row of its table."""
    picks, paper, text = each.picks, each.paper, each.text
    best = picks.equations[0] if picks.equations else None
    return ReportEntry(
        id=paper.id,
        name=each.short_name,
        title=to_unicode(paper.title),
        url=f"https://arxiv.org/abs/{paper.id}",
        html=f"https://arxiv.org/html/{paper.id}",
        ideas=tuple(truncate(_said(idea), MAX_IDEA_LENGTH) for idea in picks.ideas[:IDEAS]),
        label=best.label if best else "",
        latex=text.equations[best.index].latex if best else "",
        row=best_row(text.tables[picks.tables[0].index]) if picks.tables else (),
        kinds=tuple(kind for kind in (PickKind.EQUATION, PickKind.ARCHITECTURE, PickKind.TABLE) if picks.of(kind)),
    )


def describe_pick(each: PresentedPaper, kind: PickKind) -> str:
    """Return the shown pick of a kind in one line: an equation's LaTeX or a caption; empty if none."""
    text, chosen = each.text, each.picks.of(kind)
    captions = [figure.caption for figure in text.figures]
    said = {
        PickKind.EQUATION: [equation.latex for equation in text.equations],
        PickKind.ARCHITECTURE: captions,
        PickKind.TABLE: [table.caption for table in text.tables],
        PickKind.RESULT: captions,
    }
    return truncate(_said(said[kind][chosen[0].index]), MAX_IDEA_LENGTH) if chosen else ""


def best_row(table: Table) -> tuple[tuple[str, str], ...]:
    """Return the cells of the row that a paper calls its own or prints bold, each with its heading; or nothing."""
    row = tables.named_row(table)
    names = takewhile(lambda cell: not is_number(cell), (cell for _, cell in row))
    if any(sentences.cited(name) and not _says_who(name) for name in names):
        return ()
    return tuple((_cell(head), _cell(cell)) for head, cell in row)[:MAX_CELLS]


def _says_who(name: str) -> bool:
    return any(character.isalpha() for character in _ASIDE.sub("", _said(name)))


def _cell(text: str) -> str:
    return truncate(_said(text), MAX_CELL_LENGTH)


def _said(text: str) -> str:
    return to_unicode(sentences.numbered(text, {}))
