"""Lay out the slides of a report as values: blocks, order and numbers. Nothing is rendered here.

A report has an outline; for each paper the outline again with the paper highlighted, *Theory* (architecture and key
ideas, the whole loss function, then each term below it) and *Results* (main table, a figure); and the references.
Equations and references are numbered through the whole report. Blocks that would leave a page half empty share one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypeVar

from bot.fulltext import latex_math
from bot.fulltext import sentences as prose
from bot.fulltext.model import Equation, FullText, Reference, Table
from bot.models.papers import Paper
from bot.report import captions
from bot.report.key_number import key_number
from bot.report.picks import Picks, Term
from bot.report.picks.equations import called
from bot.report.picks.tables import own_names, trim
from bot.report.references import ieee_reference
from bot.report.rich_text import MAX_SOURCE_LENGTH, rich, shortened
from bot.report.short_names import short_name
from bot.report.slides import (
    REFERENCES,
    Block,
    Cover,
    Deck,
    DeckPaper,
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
from bot.text.summarizer import sentences
from bot.text.tex.to_unicode import to_unicode
from bot.text.truncate import truncate

T = TypeVar("T")

WORKS_ON_A_SLIDE = 9
MAX_TEXT_LENGTH = 700  # characters of a sentence or a reference
MAX_NOTE_LENGTH = 2000
MAX_CELL_LENGTH = 60
NARROW_COLUMNS, LOW_ROWS, FEW_PANELS = 5, 10, 4
"""The largest table that leaves room for the panels of a figure."""
NO_PICKS = "No equation, figure or table of this paper was found with certainty, so none is shown."
NO_COVER = Cover()


@dataclass(frozen=True, slots=True)
class PresentedPaper:
    """A paper with its full text and picks, and the figures that may be shown, by index.

    `why_not` has the reason for all other figures; `note` is a remark on the text. `name` is a short name that people
    gave it, `why` says why it is in the report.
    """

    paper: Paper
    text: FullText
    picks: Picks
    pictures: Mapping[int, FigureBlock] = field(default_factory=dict)
    why_not: str = ""
    note: str = ""
    name: str = ""
    why: str = ""
    is_why_by_model: bool = False

    @property
    def short_name(self) -> str:
        """The paper's name in outlines."""
        return self.name or short_name(to_unicode(self.paper.title), to_unicode(self.paper.abstract))


def build_deck(title: str, dates: str, papers: Sequence[PresentedPaper], cover: Cover = NO_COVER) -> Deck:
    """Return the deck of a report."""
    layout = _DeckBuilder(tuple(ieee_reference(each.paper) for each in papers))
    parts = tuple(_part(each) for each in papers)
    slides = [Slide("Outline", (OutlineBlock(),))]
    for number, each in enumerate(papers):
        slides += _part_slides(number, layout.slides(number, each), parts, each)
    pages = _paged(layout.works(), WORKS_ON_A_SLIDE)
    references = [Slide(REFERENCES, (ReferencesBlock(page),), len(parts)) for page in pages]
    outline = [Slide("Outline", (OutlineBlock(len(parts)),), len(parts))] * (len(references) > 1)
    return Deck(title, dates, parts, (*slides, *outline, *references), cover)


def _part_slides(number: int, pages: list[Slide], parts: Sequence[DeckPaper], each: PresentedPaper) -> list[Slide]:
    """Return the slides of a paper. Before several of them comes the outline, which says why the paper is here."""
    if len(pages) > 1 and len(parts) > 1:
        return [Slide("Outline", (OutlineBlock(number),), number), *pages]
    if each.why:
        why = WhyBlock(each.why, each.is_why_by_model)
        return [replace(pages[0], blocks=(why, *pages[0].blocks)), *pages[1:]]
    return pages


@dataclass
class _DeckBuilder:
    """Builds the slides and keeps the numbers given to equations and cited works."""

    papers: tuple[str, ...]
    cited: dict[tuple[int, str], tuple[int, str]] = field(default_factory=dict)
    equations: count[int] = field(default_factory=lambda: count(1))

    def slides(self, part: int, each: PresentedPaper) -> list[Slide]:
        theory = _within(self._theory_slides(part, each), part, PaperHalf.THEORY)
        return [*theory, *_within(self._results(part, each), part, PaperHalf.RESULTS)]

    def works(self) -> tuple[tuple[int, str], ...]:
        return (*enumerate(self.papers, 1), *self.cited.values())

    def _theory_slides(self, part: int, each: PresentedPaper) -> list[Slide]:
        """Return the theory slides. A figure fills a page with the ideas; without one, the loss shares their page."""
        opening = Slide(to_unicode(each.paper.title), self._opening(part, each), notes=_figure_notes(each))
        losses = self._losses(part, each)
        if not losses:
            return [opening]
        if any(isinstance(block, FigureBlock) for block in opening.blocks):
            return [opening, *losses]
        first, *terms = losses
        whole, *others = first.blocks
        labeled = replace(whole, label=first.heading) if isinstance(whole, EquationBlock) else whole
        ideas = [block for block in opening.blocks if isinstance(block, IdeasBlock)]
        cards = [block for block in opening.blocks if not isinstance(block, IdeasBlock)]
        blocks = (*ideas, labeled, *others, *cards)
        return [replace(opening, blocks=blocks, notes=(*opening.notes, *first.notes)), *terms]

    def _opening(self, part: int, each: PresentedPaper) -> tuple[Block, ...]:
        chosen, picks = each.picks.ideas, each.picks
        told = chosen or tuple(sentences.split(prose.spaced(each.paper.abstract))[:3])
        ideas = IdeasBlock(tuple(self._cited_text(part, each, sentence) for sentence in told))
        notes = (NoteBlock(each.note),) if each.note else ()
        if not (notes or picks.architectures or picks.equations or picks.tables or picks.results):
            notes = (NoteBlock(NO_PICKS),)
        shown = [self._figure(each, pick.index) for pick in picks.architectures[:1]]
        return (*shown, *((ideas,) if ideas.sentences else ()), *notes)

    def _losses(self, part: int, each: PresentedPaper) -> list[Slide]:
        """Return the whole loss, then a page for each term with the whole loss above it.

        A single term shares the page of the whole loss.
        """
        if not each.picks.equations:
            return []
        best, terms = each.picks.equations[0], each.picks.terms
        equation = each.text.equations[best.index]
        line = "" if equation.is_inline else self._cited_text(part, each, prose.last(equation.before))
        whole = EquationBlock(equation.latex, next(self.equations), "", line)
        shown = [self._term(part, each, term) for term in terms]
        notes = [_notes(each.text.equations[term.index]) for term in terms]
        first = Slide(best.label, (whole, *shown[: len(terms) == 1]), notes=_notes(equation))
        if len(terms) == 1:
            return [replace(first, notes=(*first.notes, *notes[0]))]
        pages = zip(terms, shown, notes, strict=True)
        return [first, *(_term_slide(whole, term, block, told) for term, block, told in pages)]

    def _term(self, part: int, each: PresentedPaper, term: Term) -> EquationBlock:
        equation = each.text.equations[term.index]
        label = term.label or _term_label(equation)
        return EquationBlock(equation.latex, next(self.equations), label, self._cited_text(part, each, term.line))

    def _results(self, part: int, each: PresentedPaper) -> list[Slide]:
        grids = [self._grid(part, each, each.text.tables[pick.index]) for pick in each.picks.tables[:1]]
        numbers = [self._number_to_remember(part, each, pick.index) for pick in each.picks.tables[:1]]
        tables: list[Block] = [*filter(None, numbers), *grids]
        figures = [self._figure(each, pick.index) for pick in each.picks.results[:1]]
        if any(isinstance(figure, FigureBlock) for figure in figures) and not _share(grids, figures):
            pages: list[tuple[str, Sequence[Block]]] = [("Main results", tables), ("Results", figures)]
        else:
            pages = [("Main results" if tables else "Results", [*tables, *figures])]
        notes = [each.text.tables[pick.index].caption for pick in each.picks.tables[:1]]
        notes += [each.text.figures[pick.index].caption for pick in each.picks.results[:1]]
        told = tuple(_plain_note(note) for note in notes if note)
        return [Slide(heading, tuple(blocks), notes=told) for heading, blocks in pages if blocks]

    def _grid(self, part: int, each: PresentedPaper, table: Table) -> TableBlock:
        trimmed = trim(table)
        caption = captions.labeled(table.label, self._cited_text(part, each, captions.of_table(table)))
        rows = tuple(
            tuple(
                replace(cell, text=shortened(self._cited_text(part, each, cell.text), MAX_CELL_LENGTH)) for cell in row
            )
            for row in trimmed.rows
        )
        return TableBlock(rows, trimmed.heads, caption, trimmed.note)

    def _number_to_remember(self, part: int, each: PresentedPaper, index: int) -> KeyNumberBlock | None:
        names = own_names(each.paper.title) | {each.short_name}
        found = key_number(each.text.tables[index], names)
        if found is None:
            return None
        texts = (found.measure, found.own, found.own_value, found.rival, found.rival_value)
        return KeyNumberBlock(*(shortened(self._cited_text(part, each, text), MAX_CELL_LENGTH) for text in texts))

    def _figure(self, each: PresentedPaper, index: int) -> Block:
        figure = each.text.figures[index]
        caption = captions.of_figure(figure)
        if index not in each.pictures:
            return FigurePlaceholder(caption, captions.figure_url(each.paper, figure), each.why_not)
        known = each.pictures[index]
        return replace(known, caption=caption, panels=captions.of_panels(figure, len(known.files)))

    def _cited_text(self, part: int, each: PresentedPaper, text: str) -> str:
        """Return a sentence with its citations numbered, and its formulas marked."""
        references = {reference.key: reference for reference in each.text.references}
        numbers = {key: self._number(part, references[key]) for key in prose.cited(text) if key in references}
        return shortened(rich(text, numbers), MAX_TEXT_LENGTH)

    def _number(self, part: int, reference: Reference) -> int:
        key = part, reference.key
        if key not in self.cited:
            said = truncate(to_unicode(reference.text[:MAX_SOURCE_LENGTH]), MAX_TEXT_LENGTH)
            self.cited[key] = len(self.papers) + len(self.cited) + 1, said
        return self.cited[key][0]


def _within(slides: Sequence[Slide], part: int, side: PaperHalf) -> list[Slide]:
    return [replace(slide, part=part, side=side) for slide in slides]


def _term_slide(whole: EquationBlock, term: Term, block: EquationBlock, notes: tuple[str, ...]) -> Slide:
    start, end = latex_math.summand_span(whole.latex, term.within or term.name)
    above = WholeLossBlock(whole.latex, whole.number, start, end)
    return Slide(block.label or "A term of the loss", (above, replace(block, label="")), notes=notes)


def _notes(equation: Equation) -> tuple[str, ...]:
    """Return the paragraphs around an equation, for the speaker."""
    around = [equation.before] if equation.is_inline else [equation.before, equation.after]
    return tuple(filter(None, map(_plain_note, around)))


def _share(grids: Sequence[TableBlock], figures: Sequence[Block]) -> bool:
    """Return whether a small table and the panels of a figure share a page."""
    if not grids:
        return False
    columns = max(sum(cell.columns for cell in row) for row in grids[0].rows)
    is_small = columns <= NARROW_COLUMNS and len(grids[0].rows) <= LOW_ROWS
    return is_small and any(isinstance(each, FigureBlock) and 1 < len(each.files) <= FEW_PANELS for each in figures)


def _paged(items: Sequence[T], most: int) -> list[tuple[T, ...]]:
    """Spread items evenly over as few pages as possible."""
    pages = -(-len(items) // most)
    size = -(-len(items) // max(pages, 1))
    return [tuple(items[at : at + size]) for at in range(0, len(items), max(size, 1))]


def _part(each: PresentedPaper) -> DeckPaper:
    title, authors = to_unicode(each.paper.title), tuple(map(to_unicode, each.paper.authors))
    url = f"https://arxiv.org/abs/{each.paper.id}"
    return DeckPaper(each.paper.id, each.short_name, title, authors, url, each.why, each.is_why_by_model)


def _figure_notes(each: PresentedPaper) -> tuple[str, ...]:
    shown = [each.text.figures[pick.index] for pick in each.picks.architectures[:1]]
    return tuple(_plain_note(figure.caption) for figure in shown if figure.caption)


def _plain_note(text: str) -> str:
    return truncate(to_unicode(prose.numbered(text[: 2 * MAX_NOTE_LENGTH], {})), MAX_NOTE_LENGTH)


def _term_label(equation: Equation) -> str:
    return called(latex_math.own_name(latex_math.sides(equation.latex)[0]))
