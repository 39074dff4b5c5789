"""Grids of cells, from HTML and from TeX."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from itertools import islice

from lxml.html import HtmlElement

from bot.weekly.fulltext import Cell, Rows

WIDEST = 60  # columns of a table, and columns or rows that a cell may claim
LONGEST = 400  # rows; what is below them is not read


def from_html(grid: HtmlElement, text: Callable[[HtmlElement], str]) -> Rows:
    """Read the rows of a table; *text* says what an element says."""
    rows = (row for row in grid.iter("tr", "span") if _is(row, "tr") and _grid_of(row) is grid)
    return kept((_cell(cell, text) for cell in row if _is(cell, "td") or _is(cell, "th")) for row in rows)


def span(cell: HtmlElement, name: str) -> int:
    """Return how many columns or rows a cell spans, as its *name* says, within bounds."""
    named = re.search(rf"\bltx_{name}_(\d{{1,3}})\b", str(cell.get("class") or ""))
    told = str(cell.get(name) or (named[1] if named else "1"))
    return min(max(int(told), 1), WIDEST) if told.isascii() and told.isdigit() and len(told) < len("10000") else 1


def kept(rows: Iterable[Iterable[Cell]]) -> Rows:
    """Return the rows that hold anything, as many and as wide as tables are."""
    read = (tuple(islice(row, WIDEST)) for row in islice(rows, LONGEST))
    return tuple(row for row in read if any(cell.text for cell in row))


def unfold(rows: Rows) -> Rows:
    """Return the rows with a blank cell wherever one from above reaches into them: each then stands for itself."""
    reaching: dict[int, tuple[int, int]] = {}  # column -> rows still to come, columns
    unfolded = []
    for row in rows:
        cells: list[Cell] = []
        waiting, at = list(row), 0
        while (waiting or at in reaching) and at < WIDEST:
            if at in reaching:
                left, width = reaching.pop(at)
                cells.append(Cell("", columns=width))
                if left > 1:
                    reaching[at] = left - 1, width
            else:
                cell = waiting.pop(0)
                cells.append(replace(cell, rows=1))
                if cell.rows > 1:
                    reaching[at] = cell.rows - 1, cell.columns
            at += cells[-1].columns
        unfolded.append(tuple(cells))
    return tuple(unfolded)


def select(row: tuple[Cell, ...], columns: Collection[int]) -> tuple[Cell, ...]:
    """Return the cells of a row that reach into these *columns*, as wide as they then are."""
    chosen, at = [], 0
    for cell in row:
        width = sum(column in columns for column in range(at, at + cell.columns))
        at += cell.columns
        if width:
            chosen.append(replace(cell, columns=width))
    return tuple(chosen)


def _is(element: HtmlElement, tag: str) -> bool:
    """Say whether an element is a *tag* of a table; inside of a line they are spans that are called so."""
    return element.tag == tag or (element.tag == "span" and f"ltx_{tag}" in str(element.get("class") or "").split())


def _grid_of(row: HtmlElement) -> HtmlElement | None:
    around = row.iterancestors()
    return next((each for each in around if each.tag == "table" or "ltx_tabular" in str(each.get("class"))), None)


def _cell(cell: HtmlElement, text: Callable[[HtmlElement], str]) -> Cell:
    said = text(cell)
    bold = "".join(text(part) for part in cell.find_class("ltx_font_bold") if part is not cell)
    classes = str(cell.get("class") or "").split()
    return Cell(
        said,
        is_bold=bool(said) and ("ltx_font_bold" in classes or len(bold) * 2 >= len(said)),
        columns=span(cell, "colspan"),
        rows=span(cell, "rowspan"),
    )
