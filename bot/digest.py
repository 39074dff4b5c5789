"""From a ranking to what one destination reads. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache

from bot import identifiers, links, wording
from bot.models import Choices, Entry, Mention, Paper, PaperId, Ranked
from bot.ranking.totals import attention, by_source
from bot.text.latex import to_unicode
from bot.text.summary import summarize


def choose(
    ranked: Iterable[Ranked], choices: Choices, shown: AbstractSet[PaperId] = frozenset(), skip: int = 0
) -> tuple[Entry, ...]:
    """Return the first *choices.top* that are not yet *shown*, ready to be read, behind the *skip* hottest of them.

    Papers that nobody talks about come only to who asked for words or authors, behind all others.
    """
    is_narrow = bool(choices.filter.words or choices.filter.authors)
    fresh = [r for r in ranked if r.candidate.paper.id not in shown and (r.reasons or is_narrow)]
    chosen = fresh[skip : skip + choices.top]
    return tuple(entry(rank, ranked) for rank, ranked in enumerate(chosen, start=skip + 1))


def entry(rank: int, ranked: Ranked) -> Entry:
    """Make one ranked paper ready to be read."""
    paper, mentions = ranked.candidate.paper, most_telling(ranked.candidate.mentions)
    title, authors, summary, abstract = _readable(paper)
    return Entry(
        rank=rank,
        id=paper.id,
        title=title,
        authors=authors,
        categories=paper.categories,
        summary=summary,
        abstract=abstract,
        score=round(ranked.score, 1),
        reasons=tuple(wording.reason(reason) for reason in ranked.reasons if attention(reason.engagement)),
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
