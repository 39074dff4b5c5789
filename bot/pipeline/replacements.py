"""Complete replaced papers from arXiv's API. The feeds lack the comment that says whether one was withdrawn."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.models.papers import AnnounceType, PaperId
from bot.sources import FetchRequest, FetchResult, Source
from bot.store import Store
from bot.store.tables import papers

REPLACED = frozenset({AnnounceType.REPLACE, AnnounceType.REPLACE_CROSS})


async def completed(
    store: Store, web: HttpClient, source: Source, ask: FetchRequest, answer: FetchResult
) -> FetchResult:
    """Return the fetch result with the API's data on stored papers that it replaces.

    If the API is unavailable, these papers are left out, so that the next collection retries them.
    """
    ids = await _newer(store, answer)
    if not ids:
        return answer
    try:
        told = await source.fetch(web, replace(ask, papers=ids))
    except SourceError as error:
        kept = tuple(paper for paper in answer.papers if paper.id not in ids)
        note = f"comments of {len(ids):,} replaced papers could not be looked up: {error}"
        return replace(answer, papers=kept, notes=(*answer.notes, note))
    return replace(answer, papers=(*answer.papers, *told.papers))


async def _newer(store: Store, answer: FetchResult) -> tuple[PaperId, ...]:
    """Return the stored papers with a newer announced version."""
    versions = {line.paper: line.version or 0 for line in answer.announcements if line.type in REPLACED}
    stored = await store.read(papers.of_ids, tuple(versions))
    return tuple(paper.id for paper in stored if (paper.version or 0) < versions[paper.id])
