"""A report as an editable PPTX: texts and tables as such, equations as pictures with their speech as alternative text.

https://python-pptx.readthedocs.io
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pptx
import resvg_py
from pptx.dml.color import RGBColor
from pptx.util import Emu, Pt

from bot.weekly import mathset
from bot.weekly.slides import Block, Card, Deck, Formula, Grid, Ideas, Note, Outline, Picture, Slide, Works

WIDTH, HEIGHT = Emu(12_192_000), Emu(6_858_000)  # 16:9
LEFT, TOP = Emu(600_000), Emu(1_300_000)
BODY = Emu(10_900_000)
GAP = Emu(150_000)
BOTTOM = HEIGHT - Emu(500_000)
ACCENT, QUIET = RGBColor(0xB3, 0x1B, 0x1B), RGBColor(0x7A, 0x87, 0x94)
EM = 20.0  # points of an equation's letters
SHARP = 4.0  # pixels a point
SAME = "2000-01-01T00:00:00Z"


async def draw(deck: Deck, pictures: Mapping[str, bytes]) -> bytes:
    """Return the report as a PPTX with its *pictures*, by the names that its slides use."""
    return await asyncio.to_thread(_draw, deck, pictures)


def _draw(deck: Deck, pictures: Mapping[str, bytes]) -> bytes:
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = WIDTH, HEIGHT
    _Page(presentation, pictures).title(deck)
    for slide in deck.slides:
        _Page(presentation, pictures).slide(deck, slide)
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


@dataclass
class _Page:
    """One slide as it is filled from top to bottom."""

    presentation: Any
    pictures: Mapping[str, bytes]
    at: int = TOP
    page: Any = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.presentation.slides.add_slide(self.presentation.slide_layouts[5])

    def title(self, deck: Deck) -> None:
        self._heading(deck.title)
        self._text([deck.dates, *(f"{number}  {part.title}" for number, part in enumerate(deck.parts, 1))], 20)

    def slide(self, deck: Deck, slide: Slide) -> None:
        self._heading(slide.heading)
        for block in slide.blocks:
            self._block(deck, block)

    def _heading(self, text: str) -> None:
        shape = self.page.shapes.title
        shape.left, shape.top, shape.width, shape.height = LEFT, Emu(250_000), BODY, Emu(900_000)
        shape.text_frame.text = text
        shape.text_frame.paragraphs[0].runs[0].font.size = Pt(28)

    def _block(self, deck: Deck, block: Block) -> None:  # noqa: C901 - one line for each kind of block
        match block:
            case Ideas(sentences):
                self._text([f"• {sentence}" for sentence in sentences], 20)
            case Formula():
                self._formula(block)
            case Picture(files, caption, credit, url):
                self._images([self.pictures[name] for name in files], caption)
                self._text([caption], 12)
                self._text([f"{credit}  {url}"], 10, QUIET)
            case Card(caption, url, why):
                self._text([caption], 14)
                self._text([f"{why} {url}"], 11, QUIET)
            case Grid():
                self._grid(block)
            case Works(works):
                self._text([f"[{number}] {said}" for number, said in works], 12)
            case Outline(lit):
                names = [f"{number}  {part.name}" for number, part in enumerate(deck.parts, 1)]
                self._text([f"▸ {name}" if at == lit else name for at, name in enumerate(names)], 24)
            case Note(text):
                self._text([text], 14, QUIET)

    def _text(self, lines: list[str], size: float, colour: RGBColor | None = None) -> None:
        rows = sum(max(1, len(line) * size * 6_200 // BODY + 1) for line in lines)
        height = Emu(int(rows * size * 1.35 * 12_700))
        frame = self.page.shapes.add_textbox(LEFT, self.at, BODY, height).text_frame
        frame.word_wrap = True
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = line
            run.font.size = Pt(size)
            if colour is not None:
                run.font.color.rgb = colour
        self.at += height + GAP

    def _formula(self, block: Formula) -> None:
        told = [each for each in (block.label, block.line) if each]
        if told:
            self._text(told, 16)
        made = mathset.formula(block.latex)
        if not made.svg:
            self._text([f"{block.latex}   ({block.number})"], 14)
            return
        width = min(Pt(made.width * EM), BODY - Emu(900_000))
        zoom = SHARP * EM / 16  # resvg takes an em for 16 pixels
        png = bytes(resvg_py.svg_to_bytes(svg_string=made.svg, zoom=zoom, background="#ffffff"))
        shape = self.page.shapes.add_picture(io.BytesIO(png), LEFT, self.at, width=width)
        _describe(shape, f"({block.number}) {made.speech}; LaTeX: {block.latex}")
        number = self.page.shapes.add_textbox(LEFT + BODY - Emu(800_000), self.at, Emu(800_000), Emu(400_000))
        number.text_frame.text = f"({block.number})"
        self.at += shape.height + GAP

    def _images(self, bodies: list[bytes], caption: str) -> None:
        room = min(Emu(3_600_000), BOTTOM - self.at - Emu(900_000))
        width = (BODY - GAP * (len(bodies) - 1)) // len(bodies)
        tallest = 0
        for number, body in enumerate(bodies):
            shape = self.page.shapes.add_picture(io.BytesIO(body), LEFT + number * (width + GAP), self.at)
            factor = min(width / shape.width, room / shape.height)
            shape.width, shape.height = int(shape.width * factor), int(shape.height * factor)
            _describe(shape, caption)
            tallest = max(tallest, shape.height)
        self.at += tallest + GAP

    def _grid(self, grid: Grid) -> None:
        self._text([grid.caption], 13)
        columns = max(sum(cell.columns for cell in row) for row in grid.rows)
        height = min(Emu(330_000), (BOTTOM - self.at) // max(len(grid.rows), 1))
        table = self.page.shapes.add_table(len(grid.rows), columns, LEFT, self.at, BODY, height * len(grid.rows)).table
        for number, row in enumerate(grid.rows):
            column = 0
            for cell in row:
                target = table.cell(number, column)
                if cell.columns > 1:
                    target.merge(table.cell(number, min(column + cell.columns, columns) - 1))
                target.text = cell.text
                for run in target.text_frame.paragraphs[0].runs:
                    run.font.size = Pt(11)
                    run.font.bold = cell.is_bold or number < grid.heads
                column += cell.columns
        self.at += height * len(grid.rows) + GAP
        if grid.note:
            self._text([f"Shown: {grid.note}."], 11, QUIET)


def _describe(shape: Any, text: str) -> None:
    shape._element.nvPicPr.cNvPr.set("descr", text)
