"""Decks for tests of how they are drawn: each names only what it is about."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from bot.fulltext.model import Cell
from bot.models.papers import PaperId
from bot.report.slides import (
    Block,
    Deck,
    DeckPaper,
    EquationBlock,
    FigurePlaceholder,
    IdeasBlock,
    NoteBlock,
    OutlineBlock,
    PaperHalf,
    ReferencesBlock,
    Slide,
    TableBlock,
)

URL = "https://arxiv.org/abs/2611.00001"


def deck(*blocks: Block, heading: str = "A heading", title: str = "A title", name: str = "Name") -> Deck:
    """Return a deck of one paper with one slide."""
    part = DeckPaper(PaperId("2611.00001"), name, title, ("Ada Lovelace",), URL)
    return Deck("Weekly Report", "16–22 Nov 2026", (part,), (Slide(heading, blocks, 0, PaperHalf.THEORY),))


def grid(rows: int, columns: int, text: str = "1.0") -> TableBlock:
    """Return a table with the same text in every cell."""
    return TableBlock(((Cell(text),) * columns,) * rows, 1, "A caption", "")


def everywhere(text: str) -> tuple[Block, ...]:
    """Return blocks of every kind with the same text in each of their fields."""
    cell = TableBlock(((Cell(text), Cell(text, is_bold=True)),), 1, text, text)
    return (
        IdeasBlock((text,)), EquationBlock(r"a = b", 1, text, text), FigurePlaceholder(text, URL, text), cell,
         NoteBlock(text), ReferencesBlock(((1, text),)),
        OutlineBlock(0),
    )  # fmt: skip


def text_of(pdf: bytes, folder: Path) -> str:
    """Return what a PDF says, as poppler reads it, with all white space as one blank."""
    return " ".join(_poppler(pdf, folder, "-layout").split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page, and where it stands, in points from the left and the top."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


def words_of(pdf: bytes, folder: Path) -> list[Word]:
    """Return all words of a PDF and their boxes."""
    return [
        Word(number, match[5], *map(float, match.groups()[:4]))
        for number, page in enumerate(_poppler(pdf, folder, "-bbox").split("<page ")[1:], 1)
        for match in _WORD.finditer(page)
    ]


def sizes_of(pdf: bytes) -> set[float]:
    """Return the font sizes of all visible characters of a PDF, in points as they are seen."""
    found: set[float] = set()
    for page in pypdfium2.PdfDocument(pdf):
        text, matrix = page.get_textpage(), pypdfium2.raw.FS_MATRIX()
        for at in range(text.count_chars()):
            if chr(pypdfium2.raw.FPDFText_GetUnicode(text, at)).isspace():
                continue
            pypdfium2.raw.FPDFText_GetMatrix(text, at, matrix)
            found.add(round(pypdfium2.raw.FPDFText_GetFontSize(text, at) * abs(matrix.d), 1))
    return found


_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')


def _poppler(pdf: bytes, folder: Path, how: str) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("needs pdftotext of poppler: apt install poppler-utils")
    file = folder / "made.pdf"
    file.write_bytes(pdf)
    return subprocess.check_output([program, how, str(file), "-"], text=True)  # noqa: S603 - our own file
