"""Render a report as an editable PPTX: native titles, bullets and tables, equations as pictures, speaker notes.

https://python-pptx.readthedocs.io
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pptx
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu

from adapters.report import pptx_blocks, pptx_text
from adapters.report.pptx_blocks import Piece, TextPiece
from adapters.report.pptx_tables import TablePiece
from adapters.report.pptx_text import FAINT, INK, QUIET, RULE, SMALL, Area, Style, describe, write
from bot.report import equation_svg, rich_text
from bot.report.slides import (
    REFERENCES,
    Block,
    Deck,
    EquationBlock,
    FigureBlock,
    FigurePlaceholder,
    IdeasBlock,
    KeyNumberBlock,
    NoteBlock,
    OutlineBlock,
    PaperHalf,
    ReferencesBlock,
    Slide,
    TableBlock,
    WholeLossBlock,
    WhyBlock,
)

WIDTH, HEIGHT = 12_192_000, 6_858_000  # EMU, 16:9
BODY = Area(620_000, 1_230_000, 8_850_000, 4_950_000)
SIDE_LEFT, SIDE_WIDTH = 9_900_000, 2_050_000
FOOT = 6_420_000
SCALES = (1.0, 0.88, 0.78, 0.69)
TITLE_AND_CONTENT, TITLE_ONLY = 1, 5  # layouts
MAX_SIDE_NAMES = 14


async def draw(deck: Deck, pictures: Mapping[str, bytes]) -> bytes:
    """Return the report as PPTX, with *pictures* by file name."""
    return await asyncio.to_thread(_draw, deck, pictures)


def _draw(deck: Deck, pictures: Mapping[str, bytes]) -> bytes:
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = Emu(WIDTH), Emu(HEIGHT)
    presentation.core_properties.title, presentation.core_properties.language = f"{deck.title}, {deck.dates}", "en"
    presentation.core_properties.author = rich_text.plain(deck.cover.presenter)
    writer = _SlideWriter(presentation, deck, pictures)
    writer.cover()
    for slide in deck.slides:
        writer.slide(slide)
    writer.link()
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


@dataclass
class _SlideWriter:
    """Adds slides, and remembers the first of each part and the entries that lead there."""

    presentation: Any
    deck: Deck
    pictures: Mapping[str, bytes]
    firsts: dict[int, Any] = field(default_factory=dict)
    entries: list[tuple[int, Any]] = field(default_factory=list)

    @property
    def accent(self) -> RGBColor:
        return RGBColor(*bytes.fromhex(self.deck.cover.color.lstrip("#")))  # type: ignore[no-untyped-call]

    def cover(self) -> None:
        deck, cover = self.deck, self.deck.cover
        page = self.presentation.slides.add_slide(self.presentation.slide_layouts[TITLE_ONLY])
        if cover.logo in self.pictures:
            logo = page.shapes.add_picture(io.BytesIO(self.pictures[cover.logo]), 0, Emu(450_000), height=Emu(800_000))
            logo.left = Emu(WIDTH - 900_000 - logo.width)
            describe(logo, cover.lab or "Logo")
        _bar(page, (900_000, 1_450_000, 1_150_000, 75_000), self.accent)
        number = f" No. {cover.number}" if cover.number else ""
        _title(page, f"{deck.title}{number}", (900_000, 1_550_000, 10_000_000, 800_000), 34)
        about = filter(None, [cover.lab, deck.dates, cover.presenter, cover.date])
        _box(page, (900_000, 2_350_000, 10_300_000, 400_000), ["  ·  ".join(about)], Style(16, QUIET))
        names = [f"{at}   {part.title}" for at, part in enumerate(deck.parts, 1)]
        room = Area(900_000, 2_950_000, 10_300_000, 3_300_000)
        size = next((s for s in (18.0, 15.0, 13.0) if pptx_text.height(names, s, room.width) < room.height), SMALL)
        if pptx_text.height(names, size, room.width) >= room.height:
            names = [f"{at}   {part.name}" for at, part in enumerate(deck.parts, 1)]
        TextPiece(tuple(names), Style(size)).draw(page, room.top, 1.0, room)

    def slide(self, slide: Slide) -> None:
        """Add a slide, and further ones if its blocks don't fit."""
        figure = next((block for block in slide.blocks if isinstance(block, FigureBlock)), None)
        others = [block for block in slide.blocks if block is not figure]
        if figure and others and pptx_blocks.is_tall(figure.files, self.pictures):
            half = replace(BODY, width=BODY.width // 2 - 100_000)
            right = replace(half, left=BODY.left + BODY.width // 2 + 100_000)
            columns = [(self._pieces([figure]), half), (self._pieces(others), right)]
        else:
            ordered = sorted(slide.blocks, key=lambda block: block is figure) if figure else slide.blocks
            columns = [(self._pieces(ordered), BODY)]
        filled = [_paginate(pieces, area) for pieces, area in columns]
        for number in range(max(len(pages) for _, pages in filled)):
            page = self._page(slide, is_first=not number)
            for (scale, pages), (_, area) in zip(filled, columns, strict=True):
                _fill(page, pages[number] if number < len(pages) else [], scale, area)

    def link(self) -> None:
        """Link the entries of all outlines to the first slides of their parts."""
        for part, shape in self.entries:
            if part in self.firsts:
                shape.click_action.target_slide = self.firsts[part]

    def _page(self, slide: Slide, *, is_first: bool) -> Any:
        has_bullets = any(isinstance(block, IdeasBlock) for block in slide.blocks)
        layout = self.presentation.slide_layouts[TITLE_AND_CONTENT if has_bullets else TITLE_ONLY]
        page = self.presentation.slides.add_slide(layout)
        if slide.part is not None:
            self.firsts.setdefault(slide.part, page)
        heading = rich_text.plain(slide.heading) + ("" if is_first else " (continued)")
        _title(page, heading, (BODY.left, 280_000, BODY.width, 850_000), 24)
        self._beside(page, slide)
        count = len(self.presentation.slides)
        _box(page, (BODY.left, FOOT, BODY.width - 900_000, 300_000), [self.deck.line], Style(SMALL, QUIET))
        corner = _box(
            page, (BODY.left + BODY.width - 900_000, FOOT, 900_000, 300_000), [str(count)], Style(SMALL, QUIET)
        )
        corner.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        if is_first and slide.notes:
            page.notes_slide.notes_text_frame.text = "\n\n".join(slide.notes)
        return page

    def _beside(self, page: Any, slide: Slide) -> None:
        """Add the running outline with the current part highlighted."""
        names = [part.name for part in self.deck.parts]
        names += [REFERENCES] * any(each.part == len(names) for each in self.deck.slides)
        _bar(page, (SIDE_LEFT - 100_000, 300_000, 9_000, FOOT - 300_000), RULE)
        at, first = 280_000, max(min((slide.part or 0) - MAX_SIDE_NAMES // 2, len(names) - MAX_SIDE_NAMES), 0)
        for number, name in list(enumerate(names))[first : first + MAX_SIDE_NAMES]:
            here = number == slide.part
            high = pptx_text.height([name], SMALL * 1.1, SIDE_WIDTH)
            if at + high > FOOT:
                return
            style = Style(SMALL, self.accent if here else QUIET, is_bold=here)
            shape = _box(page, (SIDE_LEFT, at, SIDE_WIDTH, high), [name], style)
            self.entries.append((number, shape))
            at += high
            for side in PaperHalf if here and slide.side else ():
                lit = side is slide.side
                box = (SIDE_LEFT + 150_000, at, SIDE_WIDTH - 150_000, 210_000)
                _box(page, box, [side.value], Style(SMALL, INK if lit else FAINT, is_bold=lit))
                at += 210_000

    def _pieces(self, blocks: Sequence[Block]) -> list[Piece]:
        alone = sum(isinstance(block, EquationBlock) for block in blocks) == 1 and all(
            isinstance(block, EquationBlock | WholeLossBlock) for block in blocks
        )
        return [piece for block in blocks for piece in self._block(block, 26.0 if alone else 20.0)]

    def _block(self, block: Block, size: float) -> Iterator[Piece]:  # noqa: C901, PLR0912 - one branch for each kind
        match block:
            case IdeasBlock(sentences):
                yield from (TextPiece((said,), Style(18, is_bulleted=True)) for said in sentences)
            case EquationBlock(latex, number, label, line):
                yield from [TextPiece((label,), Style(16, self.accent, is_bold=True))] * bool(label)
                yield from [TextPiece((line,), Style(16))] * bool(line)
                yield pptx_blocks.plain_equation(latex, number, size)
            case WholeLossBlock(whole, number, start, end):
                made = equation_svg.render_highlighted(whole, (start, end), self.deck.cover.color)
                yield pptx_blocks.equation(made, whole, number, 17.0)
            case KeyNumberBlock():
                yield pptx_blocks.NumberPiece(block, self.accent)
            case WhyBlock(why, is_by_model):
                by = " (written by a language model)" if is_by_model else ""
                yield TextPiece((f"Why it is here: {why}{by}",), Style(14, QUIET))
            case FigureBlock(files, caption, credit, url, panels):
                yield pptx_blocks.picture(files, self.pictures, panels, rich_text.plain(caption))
                yield TextPiece((caption, f"{credit} · {url.partition('://')[2]}"), Style(SMALL))
            case FigurePlaceholder(caption, url, why):
                yield TextPiece((caption, f"{why} {url}"), Style(12, QUIET))
            case TableBlock(rows, heads, caption, note):
                yield TextPiece((caption,), Style(SMALL))
                yield TablePiece(rows, heads)
                yield from [TextPiece((f"Shown: {note}.",), Style(SMALL, QUIET))] * bool(note)
            case ReferencesBlock(works):
                yield from (TextPiece((f"[{number}]  {said}",), Style(13)) for number, said in works)
            case OutlineBlock(lit):
                yield from self._outline(lit)
            case NoteBlock(text):
                yield TextPiece((text,), Style(14, QUIET))

    def _outline(self, lit: int | None) -> Iterator[Piece]:
        for number, part in enumerate(self.deck.parts):
            color = INK if lit in {None, number} else FAINT
            yield TextPiece((f"{number + 1}   {part.name}",), Style(20, color, is_bold=True))
            if lit == number:
                by = " (written by a language model)" if part.is_why_by_model else ""
                why = (f"Why it is here: {part.why}{by}",) if part.why else ()
                yield TextPiece((part.title, ", ".join(part.authors[:6]), part.url, *why), Style(13, QUIET))
        if any(each.part == len(self.deck.parts) for each in self.deck.slides):
            color = INK if lit in {None, len(self.deck.parts)} else FAINT
            yield TextPiece((REFERENCES,), Style(20, color, is_bold=True))


def _paginate(pieces: Sequence[Piece], area: Area) -> tuple[float, list[list[Piece]]]:
    """Return the pieces of each page: one page at the largest scale that allows it, else several at the smallest."""
    for fitting in SCALES:
        if sum(piece.height(fitting, area) for piece in pieces) <= area.height:
            return fitting, [list(pieces)]
    pages: list[list[Piece]] = [[]]
    scale, used = SCALES[-1], 0
    for piece in (part for each in pieces for part in _parts(each, scale, area)):
        high = piece.height(scale, area)
        if pages[-1] and used + high > area.height:
            pages.append([])
            used = 0
        pages[-1].append(piece)
        used += high
    return scale, pages


def _parts(piece: Piece, scale: float, area: Area) -> Iterator[Piece]:
    if isinstance(piece, TablePiece) and piece.height(scale, area) > area.height:
        yield from piece.split(scale, area)
    else:
        yield piece


def _fill(page: Any, pieces: Sequence[Piece], scale: float, area: Area) -> None:
    """Draw pieces from top to bottom, a little above the middle. Bullets next to each other share a box."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if (
            isinstance(piece, TextPiece)
            and isinstance(last, TextPiece)
            and piece.style == last.style
            and piece.style.is_bulleted
        ):
            joined[-1] = replace(last, lines=(*last.lines, *piece.lines))
        else:
            joined.append(piece)
    used = sum(piece.height(scale, area) for piece in joined)
    at = area.top + max(int((area.height - used) * 0.35), 0)
    for piece in joined:
        piece.draw(page, at, scale, area)
        at += piece.height(scale, area)


def _title(page: Any, text: str, box: tuple[int, int, int, int], size: float) -> None:
    shape = page.shapes.title
    shape.left, shape.top, shape.width, shape.height = map(Emu, box)
    fits = (s for s in (size, 20.0, 16.0, 13.0) if pptx_text.height([text], s, box[2]) <= box[3])
    write(shape.text_frame, [text], Style(next(fits, SMALL), is_bold=True))
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    shape.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT


def _box(page: Any, box: tuple[int, int, int, int], lines: Sequence[str], style: Style) -> Any:
    shape = page.shapes.add_textbox(*map(Emu, box))
    write(shape.text_frame, lines, style)
    return shape


def _bar(page: Any, box: tuple[int, int, int, int], color: RGBColor) -> None:
    shape = page.shapes.add_shape(1, *map(Emu, box))
    shape.fill.solid()
    shape.fill.fore_color.rgb = color
    shape.line.fill.background()
    shape.shadow.inherit = False
