"""What stands on the slides of a report, as values. Whoever draws them walks over these, and adds nothing.

Texts are ready to be read, in Unicode; they are still outside texts, which each way of drawing escapes. Formulas are
LaTeX. A block's *kind* is what the template switches on; it is not stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

from bot.fulltext.model import Rows
from bot.models.papers import PaperId


class PaperHalf(StrEnum):
    """The two parts of a paper, as they stand in the outline."""

    THEORY = "Theory"
    RESULTS = "Results"


@dataclass(frozen=True, slots=True)
class IdeasBlock:
    """Sentences of the paper, whole."""

    kind: ClassVar[str] = "ideas"
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EquationBlock:
    """An equation under its number, what it is called, and the sentence that explains it."""

    kind: ClassVar[str] = "formula"
    latex: str
    number: int
    label: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A figure of the paper: the names of its files, first to last, its caption, and whose it is."""

    kind: ClassVar[str] = "picture"
    files: tuple[str, ...]
    caption: str
    credit: str
    url: str


@dataclass(frozen=True, slots=True)
class FigurePlaceholder:
    """What stands for a figure that may not be shown: its caption, where it is, and why it is not here."""

    kind: ClassVar[str] = "card"
    caption: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table, the first *heads* rows as its header, with its caption and what was left out."""

    kind: ClassVar[str] = "grid"
    rows: Rows
    heads: int
    caption: str
    note: str


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """A line about what is shown, or what is not."""

    kind: ClassVar[str] = "note"
    text: str


@dataclass(frozen=True, slots=True)
class ReferencesBlock:
    """References, each with its number and its text in IEEE's style."""

    kind: ClassVar[str] = "works"
    works: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class OutlineBlock:
    """The papers by their names, one of them lit or none."""

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
    """One page: a heading, blocks from top to bottom, and the place in the outline that is lit."""

    heading: str
    blocks: tuple[Block, ...]
    part: int | None = None
    side: PaperHalf | None = None


@dataclass(frozen=True, slots=True)
class DeckPaper:
    """One paper of a report, for those who draw outlines: its short name, title, authors and address."""

    id: PaperId
    name: str
    title: str
    authors: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Deck:
    """A whole report. `dates` says of which days it is."""

    title: str
    dates: str
    parts: tuple[DeckPaper, ...]
    slides: tuple[Slide, ...]
