"""Make the texts of a paper that are derived from those of arXiv: readable ones, a summary, and folded ones. Pure."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from bot.models.papers import Paper, PaperTexts
from bot.text import folding
from bot.text.sanitize import without_entities
from bot.text.summarizer.ranker import summarize_readable
from bot.text.tex.to_unicode import to_unicode
from bot.text.withdrawal import is_withdrawn


def texts_of(paper: Paper) -> PaperTexts:
    """Return the derived texts of a paper: those that are stored, or new ones if there are none yet."""
    return paper.texts or _made(paper)


def make(paper: Paper) -> PaperTexts:
    """Make the derived texts of a paper. This takes two or three milliseconds, most of it the summary."""
    title, abstract = to_unicode(paper.title), to_unicode(paper.abstract)
    authors = tuple(map(to_unicode, paper.authors))
    return PaperTexts(
        title=title,
        authors=authors,
        abstract=abstract,
        summary=summarize_readable(title, abstract),
        folded=folding.pack(folding.fold(title, abstract, authors)),
    )


def renewed(paper: Paper) -> Paper:
    """Return a paper that an earlier version stored as this one reads it: without HTML escapes, withdrawn or not.

    Where the comment is unknown, a paper that was withdrawn stays so.
    """
    told = replace(
        paper,
        title=_undone(paper.title) or paper.title,
        abstract=_undone(paper.abstract),
        authors=tuple(map(_undone, paper.authors)),
        comment=None if paper.comment is None else _undone(paper.comment),
        journal=None if paper.journal is None else _undone(paper.journal),
    )
    withdrawn = is_withdrawn(told.abstract, told.comment or "")
    return replace(told, withdrawn=withdrawn or (paper.comment is None and paper.withdrawn), texts=None)


def folded(paper: Paper) -> bytes:
    """Return the packed folded texts of a paper, stored or new, without a summary unless one was asked for."""
    return paper.texts.folded if paper.texts else _folded(paper.title, paper.abstract, paper.authors)


def _undone(text: str) -> str:
    return " ".join(without_entities(text).split())


@lru_cache(maxsize=256)
def _made(paper: Paper) -> PaperTexts:
    """Make the texts of a paper that has none yet; cached, because an answer asks for them more than once."""
    return make(paper)


@lru_cache(maxsize=4096)
def _folded(title: str, abstract: str, authors: tuple[str, ...]) -> bytes:
    """Fold the texts of a paper that has none yet; cached, because until they are stored each search reads them."""
    return folding.pack(folding.fold(to_unicode(title), to_unicode(abstract), map(to_unicode, authors)))
