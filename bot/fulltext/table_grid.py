"""Arrange table cells as printed. A doubtful layout gives no grid, because a shifted number would be wrong.

HTML omits the cells that another covers (https://html.spec.whatwg.org/multipage/tables.html#forming-a-table). TeX
writes them as blank cells (https://ctan.org/pkg/multirow).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bot.fulltext.model import Cell, Rows, Rules

MAX_COLUMNS = 60  # of a table, and the largest span of a cell
MAX_ROWS = 400  # later rows are ignored
EVERYWHERE = frozenset(range(MAX_COLUMNS))
BLANK = Cell("")
Bordered: TypeAlias = tuple[Cell, bool, bool]
"""A cell, and whether it has a rule above and below."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows with each spanning cell once, and the columns with a rule above each row; no rows if in doubt."""

    rows: Rows = ()
    rules: Rules = ()


@dataclass
class _Placing:
    """The occupied positions, and the cell that begins at each."""

    begins: dict[int, dict[int, Cell]] = field(default_factory=lambda: defaultdict(dict))
    taken: set[tuple[int, int]] = field(default_factory=set)
    printed: set[tuple[int, int]] = field(default_factory=set)  # of those, by a cell that is not blank

    def put(self, cell: Cell, row: int, column: int) -> bool:
        """Place a cell. Return False if another is there."""
        places = {(r, c) for r in range(row, row + cell.rows) for c in range(column, column + cell.columns)}
        if not self.taken.isdisjoint(places):
            return False
        self.taken |= places
        if cell.text:
            self.printed |= places
            self.begins[row][column] = cell
        return True

    def grid(self, height: int, width: int, rules: Sequence[frozenset[int]]) -> Grid:
        """Return the rows with content. A spanning cell spans those of them."""
        filled = [row for row in range(height) if self.begins[row]]
        rows, kept, above = [], [], frozenset[int]()
        for row in range(height):
            above |= rules[row]
            if row in filled:
                rows.append(tuple(self._row(row, width, filled)))
                kept.append(frozenset(column for column in above if column < width))
                above = frozenset()
        return Grid(tuple(rows), tuple(kept))

    def _row(self, row: int, width: int, filled: Sequence[int]) -> Iterable[Cell]:
        for column in range(width):
            cell = self.begins[row].get(column)
            if cell:
                yield replace(cell, rows=sum(row <= other < row + cell.rows for other in filled))
            elif (row, column) not in self.printed:
                yield BLANK


def as_html(rows: Sequence[Sequence[Bordered]]) -> Grid:
    """Return the grid of rows that leave out what another cell covers; cells in one another leave it in doubt."""
    placing, height, width = _Placing(), len(rows), 0
    rules: list[frozenset[int]] = [frozenset()] * (height + MAX_COLUMNS)
    for row, cells in enumerate(rows):
        column = 0
        for cell, above, below in cells:
            while (row, column) in placing.taken:
                column += 1
            placed = replace(cell, rows=min(cell.rows, height - row))
            if column + cell.columns > MAX_COLUMNS or not placing.put(placed, row, column):
                return Grid()
            reached = range(column, column + cell.columns)
            rules[row] |= frozenset(reached if above else ())
            rules[row + cell.rows] |= frozenset(reached if below else ())
            column += cell.columns
            width = max(width, column)
    return placing.grid(height, width, rules)


def as_tex(rows: Sequence[Sequence[Cell]], rules: Sequence[frozenset[int]], most: int | None) -> Grid:
    """Return the grid of TeX rows, which include covered cells as blank ones, with at most so many columns.

    A cell with a negative number of rows spans those above it. It is in doubt where something stands in a covered cell.
    """
    height, width = len(rows), max((sum(cell.columns for cell in row) for row in rows), default=0)
    if width > min(MAX_COLUMNS, MAX_COLUMNS if most is None else most):
        return Grid()
    placing, alone = _Placing(), []
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            if cell.text and abs(cell.rows) > 1:
                top = row if cell.rows > 0 else row + cell.rows + 1
                spanning = replace(cell, rows=min(abs(cell.rows), height - top))
                if top < 0 or not placing.put(spanning, top, column):
                    return Grid()
            elif cell.text:
                alone.append((replace(cell, rows=1), row, column))
            column += cell.columns
    if not all(placing.put(*each) for each in alone):
        return Grid()
    return placing.grid(height, width, rules)
