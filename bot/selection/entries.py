"""Make the entry of a digest from a ranked paper: texts ready to be read, most engaged mentions first. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot import wording
from bot.arxiv import identifiers
from bot.models.digest import Entry, Ranked
from bot.models.papers import Mention, Paper
from bot.ranking.classic import attention, by_source
from bot.text import links
from bot.text.summarizer.ranker import summarize
from bot.text.tex.to_unicode import to_unicode


def entry(ranked: Ranked) -> Entry:
    """Make one ranked paper ready to be read."""
    paper, mentions = ranked.candidate.paper, most_telling(ranked.candidate.mentions)
    title, authors, summary, abstract = _readable(paper)
    return Entry(
        id=paper.id,
        title=title,
        authors=authors,
        categories=paper.categories,
        summary=summary,
        abstract=abstract,
        score=round(ranked.score, 1),
        reasons=tuple(wording.reasons(ranked)),
        engagement=tuple(sorted(by_source(ranked.candidate).items())),
        mentions=mentions,
        url=identifiers.abs_url(paper.id),
        pdf=identifiers.pdf_url(paper.id),
        code=code(mentions),
        withdrawn=paper.withdrawn,
    )


@lru_cache(maxsize=1024)
def _readable(paper: Paper) -> tuple[str, tuple[str, ...], str, str]:
    """Make a paper's texts ready to be read; remembered, for the hottest papers come to many."""
    return (
        to_unicode(paper.title),
        tuple(to_unicode(author) for author in paper.authors),
        summarize(paper.title, paper.abstract),
        to_unicode(paper.abstract),
    )


def most_telling(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Order mentions by how far they went; reposts of others are left out."""
    originals = (mention for mention in mentions if mention.repost_of is None)
    return tuple(sorted(originals, key=lambda m: (-attention(m.engagement), m.created, m.id)))


def code(mentions: Iterable[Mention]) -> str | None:
    """Return the repository that a page names for the paper, if it is one we link to."""
    return next((m.code for m in mentions if m.code and links.allowed(m.code)), None)
