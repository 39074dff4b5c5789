"""The picks of a report in the terminal, with their scores and what a swap would show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.fulltext import sentences
from bot.report.deck import PresentedPaper
from bot.report.picks import Pick, PickKind
from bot.text.tex.to_unicode import to_unicode
from bot.text.truncate import truncate

MAX_LENGTH = 90  # characters of a caption or an equation
NOTHING = "none (no confident match)"
HEADINGS = ("kind", "score", "shown", "after a swap")


@dataclass(frozen=True, slots=True)
class Row:
    """The current pick of a kind, its score if there is one, and the pick after a swap."""

    kind: PickKind
    score: str
    shown: str
    following: str


def show(presented: Sequence[PresentedPaper]) -> None:
    """Print the picks of all papers."""
    console = Console()
    for each in presented:
        title = Text(f"{each.paper.id}  {to_unicode(each.paper.title)}")
        table = Table(*HEADINGS, title=title, title_justify="left")
        for row in rows(each):
            table.add_row(row.kind, row.score, Text(row.shown), Text(row.following))
        console.print(table)
        for idea in each.picks.ideas:
            console.print(Text(f"  • {to_unicode(sentences.numbered(idea, {}))}"))
        console.print(Text(f"  read from: {each.text.form}{each.note and '. '}{each.note}"), "\n")


def rows(each: PresentedPaper) -> Iterator[Row]:
    """Yield the rows of a paper's table."""
    text, picks = each.text, each.picks
    yield _row(PickKind.EQUATION, picks.equations, [equation.latex for equation in text.equations])
    yield _row(PickKind.ARCHITECTURE, picks.architectures, [figure.caption for figure in text.figures])
    yield _row(PickKind.TABLE, picks.tables, [table.caption for table in text.tables])
    yield _row(PickKind.RESULT, picks.results, [figure.caption for figure in text.figures])


def _row(kind: PickKind, picks: Sequence[Pick], said: Sequence[str]) -> Row:
    """Return the row of a kind. *said* has the texts of all candidates."""
    if not picks:
        return Row(kind, "", NOTHING, "")
    shown, *others = (_named(pick, said[pick.index]) for pick in picks)
    return Row(kind, f"{picks[0].score:.1f}", shown, others[0] if others else "none")


def _named(pick: Pick, said: str) -> str:
    return (f"{pick.label}: " if pick.label else "") + truncate(sentences.numbered(said, {}), MAX_LENGTH)
