"""Build the entry of a ranked paper: texts ready to show, most engaged mentions first. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot import wording
from bot.arxiv import identifiers
from bot.models.digest import Entry, Ranked, Ranking
from bot.models.papers import Mention
from bot.ranking.classic import attention, engagement_by_source
from bot.text import links
from bot.text.readable import texts_of


def build_entry(ranked: Ranked) -> Entry:
    """Return the entry of a ranked paper."""
    paper, mentions = ranked.candidate.paper, by_engagement(ranked.candidate.mentions)
    texts = texts_of(paper)
    return Entry(
        id=paper.id,
        title=texts.title,
        authors=texts.authors,
        categories=paper.categories,
        summary=texts.summary,
        abstract=texts.abstract,
        score=round(ranked.score, 1),
        reasons=tuple(wording.reasons(ranked)),
        engagement=tuple(sorted(engagement_by_source(ranked.candidate).items())),
        mentions=mentions,
        url=identifiers.abs_url(paper.id),
        pdf=identifiers.pdf_url(paper.id),
        code=code_repository(mentions),
        withdrawn=paper.withdrawn,
        points=tuple((reason.source, round(reason.points, 1)) for reason in ranked.reasons),
        phrase=wording.phrase(ranked),
        ranking=Ranking.CLASSIC if any(each.tail_share is None for each in ranked.reasons) else Ranking.HOT,
    )


def by_engagement(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return original mentions, most engaged first."""
    originals = (mention for mention in mentions if mention.repost_of is None)
    return tuple(sorted(originals, key=lambda m: (-attention(m.engagement), m.created, m.id)))


def code_repository(mentions: Iterable[Mention]) -> str | None:
    """Return the code repository that a page names for the paper, if its link is allowed."""
    return next((m.code for m in mentions if m.code and links.is_allowed_link(m.code)), None)
