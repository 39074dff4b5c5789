"""Build a full text in document order, for any of the readers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.fulltext import sentences
from bot.fulltext.latex_math import MAX_FORMULA_LENGTH, aligned, is_loss_like, own_name, sides, tidy
from bot.fulltext.model import Equation, Figure, FullText, Reference, Section, Table, TextFormat
from bot.fulltext.table_grid import Grid

APPENDIX = "Appendix"
MAX_ITEMS = 2_000  # items of each kind; later ones are ignored


@dataclass
class FullTextBuilder:
    """The items read so far, and the current headings."""

    sections: list[Section] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    _pending: int = 0  # equations whose following paragraph was not added yet

    @property
    def place(self) -> str:
        """The current headings, outermost first."""
        return " / ".join(title for _, title in self.headings)

    def heading(self, title: str, depth: int, *, is_appendix: bool = False) -> None:
        """Start a section."""
        self._close()
        above = [each for each in self.headings if each[0] < depth]
        if is_appendix:
            above = [(0, APPENDIX), *(each for each in above if each[0])]
        self.headings = [*above, (depth, title)]

    def add_paragraph(self, text: str) -> None:
        """Add a paragraph and the losses in it. Very long paragraphs are cut."""
        text = text[: sentences.MAX_PARAGRAPH_LENGTH]
        if not text:
            return
        for back in range(1, self._pending + 1):
            self.equations[-back] = replace(self.equations[-back], after=text)
        self._pending = 0
        self.paragraphs.append(text)
        for latex in map(tidy, sentences.formulas(text)):
            if is_loss_like(latex) and len(self.equations) < MAX_ITEMS:
                self.equations.append(Equation(latex, self.place, before=text, is_inline=True))

    def add_equation(self, lines: Sequence[Sequence[str]], label: str = "") -> None:
        """Add an equation from the cells of its lines."""
        latex = aligned(lines)
        if 0 < len(latex) <= MAX_FORMULA_LENGTH and len(self.equations) < MAX_ITEMS:
            before = self.paragraphs[-1] if self.paragraphs else ""
            self.equations.append(Equation(latex, self.place, before, label=label))
            self._pending += 1

    def figure(self, figure: Figure) -> None:
        """Add a figure."""
        if len(self.figures) < MAX_ITEMS:
            self.figures.append(replace(figure, section=self.place))

    def table(self, caption: str, grid: Grid, label: str) -> None:
        """Add a table. One with doubtful cells is left out."""
        if grid.rows and len(self.tables) < MAX_ITEMS:
            self.tables.append(Table(caption, self.place, grid.rows, label, grid.rules))

    def full_text(self, form: TextFormat, license: str = "") -> FullText:
        """Return the full text."""
        self._close()
        return FullText(
            form, tuple(self.sections), tuple(self.equations), tuple(self.figures), tuple(self.tables),
            tuple(self.references[:MAX_ITEMS]), license,
        )  # fmt: skip

    def _close(self) -> None:
        depth, title = self.headings[-1] if self.headings else (1, "")
        if (title or self.paragraphs) and len(self.sections) < MAX_ITEMS:
            self.sections.append(Section(title, depth, tuple(self.paragraphs)))
        self.paragraphs, self._pending = [], 0


_CONDITION = re.compile(
    r"(?:\\(?:text|mathrm|textrm|mbox|quad|qquad|rm)(?![a-z])|[\s{~])*(?:s\.\s?t|subject|such that|where)"
)


_GOES_ON = re.compile(r"(?:\s|\\q?quad(?![a-z])|\\[,;:! ]|\{\s*\}|~)*(?:[-+*]|\\(?:times|cdot|pm)(?![a-z]))")
_UNFINISHED = re.compile(r"(?:[-+=*(]|\\(?:times|cdot|left\s*[(\[]))\s*$")


def begins_anew(lines: Sequence[Sequence[str]], label: str, cells: Sequence[str]) -> bool:
    """Return whether a row of a display is an equation of its own: after a number, or with another loss."""
    if not lines or not cells or not cells[0] or _CONDITION.match(cells[0]):
        return False
    if _GOES_ON.match(" ".join(cells)) or _UNFINISHED.search(" ".join(lines[-1])):
        return False
    left = sides(" ".join(cells))[0]
    return bool(left and (label or own_name(left)))
