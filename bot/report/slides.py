"""The slides of a report as values. Renderers add nothing to them.

Texts are ready to show, in Unicode; they are external, and each renderer escapes them. Formulas are LaTeX. The template
switches on a block's *kind*, which is not stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

from bot.fulltext.model import Rows
from bot.models.papers import PaperId


class PaperHalf(StrEnum):
    """The two parts of a paper in the outline."""

    THEORY = "Theory"
    RESULTS = "Results"


@dataclass(frozen=True, slots=True)
class IdeasBlock:
    """Complete sentences of the paper."""

    kind: ClassVar[str] = "ideas"
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EquationBlock:
    """An equation with its number, its label, and the sentence that explains it."""

    kind: ClassVar[str] = "formula"
    latex: str
    number: int
    label: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A figure of the paper: its file names in order, its caption, and its credit."""

    kind: ClassVar[str] = "picture"
    files: tuple[str, ...]
    caption: str
    credit: str
    url: str


@dataclass(frozen=True, slots=True)
class FigurePlaceholder:
    """A placeholder for a figure that isn't shown: its caption, its address, and the reason."""

    kind: ClassVar[str] = "card"
    caption: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with its caption and a note on what was left out. The first *heads* rows are its header."""

    kind: ClassVar[str] = "grid"
    rows: Rows
    heads: int
    caption: str
    note: str


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """A note on what is shown or not."""

    kind: ClassVar[str] = "note"
    text: str


@dataclass(frozen=True, slots=True)
class ReferencesBlock:
    """References, each with its number and text in IEEE style."""

    kind: ClassVar[str] = "works"
    works: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class OutlineBlock:
    """The short names of the papers, at most one highlighted."""

    kind: ClassVar[str] = "outline"
    lit: int | None = None


Block: TypeAlias = (
    IdeasBlock
    | EquationBlock
    | FigureBlock
    | FigurePlaceholder
    | TableBlock
    | NoteBlock
    | ReferencesBlock
    | OutlineBlock
)


@dataclass(frozen=True, slots=True)
class Slide:
    """One page: a heading, blocks from top to bottom, and the highlighted outline entry."""

    heading: str
    blocks: tuple[Block, ...]
    part: int | None = None
    side: PaperHalf | None = None


@dataclass(frozen=True, slots=True)
class DeckPaper:
    """One paper in the outline of a report: its short name, title, authors and address."""

    id: PaperId
    name: str
    title: str
    authors: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Deck:
    """A whole report. `dates` is its range of days."""

    title: str
    dates: str
    parts: tuple[DeckPaper, ...]
    slides: tuple[Slide, ...]
