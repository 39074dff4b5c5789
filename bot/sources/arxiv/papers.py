"""Helpers shared by arXiv's feeds and API to build papers. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.arxiv import categories
from bot.arxiv.identifiers import Identifier, parse
from bot.models.papers import Announcement, AnnounceType, Paper, PaperId
from bot.sources.source import FetchResult
from bot.text.sanitize import without_entities
from bot.text.withdrawal import is_withdrawn as is_withdrawn  # noqa: PLC0414 - feed and API import it from here

ANNOUNCEMENT_ORDER = (AnnounceType.REPLACE_CROSS, AnnounceType.REPLACE, AnnounceType.CROSS, AnnounceType.NEW)


def fold(text: str | None) -> str:
    """Return *text* with normalized white space, and with HTML escapes undone, also double ones."""
    return " ".join(without_entities(text or "").split())


def identifier(text: str) -> Identifier:
    """Return the paper and version that *text* names. Raises ValueError."""
    found = parse(text)
    if found is None:
        raise ValueError("no paper")
    return found


def require_title(title: str) -> str:
    """Return a title. Raises ValueError if it is empty."""
    if not title:
        raise ValueError("no title")
    return title


def own_categories(terms: Iterable[str]) -> tuple[str, ...]:
    """Return arXiv's categories among *terms*, each once, without ACM and MSC classes. Raises ValueError if none."""
    own = tuple(dict.fromkeys(term for term in map(str.strip, terms) if categories.is_category(term)))
    if not own:
        raise ValueError("no category")
    return own


def merge(answers: Iterable[FetchResult]) -> FetchResult:
    """Merge fetch results: each paper once in its newest version, with one announcement per paper and date.

    A paper that is new in any feed is new; the feeds of its other categories have it as a cross-list.
    """
    papers: dict[PaperId, Paper] = {}
    announcements: dict[tuple[PaperId, date], Announcement] = {}
    notes: dict[str, None] = {}
    for answer in answers:
        notes |= dict.fromkeys(answer.notes)
        for paper in answer.papers:
            papers[paper.id] = max(papers.get(paper.id, paper), paper, key=_newness)
        for line in answer.announcements:
            key = line.paper, line.date
            announcements[key] = max(announcements.get(key, line), line, key=_strength)
    return FetchResult(tuple(papers.values()), tuple(announcements.values()), notes=tuple(notes))


def _newness(paper: Paper) -> tuple[int, bool]:
    """Return a sort key: the version, then whether the API supplied it, which knows dates and comments."""
    return paper.version or 0, paper.updated is not None


def _strength(line: Announcement) -> int:
    return ANNOUNCEMENT_ORDER.index(line.type)
