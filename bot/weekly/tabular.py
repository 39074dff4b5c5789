"""Grids of cells, from HTML and from TeX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lxml.html import HtmlElement

from bot.weekly.fulltext import Cell, Rows

WIDEST = 60  # columns or rows that a cell may claim


def from_html(grid: HtmlElement, text: Callable[[HtmlElement], str]) -> Rows:
    """Read the rows of a table; *text* says what an element says."""
    rows = [row for row in grid.iter("tr") if _nearest_table(row) is grid]
    read = (tuple(_cell(cell, text) for cell in row if cell.tag in {"td", "th"}) for row in rows)
    return tuple(row for row in read if any(cell.text for cell in row))


def unfold(rows: Rows) -> Rows:
    """Return the rows with a blank cell wherever one from above reaches into them: each then stands for itself."""
    reaching: dict[int, tuple[int, int]] = {}  # column -> rows still to come, columns
    unfolded = []
    for row in rows:
        cells: list[Cell] = []
        waiting, at = list(row), 0
        while waiting or at in reaching:
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


def cut(row: tuple[Cell, ...], columns: int) -> tuple[Cell, ...]:
    """Return the cells of a row that begin within the first *columns*; one that reaches beyond ends there."""
    kept, at = [], 0
    for cell in row:
        if at >= columns:
            break
        kept.append(replace(cell, columns=min(cell.columns, columns - at)))
        at += cell.columns
    return tuple(kept)


def _nearest_table(row: HtmlElement) -> HtmlElement | None:
    return next((each for each in row.iterancestors("table")), None)


def _cell(cell: HtmlElement, text: Callable[[HtmlElement], str]) -> Cell:
    said = text(cell)
    bold = "".join(text(part) for part in cell.find_class("ltx_font_bold") if part is not cell)
    classes = str(cell.get("class") or "").split()
    return Cell(
        said,
        is_bold=bool(said) and ("ltx_font_bold" in classes or len(bold) * 2 >= len(said)),
        is_head="ltx_th_column" in classes,
        columns=_span(cell, "colspan"),
        rows=_span(cell, "rowspan"),
    )


def _span(cell: HtmlElement, name: str) -> int:
    told = str(cell.get(name) or "1")
    return min(max(int(told), 1), WIDEST) if told.isascii() and told.isdigit() and len(told) < len("10000") else 1
