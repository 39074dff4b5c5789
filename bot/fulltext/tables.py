"""Grids of cells, from HTML, and rows taken from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import islice

from lxml.html import HtmlElement

from bot.fulltext.model import Cell, Rows
from bot.fulltext.table_grid import MAX_COLUMNS, MAX_ROWS, Bordered, Grid, as_html

UNDERLINED = re.compile(
    r"\\(?:underline|uline|ul|underbar|dashuline|uwave|mathsmaller|scriptsize|footnotesize|small|tiny)(?![A-Za-z])"
)
"""What marks a second best number, or makes one small: it says nothing by itself."""

DOUBTFUL = "data-doubtful"
"""The attribute of a table in which something could not be converted: what is left of it may read as a number."""


def from_html(grid: HtmlElement, text: Callable[[HtmlElement], str]) -> Grid:
    """Read a table; *text* says what an element says. Without rows, its cells are in doubt."""
    rows = list(islice((row for row in grid.iter("tr", "span") if _is(row, "tr") and grid_of(row) is grid), MAX_ROWS))
    cells = [[cell for cell in row if _is(cell, "td") or _is(cell, "th")] for row in rows]
    if grid.get(DOUBTFUL) or any(_is_doubtful(row, grid) for row in cells) or _leaves_its_part(rows, cells):
        return Grid()
    return as_html([[_bordered(cell, text) for cell in row] for row in cells])


def span(cell: HtmlElement, name: str) -> int:
    """Return how many columns or rows a cell spans, as its *name* says, within bounds."""
    return min(max(_told(cell, name) or 1, 1), MAX_COLUMNS)


def expand_spans(rows: Rows, *, is_repeated: bool = True) -> Rows:
    """Return complete rows: cells that span from above are repeated, or blank."""
    reaching: dict[int, Cell] = {}  # column -> what still reaches down there
    unfolded = []
    for row in rows:
        cells: list[Cell] = []
        waiting, at = list(row), 0
        while (waiting or at in reaching) and at < MAX_COLUMNS:
            cell = reaching.pop(at) if at in reaching else waiting.pop(0)
            cells.append(replace(cell, rows=1))
            if cell.rows > 1:
                reaching[at] = replace(cell, text=cell.text if is_repeated else "", rows=cell.rows - 1)
            at += cell.columns
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


def columns(row: Sequence[Cell]) -> list[str]:
    """Return the cell of each column of a row. A spanning cell is in all of its columns."""
    return [cell.text for cell in row for _ in range(cell.columns)]


def grid_of(element: HtmlElement) -> HtmlElement | None:
    """Return the table around an element."""
    around = element.iterancestors()
    return next((each for each in around if each.tag == "table" or "ltx_tabular" in str(each.get("class"))), None)


def _is(element: HtmlElement, tag: str) -> bool:
    """Return whether an element is a *tag* of a table. Inside a line, LaTeXML makes them spans with a class."""
    return element.tag == tag or (element.tag == "span" and f"ltx_{tag}" in str(element.get("class") or "").split())


def _told(cell: HtmlElement, name: str) -> int | None:
    """Return how many rows or columns a cell says that it spans; None if it says nothing that can be understood."""
    named = re.search(rf"\bltx_{name}_(\d{{1,3}})\b", str(cell.get("class") or ""))
    told = str(cell.get(name) or (named[1] if named else "1"))
    return int(told) if told.isascii() and told.isdigit() and len(told) < len("10000") else None


def _is_doubtful(row: Sequence[HtmlElement], grid: HtmlElement) -> bool:
    """Return whether a cell's spans are invalid, or it contains a table of several columns."""
    spans = (_told(cell, name) for cell in row for name in ("colspan", "rowspan"))
    return not all(each and each <= MAX_COLUMNS for each in spans) or any(_holds_columns(cell, grid) for cell in row)


def _holds_columns(cell: HtmlElement, grid: HtmlElement) -> bool:
    rows = (row for row in cell.iter("tr", "span") if _is(row, "tr") and grid_of(row) is not grid)
    return any(sum(_is(each, "td") or _is(each, "th") for each in row) > 1 for row in rows)


def _leaves_its_part(rows: Sequence[HtmlElement], cells: Sequence[Sequence[HtmlElement]]) -> bool:
    """Return whether a cell spans rows beyond its part of the table, where HTML would cut it off."""
    for at, row in enumerate(cells):
        down = max((span(cell, "rowspan") for cell in row), default=1)
        if any(rows[at].getparent() is not other.getparent() for other in rows[at + 1 : at + down]):
            return True
    return False


def _bordered(cell: HtmlElement, text: Callable[[HtmlElement], str]) -> Bordered:
    classes = " ".join(str(cell.get("class") or "").split())
    return _cell(cell, text), "ltx_border_t" in classes, "ltx_border_b" in classes


def _cell(cell: HtmlElement, text: Callable[[HtmlElement], str]) -> Cell:
    said = UNDERLINED.sub("", text(cell))
    bold = "".join(text(part) for part in cell.find_class("ltx_font_bold") if part is not cell)
    classes = str(cell.get("class") or "").split()
    return Cell(
        said,
        is_bold=bool(said) and ("ltx_font_bold" in classes or len(bold) * 2 >= len(said)),
        columns=span(cell, "colspan"),
        rows=span(cell, "rowspan"),
    )
