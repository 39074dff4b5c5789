"""What a suite measured, as values: tables for people, and the bars it has to reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.evaluation.metrics import Estimate

Progress = Callable[[int, int], None]
"""Told how many of how many steps are done."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of a table; a *losing* one says that something else is better, beyond chance."""

    name: str
    figures: tuple[Estimate, ...]
    losing: bool = False


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Figures by row and column; *digits* behind the point."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[ResultRow, ...]
    digits: int = 3


@dataclass(frozen=True, slots=True)
class Target:
    """What a suite has to reach: *measured* at least *least*."""

    promise: str
    measured: float
    least: float

    @property
    def is_reached(self) -> bool:
        """Say whether it is."""
        return self.measured >= self.least


@dataclass(frozen=True, slots=True)
class Result:
    """All that a suite says."""

    tables: tuple[ResultTable, ...]
    bars: tuple[Target, ...]
    notes: tuple[str, ...] = ()
