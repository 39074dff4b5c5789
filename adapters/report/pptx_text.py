"""Write texts into shapes of a PPTX: sizes, colors, bullets, and formulas with raised and lowered parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.util import Pt

from bot.report import rich_text
from bot.text.sanitize import sanitize

GAP = 110_000  # EMU between pieces of a page
SMALL = 11.0  # points; no text is smaller
INSETS = 182_880  # EMU, left and right of a box's text together; half of that above and below
LETTER = 6_400  # EMU of letter width per point of font size
LINE = 1.25  # height of a line, in font sizes
INK, QUIET, FAINT, RULE, LIGHT = map(RGBColor.from_string, ("1C2733", "5F6C79", "9AA4AE", "DCD8CF", "F4F2ED"))
RAISED, LOWERED = "30000", "-25000"  # thousandths of a percent


@dataclass(frozen=True, slots=True)
class Area:
    """The part of a page that pieces fill, in EMU."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks: *size* in points."""

    size: float = 16.0
    color: RGBColor = INK
    is_bold: bool = False
    is_bulleted: bool = False


def write(frame: Any, lines: Sequence[str], style: Style) -> None:
    """Write paragraphs into a text frame."""
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        if style.is_bulleted:
            paragraph.space_after = Pt(style.size * 0.35)
            _bullet(paragraph, style)
        add_runs(paragraph, line.strip(), style)


def add_runs(paragraph: Any, text: str, style: Style) -> None:
    """Add a text to a paragraph."""
    for said, is_formula in rich_text.runs(text):
        parts = rich_text.scripted(said) if is_formula else [(said, 0)]
        for part, shift in parts:
            run = paragraph.add_run()
            run.text = _spaced(part)
            run.font.size, run.font.bold = Pt(max(style.size, SMALL)), style.is_bold
            run.font.color.rgb = style.color
            run.font.italic = is_formula and not shift
            if shift:
                run.font._rPr.set("baseline", RAISED if shift > 0 else LOWERED)  # noqa: SLF001 - no other way


def height(lines: Sequence[str], size: float, width: int) -> int:
    """Return the estimated height of paragraphs in EMU, without font metrics."""
    size = max(size, SMALL)
    room = max((width - INSETS) * 0.95, 1)
    rows = sum(1 + int(len(rich_text.plain(line)) * size * LETTER / room) for line in lines)
    return int(rows * size * LINE * Pt(1)) + INSETS // 2


def describe(shape: Any, text: str) -> None:
    """Set the alt text of a picture."""
    shape._element.nvPicPr.cNvPr.set("descr", sanitize(text))  # noqa: SLF001 - python-pptx has no other way to alt text


def _spaced(part: str) -> str:
    """Return a sanitized part of a text, with the blanks at its ends."""
    said = sanitize(part)
    return " " * part[:1].isspace() + said + " " * (bool(said) and part[-1:].isspace())


def _bullet(paragraph: Any, style: Style) -> None:
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-pptx has no bullets
    indent = str(int(Pt(style.size)))
    properties.set("marL", indent)
    properties.set("indent", f"-{indent}")
    etree.SubElement(properties, qn("a:buFont"), typeface="Arial")
    etree.SubElement(properties, qn("a:buChar"), char="•")
