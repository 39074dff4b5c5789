"""The slides of a report as values. Renderers add nothing to them.

Texts are ready to show, in Unicode, with formulas marked (`rich_text`); they are external, and each renderer escapes
them. Display formulas are LaTeX. The template switches on a block's *kind*, which is not stored. Stored reports of
earlier versions are read as well, so a new field needs a default, and a new block fields that no other has.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

from bot.fulltext.model import Rows
from bot.models.papers import PaperId

DEFAULT_COLOR = "#b31b1b"
REFERENCES = "References"


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
class WholeLossBlock:
    """The whole loss again, above the page of one of its terms: the part from *start* to *end* is highlighted."""

    kind: ClassVar[str] = "whole"
    whole: str
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class KeyNumberBlock:
    """The number to remember: the paper's own result against the best other one, and what is measured."""

    kind: ClassVar[str] = "number"
    measure: str
    own: str
    own_value: str
    rival: str
    rival_value: str


@dataclass(frozen=True, slots=True)
class WhyBlock:
    """Why a paper is in the report, in one line. `model` is true if a language model wrote it."""

    kind: ClassVar[str] = "why"
    why: str
    is_by_model: bool = False


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A figure of the paper: its file names in order, its caption, its credit, and the captions of its panels."""

    kind: ClassVar[str] = "picture"
    files: tuple[str, ...]
    caption: str
    credit: str
    url: str
    panels: tuple[str, ...] = ()


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
    """The short names of the papers and the references, at most one highlighted."""

    kind: ClassVar[str] = "outline"
    lit: int | None = None


Block: TypeAlias = (
    IdeasBlock
    | EquationBlock
    | WholeLossBlock
    | KeyNumberBlock
    | WhyBlock
    | FigureBlock
    | FigurePlaceholder
    | TableBlock
    | NoteBlock
    | ReferencesBlock
    | OutlineBlock
)


@dataclass(frozen=True, slots=True)
class Slide:
    """One page: a heading, blocks from top to bottom, and the highlighted outline entry. `notes` are for the speaker.

    The entry after the last paper is the references.
    """

    heading: str
    blocks: tuple[Block, ...]
    part: int | None = None
    side: PaperHalf | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeckPaper:
    """One paper in the outline of a report: its short name, title, authors and address, and why it is here."""

    id: PaperId
    name: str
    title: str
    authors: tuple[str, ...]
    url: str
    why: str = ""
    is_why_by_model: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """The title page: lab, number of the report, presenter, date, file name of the logo, and accent color."""

    lab: str = ""
    number: int | None = None
    presenter: str = ""
    date: str = ""
    logo: str = ""
    color: str = DEFAULT_COLOR


@dataclass(frozen=True, slots=True)
class Deck:
    """A whole report. `dates` is its range of days."""

    title: str
    dates: str
    parts: tuple[DeckPaper, ...]
    slides: tuple[Slide, ...]
    cover: Cover = Cover()

    @property
    def line(self) -> str:
        """The line below every page: the report, its number and its days."""
        number = f"No. {self.cover.number}" if self.cover.number else ""
        return "  ·  ".join(filter(None, [self.title, number, self.dates]))
