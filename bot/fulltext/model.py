"""The words of a paper's full text, whatever it was read from: sections, equations, figures, tables, references.

Texts are in Unicode with their formulas left as LaTeX between dollars, and marks where they cite (`prose.cite`).
What the authors wrote to each other and what they hid is not in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

ENOUGH_SECTIONS, ENOUGH_TEXT = 3, 8000
"""Less than these is a stub: arXiv's page of a paper whose source only embeds a PDF, for one."""


class TextFormat(StrEnum):
    """What a full text was read from."""

    HTML = "html"
    TEX = "tex"
    ABSTRACT = "abstract"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs below it, without those of deeper headings. *depth* 1 is a section."""

    title: str
    depth: int
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Equation:
    """A display equation, or an inline one that may be a loss. `latex` has no number and no dollars.

    `before` is the paragraph that leads to it, `after` the one that follows; `section` are the headings it stands
    under, outermost first, and `label` its number there, with parentheses.
    """

    latex: str
    section: str
    before: str = ""
    after: str = ""
    label: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its graphics: addresses in arXiv's page, or names in the source. `width` is in pixels, 0 untold.

    `anchor` is its place in arXiv's page, `parts` are the captions of its parts (a), (b), where these have any.
    """

    caption: str
    section: str
    graphics: tuple[str, ...] = ()
    label: str = ""
    anchor: str = ""
    width: int = 0
    page: int = 1
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, spanning *columns* and *rows*."""

    text: str
    is_bold: bool = False
    columns: int = 1
    rows: int = 1


Rows: TypeAlias = tuple[tuple[Cell, ...], ...]
Rules: TypeAlias = tuple[frozenset[int], ...]
"""The columns over which a line is drawn, above each row of a table."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, row by row, as it is printed: a cell that spans comes once. `rules` are the lines above its rows."""

    caption: str
    section: str
    rows: Rows
    label: str = ""
    rules: Rules = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A work that the paper cites, as its list of references has it; `names` are those that stand for it in a text."""

    key: str
    text: str
    names: str = ""


@dataclass(frozen=True, slots=True)
class FullText:
    """What a paper holds. `license` is the address or the name of its license, where the page tells."""

    form: TextFormat
    sections: tuple[Section, ...] = ()
    equations: tuple[Equation, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    references: tuple[Reference, ...] = ()
    license: str = ""

    @property
    def is_incomplete(self) -> bool:
        """Say whether this is no paper, but a page or a wrapper around one."""
        text = sum(len(paragraph) for section in self.sections for paragraph in section.paragraphs)
        return len(self.sections) <= ENOUGH_SECTIONS and text < ENOUGH_TEXT
