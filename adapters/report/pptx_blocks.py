"""Turn the blocks of a slide into pieces that a PPTX page is filled with: texts, pictures, tables.

A piece knows its height at a scale, so that pages can be filled before anything is drawn.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pptx.enum.text import PP_ALIGN
from pptx.parts.image import Image
from pptx.util import Emu, Pt

from adapters.report import equation_png, pptx_text
from adapters.report.pptx_tables import TablePiece
from adapters.report.pptx_text import GAP, LIGHT, QUIET, SMALL, Area, Style, write
from bot.report import equation_svg
from bot.report.equation_svg import RenderedEquation
from bot.report.slides import KeyNumberBlock

NUMBER_WIDTH = 800_000  # EMU
WIDE = 2  # width of a figure by its height


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Paragraphs in one box."""

    lines: tuple[str, ...]
    style: Style

    def height(self, scale: float, area: Area) -> int:
        """Return the height in EMU, with the gap below."""
        return pptx_text.height(self.lines, self.style.size * scale, area.width) + GAP

    def draw(self, page: Any, at: int, scale: float, area: Area) -> None:
        """Add the piece to a page."""
        shape = _bullets_placeholder(page) if self.style.is_bulleted else None
        shape = shape or page.shapes.add_textbox(0, 0, 1, 1)
        shape.left, shape.top, shape.width = Emu(area.left), Emu(at), Emu(area.width)
        shape.height = Emu(min(self.height(scale, area) - GAP, area.top + area.height - at))
        write(shape.text_frame, self.lines, replace(self.style, size=max(self.style.size * scale, SMALL)))


@dataclass(frozen=True, slots=True)
class EquationPiece:
    """An equation as a picture, with its number at the right."""

    made: RenderedEquation
    number: int
    size: float
    latex: str

    def _extent(self, scale: float, area: Area) -> tuple[int, int]:
        wide = min(int(Pt(self.made.width * self.size * scale)), area.width - NUMBER_WIDTH)
        high = int(wide * self.made.height / self.made.width)
        factor = min(1.0, area.height * 0.9 / high)
        return int(wide * factor), int(high * factor)

    def height(self, scale: float, area: Area) -> int:
        """Return the height in EMU, with the gap below."""
        return self._extent(scale, area)[1] + GAP

    def draw(self, page: Any, at: int, scale: float, area: Area) -> None:
        """Add the piece to a page."""
        wide, high = self._extent(scale, area)
        left = area.left + (area.width - NUMBER_WIDTH - wide) // 2
        png = io.BytesIO(equation_png.png(self.made))
        shape = page.shapes.add_picture(png, Emu(left), Emu(at), width=Emu(wide), height=Emu(high))
        pptx_text.describe(shape, f"({self.number}) {self.made.alt_text}; LaTeX: {self.latex}")
        tall = Pt(26)
        top = min(max(at + (high - tall) // 2, area.top), area.top + area.height - tall)
        box = page.shapes.add_textbox(Emu(area.left + area.width - NUMBER_WIDTH), Emu(top), Emu(NUMBER_WIDTH), tall)
        write(box.text_frame, [f"({self.number})"], Style(14, QUIET))
        box.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


@dataclass(frozen=True, slots=True)
class PicturePiece:
    """The panels of a figure in as many rows as make them largest, each with its caption."""

    bodies: tuple[bytes, ...]
    panels: tuple[str, ...]
    alt: str
    share: float

    def _layout(self, scale: float, area: Area) -> list[list[tuple[bytes, int, int]]]:
        """Return rows of pictures with their width and height."""
        shapes = [width / high for width, high in (Image.from_blob(body).size for body in self.bodies)]
        room = int(area.height * self.share * scale)
        below = int(Pt(SMALL * 1.8)) if self.panels else 0
        best: list[list[tuple[bytes, int, int]]] = []
        for columns in range(1, len(shapes) + 1):
            starts = range(0, len(shapes), columns)
            high = (room - GAP * (len(starts) - 1)) // len(starts) - below
            rows = []
            for start in starts:
                row = shapes[start : start + columns]
                fit = max(min(high, int((area.width - GAP * (len(row) - 1)) / sum(row))), 1)
                rows.append([(self.bodies[start + at], int(fit * shape), fit) for at, shape in enumerate(row)])
            if not best or _area(rows) > _area(best):
                best = rows
        return best

    def height(self, scale: float, area: Area) -> int:
        """Return the height in EMU, with the gap below."""
        below = int(Pt(SMALL * 1.8)) if self.panels else 0
        return sum(row[0][2] + below + GAP for row in self._layout(scale, area))

    def draw(self, page: Any, at: int, scale: float, area: Area) -> None:
        """Add the piece to a page."""
        number = 0
        for row in self._layout(scale, area):
            left = area.left + (area.width - sum(wide for _, wide, _ in row) - GAP * (len(row) - 1)) // 2
            for body, wide, high in row:
                shape = page.shapes.add_picture(io.BytesIO(body), Emu(left), Emu(at), Emu(wide), Emu(high))
                pptx_text.describe(shape, self.alt)
                if self.panels:
                    box = page.shapes.add_textbox(Emu(left), Emu(at + high), Emu(wide), Pt(SMALL * 1.8))
                    said = self.panels[number]
                    fits = len(said) * SMALL * pptx_text.LETTER < wide
                    write(box.text_frame, [said if fits else said[:3]], Style(SMALL))
                    box.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER
                left, number = left + wide + GAP, number + 1
            at += row[0][2] + (int(Pt(SMALL * 1.8)) if self.panels else 0) + GAP


@dataclass(frozen=True, slots=True)
class NumberPiece:
    """The number to remember, in a box."""

    block: KeyNumberBlock
    accent: Any

    def height(self, scale: float, area: Area) -> int:  # noqa: ARG002 - as all pieces
        """Return the height in EMU, with the gap below."""
        return int(Pt(62)) + GAP

    def draw(self, page: Any, at: int, scale: float, area: Area) -> None:  # noqa: ARG002 - as all pieces
        """Add the piece to a page."""
        box = page.shapes.add_textbox(Emu(area.left), Emu(at), Emu(area.width), Pt(62))
        box.fill.solid()
        box.fill.fore_color.rgb = LIGHT
        frame, block = box.text_frame, self.block
        write(frame, [""], Style(14))
        first = frame.paragraphs[0]
        pptx_text.add_runs(first, f"{block.own_value}  ", Style(22, self.accent, is_bold=True))
        pptx_text.add_runs(first, f"{block.own}      ", Style(13))
        pptx_text.add_runs(first, f"{block.rival_value}  ", Style(18, QUIET, is_bold=True))
        pptx_text.add_runs(first, f"best other: {block.rival}", Style(13, QUIET))
        pptx_text.add_runs(frame.add_paragraph(), f"To remember: {block.measure}", Style(SMALL, QUIET))
        for paragraph in frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT


Piece: TypeAlias = TextPiece | EquationPiece | PicturePiece | TablePiece | NumberPiece


def equation(made: RenderedEquation, latex: str, number: int, size: float) -> Piece:
    """Return an equation, as its LaTeX if it can't be rendered."""
    if not made.svg:
        return TextPiece((f"{latex}   ({number})",), Style(12))
    return EquationPiece(made, number, size, latex)


def plain_equation(latex: str, number: int, size: float) -> Piece:
    """Return an equation."""
    return equation(equation_svg.render_equation(latex), latex, number, size)


def picture(files: Sequence[str], pictures: Mapping[str, bytes], panels: tuple[str, ...], alt: str) -> PicturePiece:
    """Return a figure."""
    return PicturePiece(tuple(pictures[name] for name in files), panels, alt, 0.78)


def is_tall(files: Sequence[str], pictures: Mapping[str, bytes]) -> bool:
    """Return whether a figure leaves room beside it, or has several panels."""
    sizes = [Image.from_blob(pictures[name]).size for name in files]
    return sum(width / height for width, height in sizes) < WIDE or len(sizes) > 1


def _area(rows: Sequence[Sequence[tuple[bytes, int, int]]]) -> int:
    return sum(wide * high for row in rows for _, wide, high in row)


def _bullets_placeholder(page: Any) -> Any:
    """Return the empty body placeholder of a page, if it has one."""
    return next(
        (each for each in page.placeholders if each.placeholder_format.idx == 1 and not each.text_frame.text), None
    )
