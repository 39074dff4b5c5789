"""Lay the slides of a report out: what stands on each, in which order, under which numbers. Nothing is drawn here.

A report has an outline; for each paper the outline again with its place lit, *Theory* (architecture and key ideas, the
whole loss function, then its terms) and *Results* (main table, a figure); and at the end the references. Numbers of
equations and references run through the whole report.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from bot.models import Paper
from bot.text.latex import to_unicode
from bot.text.shortening import shorten
from bot.weekly import mathematics, prose
from bot.weekly.fulltext import Equation, Figure, FullText, Reference
from bot.weekly.picking import Picks
from bot.weekly.picking.tables import trim
from bot.weekly.slides import Block, Card, Deck, Formula, Grid, Ideas, Note, Outline, Part, Picture, Side, Slide, Works

TERMS_ON_A_SLIDE = 2
LONGEST_NAME = 24  # characters of a paper's short name
STOP_WORDS = frozenset(
    {"a", "an", "the", "of", "for", "on", "in", "to", "with", "and", "or", "via", "by", "from", "at", "as", "is", "are"}
)


@dataclass(frozen=True, slots=True)
class Presented:
    """A paper with what was read and picked of it, and the figures that may be shown, by their index.

    `why_not` says of all other figures why they are not, `note` what is to be known of the text.
    """

    paper: Paper
    text: FullText
    picks: Picks
    pictures: Mapping[int, Picture] = field(default_factory=dict)
    why_not: str = ""
    note: str = ""


def lay_out(title: str, dates: str, papers: Sequence[Presented]) -> Deck:
    """Lay the slides of a report out."""
    layout = _Layout(tuple(map(_reference_of, papers)))
    parts = tuple(_part(each) for each in papers)
    slides = [Slide("Outline", (Outline(),))]
    for number, each in enumerate(papers):
        slides.append(Slide("Outline", (Outline(number),), number))
        slides += layout.slides(number, each)
    return Deck(title, dates, parts, (*slides, Slide("References", (Works(layout.works()),))))


def short_name(title: str) -> str:
    """Return a name of a few words: what stands before a colon, an acronym, or the first words that say something."""
    before, colon, _ = title.partition(":")
    if colon and len(before) <= LONGEST_NAME:
        return before.strip()
    acronym = re.search(r"\b(?=[\w-]*[A-Z][\w-]*[A-Z])[A-Za-z][\w-]{2,15}\b", title)
    if acronym and not title.isupper():
        return acronym[0]
    words = [word for word in title.split() if word.lower() not in STOP_WORDS]
    name = next(
        (each for n in (3, 2) if len(each := " ".join(words[:n])) <= LONGEST_NAME), shorten(title, LONGEST_NAME)
    )
    return name[:1].upper() + name[1:]


def ieee(paper: Paper) -> str:
    """Return the reference to a paper in IEEE's style (https://ieeeauthorcenter.ieee.org)."""
    authors = [to_unicode(author) for author in paper.authors]
    names = ", ".join(map(_initials, authors[:3])) + (" et al." if len(authors) > 3 else "")
    year = f", {paper.published.year}" if paper.published else ""
    return f"{names}, “{to_unicode(paper.title)},” arXiv:{paper.id}{year}."


@dataclass
class _Layout:
    """Numbers given so far: to equations, and to works in the order in which they are cited."""

    papers: tuple[str, ...]
    cited: dict[tuple[int, str], tuple[int, str]] = field(default_factory=dict)
    equations: count[int] = field(default_factory=lambda: count(1))

    def slides(self, part: int, each: Presented) -> list[Slide]:
        title = to_unicode(each.paper.title)
        theory = [Slide(title, self._opening(part, each), part, Side.THEORY), *self._losses(part, each)]
        return [*theory, *self._results(part, each)]

    def works(self) -> tuple[tuple[int, str], ...]:
        return (*enumerate(self.papers, 1), *self.cited.values())

    def _opening(self, part: int, each: Presented) -> tuple[Block, ...]:
        ideas = Ideas(tuple(self._said(part, each, sentence) for sentence in each.picks.ideas))
        notes = (Note(each.note),) if each.note else ()
        shown = [_figure(each, pick.index) for pick in each.picks.architectures[:1]]
        return (*shown, *((ideas,) if ideas.sentences else ()), *notes)

    def _losses(self, part: int, each: Presented) -> list[Slide]:
        if not each.picks.equations:
            return []
        best = each.picks.equations[0]
        whole = Formula(each.text.equations[best.index].latex, next(self.equations))
        slides = [Slide(best.label, (whole,), part, Side.THEORY)]
        terms = [self._term(part, each, term.index, term.line) for term in each.picks.terms]
        pages = (tuple(terms[at : at + TERMS_ON_A_SLIDE]) for at in range(0, len(terms), TERMS_ON_A_SLIDE))
        return [*slides, *(Slide("The terms of the loss", page, part, Side.THEORY) for page in pages)]

    def _term(self, part: int, each: Presented, index: int, line: str) -> Formula:
        equation = each.text.equations[index]
        return Formula(equation.latex, next(self.equations), _term_label(equation), self._said(part, each, line))

    def _results(self, part: int, each: Presented) -> list[Slide]:
        blocks: list[tuple[str, Block]] = []
        for pick in each.picks.tables[:1]:
            table = each.text.tables[pick.index]
            trimmed = trim(table)
            caption = _captioned(table.label, self._said(part, each, table.caption))
            rows = tuple(tuple(replace(c, text=self._said(part, each, c.text)) for c in row) for row in trimmed.rows)
            blocks.append(("Main results", Grid(rows, trimmed.heads, caption, trimmed.note)))
        blocks += [("Results", _figure(each, pick.index)) for pick in each.picks.results[:1]]
        return [Slide(heading, (block,), part, Side.RESULTS) for heading, block in blocks]

    def _said(self, part: int, each: Presented, text: str) -> str:
        """Return a sentence as it is read, its citations numbered."""
        references = {reference.key: reference for reference in each.text.references}
        numbers = {key: self._number(part, references[key]) for key in prose.cited(text) if key in references}
        return to_unicode(prose.numbered(text, numbers))

    def _number(self, part: int, reference: Reference) -> int:
        key = part, reference.key
        if key not in self.cited:
            self.cited[key] = len(self.papers) + len(self.cited) + 1, to_unicode(reference.text)
        return self.cited[key][0]


def _part(each: Presented) -> Part:
    title = to_unicode(each.paper.title)
    url = f"https://arxiv.org/abs/{each.paper.id}"
    return Part(each.paper.id, short_name(title), title, tuple(map(to_unicode, each.paper.authors)), url)


def _reference_of(each: Presented) -> str:
    return ieee(each.paper)


def _figure(each: Presented, index: int) -> Block:
    figure = each.text.figures[index]
    if index in each.pictures:
        return replace(each.pictures[index], caption=_plain_caption(figure))
    return Card(_plain_caption(figure), figure_url(each.paper, figure), each.why_not)


def credit(paper: Paper, license: str) -> str:
    """Return whose a figure is, and under which licence it is shown."""
    first = to_unicode(paper.authors[0]) if paper.authors else "unknown"
    return f"{first}{' et al.' if len(paper.authors) > 1 else ''}, {license}"


def figure_url(paper: Paper, figure: Figure | Equation) -> str:
    """Return where arXiv's own page shows it."""
    version = f"v{paper.version}" if paper.version else ""
    return f"https://arxiv.org/html/{paper.id}{version}" + (f"#{figure.anchor}" if figure.anchor else "")


def _plain_caption(figure: Figure) -> str:
    return _captioned(figure.label, to_unicode(prose.numbered(figure.caption, {})))


def _captioned(label: str, text: str) -> str:
    return f"{label}. {text}" if label else text


def _term_label(equation: Equation) -> str:
    name = mathematics.own_name(mathematics.sides(equation.latex)[0])
    index = mathematics.subscript(name)
    return f"The {to_unicode(f'${index}$')} loss" if index else ""


def _initials(name: str) -> str:
    *given, family = name.split() or [""]
    return " ".join([*(f"{each[0]}." for each in given), family])
