"""Pick what to show from a paper's full text: scored by weighted cues, kept with the next best, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.fulltext.model import FullText
from bot.models.papers import Paper
from bot.models.report import PickKind
from bot.report.picks import equations, figures, ideas, tables
from bot.report.picks.equations import Term
from bot.report.picks.scoring import Pick

__all__ = ["Pick", "PickKind", "Picks", "Term", "pick"]


@dataclass(frozen=True, slots=True)
class Picks:
    """The best picks of each kind; the first is shown, none is an abstention.

    `terms` belong to the first equation.
    """

    equations: tuple[Pick, ...] = ()
    terms: tuple[Term, ...] = ()
    architectures: tuple[Pick, ...] = ()
    results: tuple[Pick, ...] = ()
    tables: tuple[Pick, ...] = ()
    ideas: tuple[str, ...] = ()

    def of(self, kind: PickKind) -> tuple[Pick, ...]:
        """Return the picks of a kind."""
        found = {
            PickKind.EQUATION: self.equations,
            PickKind.ARCHITECTURE: self.architectures,
            PickKind.TABLE: self.tables,
            PickKind.RESULT: self.results,
        }
        return found[kind]


def pick(text: FullText, paper: Paper, swaps: Mapping[str, int] | None = None) -> Picks:
    """Return the picks of a paper. *swaps* is the number of swaps by kind; the last swap shows nothing."""
    gone_on = swaps or {}
    found = equations.loss_equations(text) or equations.core_equations(text, paper.title)
    chosen = _rotate(found, gone_on.get(PickKind.EQUATION, 0))
    architectures = _rotate(figures.architectures(text), gone_on.get(PickKind.ARCHITECTURE, 0))
    results = figures.results(text, architectures[0].index if architectures else None)
    return Picks(
        equations=chosen,
        terms=equations.terms(text, text.equations[chosen[0].index]) if chosen else (),
        architectures=architectures,
        results=_rotate(results, gone_on.get(PickKind.RESULT, 0)),
        tables=_rotate(tables.main_tables(text, paper.title), gone_on.get(PickKind.TABLE, 0)),
        ideas=ideas.ideas(text, paper.abstract),
    )


def _rotate(picks: tuple[Pick, ...], steps: int) -> tuple[Pick, ...]:
    """Return the picks after so many swaps. After the last pick comes none, then the first again."""
    at = steps % (len(picks) + 1)
    return (*picks[at:], *picks[:at]) if at < len(picks) else ()
