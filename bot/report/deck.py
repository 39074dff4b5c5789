"""Lay out the slides of a report as values: blocks, order and numbers. Nothing is rendered here.

A report has an outline; for each paper the outline again with the paper highlighted, *Theory* (architecture and key
ideas, the whole loss function, then its terms) and *Results* (main table, a figure); and at the end the references.
Equations and references are numbered through the whole report. Blocks that would leave a page half empty share one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypeVar

from bot.fulltext import latex_math
from bot.fulltext import sentences as prose
from bot.fulltext.model import Equation, Figure, FullText, Reference
from bot.models.papers import Paper
from bot.report.picks import Picks
from bot.report.picks.equations import called
from bot.report.picks.tables import trim
from bot.report.slides import (
    Block,
    Deck,
    DeckPaper,
    EquationBlock,
    FigureBlock,
    FigurePlaceholder,
    IdeasBlock,
    NoteBlock,
    OutlineBlock,
    PaperHalf,
    ReferencesBlock,
    Slide,
    TableBlock,
)
from bot.text.summarizer import sentences
from bot.text.tex.to_unicode import to_unicode
from bot.text.truncate import truncate

T = TypeVar("T")

TERMS_ON_A_SLIDE = 2
WORKS_ON_A_SLIDE = 10
FIRST_EASTERN = "\u2e80"  # names in scripts from here on have no initials
MAX_NAME_LENGTH = 24  # characters of a paper's short name
MAX_TEXT_LENGTH = 700  # characters of a caption, a sentence or a reference
MAX_SOURCE_LENGTH = 4 * MAX_TEXT_LENGTH  # characters, with the LaTeX in them
MAX_CELL_LENGTH = 60
NO_PICKS = "No equation, figure or table of this paper was found with certainty, so none is shown."
STOP_WORDS = frozenset(
    {"a", "an", "the", "of", "for", "on", "in", "to", "with", "and", "or", "via", "by", "from", "at", "as", "is", "are"}
)


@dataclass(frozen=True, slots=True)
class PresentedPaper:
    """A paper with its full text and picks, and the figures that may be shown, by index.

    `why_not` has the reason for all other figures; `note` is a remark on the text.
    """

    paper: Paper
    text: FullText
    picks: Picks
    pictures: Mapping[int, FigureBlock] = field(default_factory=dict)
    why_not: str = ""
    note: str = ""


def build_deck(title: str, dates: str, papers: Sequence[PresentedPaper]) -> Deck:
    """Return the deck of a report."""
    layout = _DeckBuilder(tuple(map(_reference_of, papers)))
    parts = tuple(_part(each) for each in papers)
    slides = [Slide("Outline", (OutlineBlock(),))]
    for number, each in enumerate(papers):
        slides.append(Slide("Outline", (OutlineBlock(number),), number))
        slides += layout.slides(number, each)
    references = [Slide("References", (ReferencesBlock(page),)) for page in _paged(layout.works(), WORKS_ON_A_SLIDE)]
    return Deck(title, dates, parts, (*slides, *references))


def short_name(title: str) -> str:
    """Return a short name: the text before a colon, an acronym, or the first significant words."""
    before, colon, _ = title.partition(":")
    if colon and len(before) <= MAX_NAME_LENGTH:
        return before.strip()
    acronym = re.search(r"\b(?=[\w-]*[A-Z][\w-]*[A-Z])[A-Za-z][\w-]{2,15}\b", title)
    if acronym and not title.isupper():
        return acronym[0]
    words = [word for word in title.split() if word.lower() not in STOP_WORDS]
    name = next(
        (each for n in (3, 2) if len(each := " ".join(words[:n])) <= MAX_NAME_LENGTH), truncate(title, MAX_NAME_LENGTH)
    )
    return name[:1].upper() + name[1:]


def ieee_reference(paper: Paper) -> str:
    """Return the reference to a paper in IEEE style (https://ieeeauthorcenter.ieee.org)."""
    authors = [to_unicode(author) for author in paper.authors]
    names = ", ".join(map(_initials, authors[:3])) + (" et al." if len(authors) > 3 else "")
    year = f", {paper.published.year}" if paper.published else ""
    return f"{names}, “{to_unicode(paper.title)},” arXiv:{paper.id}{year}."


@dataclass
class _DeckBuilder:
    """Builds the slides and keeps the numbers given to equations and cited works."""

    papers: tuple[str, ...]
    cited: dict[tuple[int, str], tuple[int, str]] = field(default_factory=dict)
    equations: count[int] = field(default_factory=lambda: count(1))

    def slides(self, part: int, each: PresentedPaper) -> list[Slide]:
        return [*self._theory_slides(part, each), *self._results(part, each)]

    def works(self) -> tuple[tuple[int, str], ...]:
        return (*enumerate(self.papers, 1), *self.cited.values())

    def _theory_slides(self, part: int, each: PresentedPaper) -> list[Slide]:
        """Return the theory slides. A figure fills a page with the ideas; without one, the loss shares their page."""
        opening, (losses, terms) = self._opening(part, each), self._losses(part, each)
        pages = [(to_unicode(each.paper.title), opening)]
        if losses and not any(isinstance(block, FigureBlock) for block in opening):
            pages = [(pages[0][0], (*(b for b in opening if isinstance(b, IdeasBlock)), *losses, *_cards(opening)))]
        elif losses:
            pages.append((losses[0].label, (replace(losses[0], label=""), *losses[1:])))
        pages += [("The terms of the loss", page) for page in _paged(terms, TERMS_ON_A_SLIDE)]
        return [Slide(heading, tuple(blocks), part, PaperHalf.THEORY) for heading, blocks in pages]

    def _opening(self, part: int, each: PresentedPaper) -> tuple[Block, ...]:
        chosen, picks = each.picks.ideas, each.picks
        told = chosen or tuple(sentences.split(prose.spaced(each.paper.abstract))[:3])
        ideas = IdeasBlock(tuple(self._cited_text(part, each, sentence) for sentence in told))
        notes = (NoteBlock(each.note),) if each.note else ()
        if not (notes or picks.architectures or picks.equations or picks.tables or picks.results):
            notes = (NoteBlock(NO_PICKS),)
        shown = [_figure(each, pick.index) for pick in picks.architectures[:1]]
        return (*shown, *((ideas,) if ideas.sentences else ()), *notes)

    def _losses(self, part: int, each: PresentedPaper) -> tuple[list[EquationBlock], list[EquationBlock]]:
        """Return the whole loss, with a single term next to it, and all other terms for pages of their own."""
        if not each.picks.equations:
            return [], []
        best = each.picks.equations[0]
        equation = each.text.equations[best.index]
        line = "" if equation.is_inline else self._cited_text(part, each, prose.last(equation.before))
        whole = EquationBlock(equation.latex, next(self.equations), best.label, line)
        terms = [self._term(part, each, term.index, term.line) for term in each.picks.terms]
        return ([whole, *terms], []) if len(terms) == 1 else ([whole], terms)

    def _term(self, part: int, each: PresentedPaper, index: int, line: str) -> EquationBlock:
        equation = each.text.equations[index]
        label = next((term.label for term in each.picks.terms if term.index == index), "") or _term_label(equation)
        return EquationBlock(equation.latex, next(self.equations), label, self._cited_text(part, each, line))

    def _results(self, part: int, each: PresentedPaper) -> list[Slide]:
        tables = [self._grid(part, each, pick.index) for pick in each.picks.tables[:1]]
        figures = [_figure(each, pick.index) for pick in each.picks.results[:1]]
        if any(isinstance(figure, FigureBlock) for figure in figures):
            pages: list[tuple[str, Sequence[Block]]] = [("Main results", tables), ("Results", figures)]
        else:
            pages = [("Main results" if tables else "Results", [*tables, *figures])]
        return [Slide(heading, tuple(blocks), part, PaperHalf.RESULTS) for heading, blocks in pages if blocks]

    def _grid(self, part: int, each: PresentedPaper, index: int) -> TableBlock:
        table = each.text.tables[index]
        trimmed = trim(table)
        caption = _captioned(table.label, self._cited_text(part, each, table.caption))
        rows = tuple(
            tuple(
                replace(cell, text=truncate(self._cited_text(part, each, cell.text), MAX_CELL_LENGTH)) for cell in row
            )
            for row in trimmed.rows
        )
        return TableBlock(rows, trimmed.heads, caption, trimmed.note)

    def _cited_text(self, part: int, each: PresentedPaper, text: str) -> str:
        """Return a sentence with its citations numbered."""
        references = {reference.key: reference for reference in each.text.references}
        numbers = {key: self._number(part, references[key]) for key in prose.cited(text) if key in references}
        return truncate(to_unicode(prose.numbered(text[:MAX_SOURCE_LENGTH], numbers)), MAX_TEXT_LENGTH)

    def _number(self, part: int, reference: Reference) -> int:
        key = part, reference.key
        if key not in self.cited:
            said = truncate(to_unicode(reference.text[:MAX_SOURCE_LENGTH]), MAX_TEXT_LENGTH)
            self.cited[key] = len(self.papers) + len(self.cited) + 1, said
        return self.cited[key][0]


def _paged(items: Sequence[T], most: int) -> list[tuple[T, ...]]:
    """Spread items evenly over as few pages as possible."""
    pages = -(-len(items) // most)
    size = -(-len(items) // max(pages, 1))
    return [tuple(items[at : at + size]) for at in range(0, len(items), max(size, 1))]


def _cards(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if not isinstance(block, IdeasBlock)]


def _part(each: PresentedPaper) -> DeckPaper:
    title = to_unicode(each.paper.title)
    url = f"https://arxiv.org/abs/{each.paper.id}"
    return DeckPaper(each.paper.id, short_name(title), title, tuple(map(to_unicode, each.paper.authors)), url)


def _reference_of(each: PresentedPaper) -> str:
    return ieee_reference(each.paper)


def _figure(each: PresentedPaper, index: int) -> Block:
    figure = each.text.figures[index]
    if index in each.pictures:
        return replace(each.pictures[index], caption=_plain_caption(figure))
    return FigurePlaceholder(_plain_caption(figure), figure_url(each.paper, figure), each.why_not)


def credit(paper: Paper, license: str) -> str:
    """Return the author and license line of a figure."""
    first = to_unicode(paper.authors[0]) if paper.authors else "unknown"
    return f"{first}{' et al.' if len(paper.authors) > 1 else ''}, {license}"


def figure_url(paper: Paper, figure: Figure) -> str:
    """Return the address of a figure on arXiv's page."""
    version = f"v{paper.version}" if paper.version else ""
    return f"https://arxiv.org/html/{paper.id}{version}" + (f"#{figure.anchor}" if figure.anchor else "")


def _plain_caption(figure: Figure) -> str:
    caption = to_unicode(prose.numbered(figure.caption[:MAX_SOURCE_LENGTH], {}))
    return _captioned(figure.label, truncate(caption, MAX_TEXT_LENGTH))


def _captioned(label: str, text: str) -> str:
    return f"{label}. {text}" if label else text


def _term_label(equation: Equation) -> str:
    return called(latex_math.own_name(latex_math.sides(equation.latex)[0]))


def _initials(name: str) -> str:
    *given, family = name.split() or [""]
    if any(character >= FIRST_EASTERN for character in name):
        return name
    return " ".join([*(f"{each[0]}." for each in given), family])
