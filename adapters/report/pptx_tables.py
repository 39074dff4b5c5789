"""Native tables of a PPTX, as a piece of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from adapters.report import pptx_text
from adapters.report.pptx_text import GAP, INK, SMALL, Area, Style, write
from bot.fulltext.model import Cell, Rows

CELL_MARGIN = 36_000  # EMU
TEXT = 13  # points


@dataclass(frozen=True, slots=True)
class TablePiece:
    """A native table; the first *heads* rows are its header."""

    rows: Rows
    heads: int

    @property
    def columns(self) -> int:
        """The number of columns."""
        return max(sum(cell.columns for cell in row) for row in self.rows)

    def _heights(self, scale: float, area: Area) -> list[int]:
        size, widths = max(TEXT * scale, SMALL), self._widths(area)
        heights = []
        for row in self.rows:
            at, tallest = 0, pptx_text.height(["x"], size, area.width)
            for cell in row:
                wide = sum(widths[at : at + cell.columns]) - 2 * CELL_MARGIN
                tallest = max(tallest, pptx_text.height([cell.text], size, max(wide, 1)))
                at += cell.columns
            heights.append(tallest + 2 * CELL_MARGIN)
        return heights

    def _widths(self, area: Area) -> list[int]:
        """Return the widths of columns, by their longest texts."""
        longest = [3] * self.columns
        for row in self.rows:
            at = 0
            for cell in row:
                if cell.columns == 1:
                    longest[at] = max(longest[at], min(len(cell.text), 40) + 2)
                at += cell.columns
        wanted = sum(longest) * int(TEXT * pptx_text.LETTER * 1.35)
        total = min(area.width, max(wanted, area.width // 2))
        return [total * each // sum(longest) for each in longest]

    def height(self, scale: float, area: Area) -> int:
        """Return the height in EMU, with the gap below."""
        return sum(self._heights(scale, area)) + GAP

    def split(self, scale: float, area: Area) -> Iterator[TablePiece]:
        """Yield parts that fit on a page, each with the header."""
        heights, body, used = self._heights(scale, area), list(self.rows[: self.heads]), 0
        room = area.height - GAP - sum(heights[: self.heads])
        for row, high in zip(self.rows[self.heads :], heights[self.heads :], strict=True):
            if used and used + high > room:
                yield replace(self, rows=tuple(body))
                body, used = list(self.rows[: self.heads]), 0
            body.append(row)
            used += high
        yield replace(self, rows=tuple(body))

    def draw(self, page: Any, at: int, scale: float, area: Area) -> None:
        """Add the piece to a page."""
        widths, heights = self._widths(area), self._heights(scale, area)
        left = area.left + (area.width - sum(widths)) // 2
        tall = min(sum(heights), area.top + area.height - at)
        frame = page.shapes.add_table(len(self.rows), self.columns, Emu(left), Emu(at), Emu(sum(widths)), Emu(tall))
        table = frame.table
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = Emu(wide)
        for line, high in zip(table.rows, heights, strict=True):
            line.height = Emu(high * tall // sum(heights))
        for number, row in enumerate(self.rows):
            column = 0
            for cell in row:
                self._fill(table, (number, column), cell, max(TEXT * scale, SMALL))
                column += cell.columns
        _rule(table, self.heads)

    def _fill(self, table: Any, place: tuple[int, int], cell: Cell, size: float) -> None:
        number, column = place
        target = table.cell(number, column)
        if cell.columns > 1:
            target.merge(table.cell(number, min(column + cell.columns, self.columns) - 1))
        target.margin_top = target.margin_bottom = target.margin_left = target.margin_right = CELL_MARGIN
        write(target.text_frame, [cell.text], Style(size, INK, cell.is_bold or number < self.heads))
        if column:
            target.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER


def _rule(table: Any, heads: int) -> None:
    """Leave out the colors of the default table style, and draw its three lines."""
    table.first_row = table.horz_banding = False
    last = len(table.rows) - 1
    lines = {0: ["a:lnT"], last: ["a:lnB"]}
    if 0 < heads <= last:
        lines[heads - 1] = [*lines.get(heads - 1, []), "a:lnB"]
    for number, row in enumerate(table.rows):
        for cell in row.cells:
            properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-pptx has no borders
            for name in lines.get(number, []):
                line = etree.SubElement(properties, qn(name), w=str(int(Pt(1))))
                etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"), val=str(INK))
            cell.fill.background()
