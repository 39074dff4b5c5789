"""The picks of a report in the terminal: what is shown of each paper, with which score, and what could replace it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.text.latex import to_unicode
from bot.text.shortening import shorten
from bot.weekly import prose
from bot.weekly.deck import Presented

LONGEST = 90  # characters of a caption or an equation


def show(presented: Sequence[Presented]) -> None:
    """Print the picks of all papers."""
    console = Console()
    for each in presented:
        table = Table(
            title=Text(f"{each.paper.id}  {to_unicode(each.paper.title)}"), title_justify="left", expand=False
        )
        for heading in ("kind", "score", "what", "replacements"):
            table.add_column(heading)
        for kind, score, what, others in rows(each):
            table.add_row(kind, score, Text(what), others)
        console.print(table)
        for idea in each.picks.ideas:
            console.print(Text(f"  • {to_unicode(prose.numbered(idea, {}))}"))
        console.print(Text(f"  read from: {each.text.form}"), "\n")


def rows(each: Presented) -> list[tuple[str, str, str, str]]:
    """Return what a paper's table shows: kind, score, what it is, how many others there are."""
    text, picks = each.text, each.picks
    kinds = (
        ("equation", picks.equations, lambda index: text.equations[index].latex),
        ("architecture", picks.architectures, lambda index: text.figures[index].caption),
        ("table", picks.tables, lambda index: text.tables[index].caption),
        ("result", picks.results, lambda index: text.figures[index].caption),
    )
    shown = []
    for kind, found, said in kinds:
        what = shorten(prose.numbered(said(found[0].index), {}), LONGEST) if found else "nothing: none is sure enough"
        score = f"{found[0].score:.1f}" if found else ""
        label = f"{found[0].label}: " if found and found[0].label else ""
        shown.append((kind, score, label + what, str(max(len(found) - 1, 0))))
    return shown
