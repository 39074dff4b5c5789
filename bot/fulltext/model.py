"""The model of a paper's full text: sections, equations, figures, tables, references.

Texts are Unicode, with formulas as LaTeX between dollars, and marks for citations (`sentences.citation_mark`). Remarks
of authors and hidden texts are removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

ENOUGH_SECTIONS, ENOUGH_TEXT = 3, 8000
"""Less is a stub, such as arXiv's page of a paper whose source only embeds a PDF."""


class TextFormat(StrEnum):
    """The format that a full text was read from."""

    HTML = "html"
    TEX = "tex"
    ABSTRACT = "abstract"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs, without those of deeper headings. *depth* 1 is a section."""

    title: str
    depth: int
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Equation:
    """A display equation, or an inline one that may be a loss. `latex` has no number and no dollars.

    `before` is the paragraph that introduces it, `after` the following one. `section` holds its headings, outermost
    first, `label` its number with parentheses.
    """

    latex: str
    section: str
    before: str = ""
    after: str = ""
    label: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its graphics: addresses in arXiv's page, or file names in the source. `width` is in pixels, or 0.

    `anchor` is its id in arXiv's page. `parts` are the captions of its parts (a), (b), if they have any.
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
    """A table cell that spans *columns* and *rows*."""

    text: str
    is_bold: bool = False
    columns: int = 1
    rows: int = 1


Rows: TypeAlias = tuple[tuple[Cell, ...], ...]
Rules: TypeAlias = tuple[frozenset[int], ...]
"""The columns with a rule above each row of a table."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, row by row as printed. A spanning cell comes once. `rules` are the rules above its rows."""

    caption: str
    section: str
    rows: Rows
    label: str = ""
    rules: Rules = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A cited work, as in the list of references. `names` are its keys in the text."""

    key: str
    text: str
    names: str = ""


@dataclass(frozen=True, slots=True)
class FullText:
    """The contents of a paper. `license` is the address or name of its license, if given."""

    form: TextFormat
    sections: tuple[Section, ...] = ()
    equations: tuple[Equation, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    references: tuple[Reference, ...] = ()
    license: str = ""

    @property
    def is_incomplete(self) -> bool:
        """Whether this is a stub or a wrapper and not a paper."""
        text = sum(len(paragraph) for section in self.sections for paragraph in section.paragraphs)
        return len(self.sections) <= ENOUGH_SECTIONS and text < ENOUGH_TEXT
