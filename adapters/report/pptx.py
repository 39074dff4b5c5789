"""Render a report as an editable PPTX: native texts and tables, equations as pictures with alt text.

https://python-pptx.readthedocs.io
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pptx
from pptx.dml.color import RGBColor
from pptx.util import Emu, Pt

from adapters.report import equation_png
from bot.report import equation_svg
from bot.report.slides import (
    Block,
    Deck,
    EquationBlock,
    FigureBlock,
    FigurePlaceholder,
    IdeasBlock,
    NoteBlock,
    OutlineBlock,
    ReferencesBlock,
    Slide,
    TableBlock,
)
from bot.text.sanitize import sanitize

WIDTH, HEIGHT = Emu(12_192_000), Emu(6_858_000)  # 16:9
LEFT, TOP = Emu(500_000), Emu(1_250_000)
BODY = Emu(9_000_000)
SIDE, SIDE_WIDTH = Emu(9_850_000), Emu(2_000_000)
GAP = Emu(120_000)
BOTTOM = HEIGHT - Emu(400_000)
ROW = Emu(330_000)
INK, QUIET, ACCENT = map(RGBColor.from_string, ("1C2733", "7A8794", "B31B1B"))
EM = 20.0  # font size of equations in points
LETTER = 6_400  # EMU of letter width per point of font size
SCALES = (1.0, 0.88, 0.76, 0.65, 0.55, 0.45, 0.36, 0.28, 0.2, 0.14, 0.1)
TITLE_ONLY, SMALLEST = 5, 1.0  # title-only layout; points


async def draw(deck: Deck, pictures: Mapping[str, bytes]) -> bytes:
    """Return the report as PPTX, with *pictures* by file name."""
    return await asyncio.to_thread(_draw, deck, pictures)


def _draw(deck: Deck, pictures: Mapping[str, bytes]) -> bytes:
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = WIDTH, HEIGHT
    names = tuple(f"{number}  {part.title}" for number, part in enumerate(deck.parts, 1))
    for slide in (Slide(deck.title, (NoteBlock(deck.dates), IdeasBlock(names))), *deck.slides):
        page = presentation.slides.add_slide(presentation.slide_layouts[TITLE_ONLY])
        _heading(page, slide)
        _beside(page, deck, slide)
        _fill(page, deck, slide, pictures)
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


def _heading(page: Any, slide: Slide) -> None:
    shape = page.shapes.title
    shape.left, shape.top, shape.width, shape.height = LEFT, Emu(250_000), BODY, Emu(900_000)
    size = min(28.0, 2 * BODY / LETTER / max(len(slide.heading), 1) * 0.9)
    _write(shape.text_frame, [slide.heading], size, INK)


def _beside(page: Any, deck: Deck, slide: Slide) -> None:
    """Add the running outline with the current part highlighted."""
    if not deck.parts:
        return
    size = min(11.0, (BOTTOM - TOP) / 25_000 / len(deck.parts))
    frame = page.shapes.add_textbox(SIDE, Emu(300_000), SIDE_WIDTH, BOTTOM - Emu(300_000)).text_frame
    _write(frame, [part.name for part in deck.parts], size, QUIET)
    if slide.part is not None:
        run = frame.paragraphs[slide.part].runs[0]
        run.text += f" · {slide.side}" if slide.side else ""
        run.font.bold, run.font.color.rgb = True, ACCENT


def _fill(page: Any, deck: Deck, slide: Slide, pictures: Mapping[str, bytes]) -> None:
    """Add the blocks to a page, scaled down until they fit."""
    before = len(page.shapes)
    for scale in SCALES:
        for shape in list(page.shapes)[before:]:
            shape.element.getparent().remove(shape.element)
        body = _Body(page, deck, pictures, scale, is_shared=len(slide.blocks) > 1)
        for block in slide.blocks:
            body.block(block)
        if body.at <= BOTTOM:
            return


@dataclass
class _Body:
    """The area below the heading, filled from top to bottom."""

    page: Any
    deck: Deck
    pictures: Mapping[str, bytes]
    scale: float
    is_shared: bool
    at: int = field(default=TOP)

    def block(self, block: Block) -> None:  # noqa: C901 - one line for each kind of block
        match block:
            case IdeasBlock(sentences):
                self._text([f"• {sentence}" for sentence in sentences], 20)
            case EquationBlock():
                self._formula(block)
            case FigureBlock(files, caption, credit, url):
                self._images([self.pictures[name] for name in files], caption)
                self._text([caption], 12)
                self._text([f"{credit}  {url}"], 10, QUIET)
            case FigurePlaceholder(caption, url, why):
                self._text([caption], 14)
                self._text([f"{why} {url}"], 11, QUIET)
            case TableBlock():
                self._grid(block)
            case ReferencesBlock(works):
                self._text([f"[{number}] {said}" for number, said in works], 12)
            case OutlineBlock(lit):
                names = [f"{number}  {part.name}" for number, part in enumerate(self.deck.parts, 1)]
                self._text([f"▸ {name}" if at == lit else name for at, name in enumerate(names)], 24)
            case NoteBlock(text):
                self._text([text], 14, QUIET)

    def _text(self, lines: Sequence[str], points: float, color: RGBColor = INK) -> None:
        size = max(points * self.scale, SMALLEST)
        height = Emu(int(sum(_rows(line, size, BODY) for line in lines) * size * 1.3 * Pt(1)))
        _write(self.page.shapes.add_textbox(LEFT, self.at, BODY, height).text_frame, lines, size, color)
        self.at += height + int(GAP * self.scale)

    def _formula(self, block: EquationBlock) -> None:
        if told := [each for each in (block.label, block.line) if each]:
            self._text(told, 16)
        made = equation_svg.render_equation(block.latex)
        if not made.svg:
            self._text([f"{block.latex}   ({block.number})"], 14)
            return
        width = Emu(int(min(Pt(made.width * EM * self.scale), BODY - Emu(900_000))))
        png = io.BytesIO(equation_png.png(made))
        shape = self.page.shapes.add_picture(png, LEFT, self.at, width=width)
        _describe(shape, f"({block.number}) {made.alt_text}; LaTeX: {block.latex}")
        number = self.page.shapes.add_textbox(LEFT + BODY - Emu(800_000), self.at, Emu(800_000), Emu(300_000))
        _write(number.text_frame, [f"({block.number})"], 16 * self.scale, QUIET)
        self.at += shape.height + GAP

    def _images(self, bodies: list[bytes], caption: str) -> None:
        room = int((BOTTOM - TOP) * (0.5 if self.is_shared else 0.75) * self.scale)
        width = (BODY - GAP * (len(bodies) - 1)) // len(bodies)
        tallest = 0
        for number, body in enumerate(bodies):
            shape = self.page.shapes.add_picture(io.BytesIO(body), LEFT + number * (width + GAP), self.at)
            factor = min(width / shape.width, room / shape.height)
            shape.width, shape.height = int(shape.width * factor), int(shape.height * factor)
            _describe(shape, caption)
            tallest = max(tallest, shape.height)
        self.at += tallest + GAP

    def _grid(self, grid: TableBlock) -> None:
        self._text([grid.caption], 13)
        columns = max(sum(cell.columns for cell in row) for row in grid.rows)
        size = 12 * self.scale
        heights = [
            max(_rows(cell.text, size, BODY * cell.columns // columns) for cell in row) for row in grid.rows if row
        ]
        tall = int(sum(heights) * ROW * self.scale)
        table = self.page.shapes.add_table(len(grid.rows), columns, LEFT, self.at, BODY, tall).table
        for number, row in enumerate(grid.rows):
            column = 0
            for cell in row:
                target = table.cell(number, column)
                if cell.columns > 1:
                    target.merge(table.cell(number, min(column + cell.columns, columns) - 1))
                target.margin_top = target.margin_bottom = int(Emu(40_000) * self.scale)
                _write(target.text_frame, [cell.text], size, bold=cell.is_bold or number < grid.heads)
                column += cell.columns
        self.at += tall + GAP
        if grid.note:
            self._text([f"Shown: {grid.note}."], 11, QUIET)


def _rows(text: str, size: float, width: int) -> int:
    """Return the estimated number of lines of a text, without font metrics."""
    return 1 + int(len(text) * size * LETTER / (width * 0.95))


def _write(frame: Any, lines: Sequence[str], size: float, color: RGBColor | None = None, *, bold: bool = False) -> None:
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = sanitize(line)
        run.font.size, run.font.bold = Pt(max(size, SMALLEST)), bold
        if color is not None:
            run.font.color.rgb = color


def _describe(shape: Any, text: str) -> None:
    shape._element.nvPicPr.cNvPr.set("descr", sanitize(text))  # noqa: SLF001 - python-pptx has no other way to alt text
