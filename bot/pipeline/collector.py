"""Collect: poll one source after the other, and store each result before the next poll."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from bot import wording
from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.logs import redact
from bot.models.papers import Paper, PaperId, SourceHealth
from bot.pipeline import replacements, text_backfill
from bot.pipeline.import_jsonl import ImportedFile
from bot.sources import ALSO_REPORTS, CITATION_SOURCES, PAID_SOURCES, SOURCES, FetchRequest, FetchResult, Source
from bot.store import Store, ingest
from bot.store.ingest import SaveResult
from bot.store.tables import papers, quotas, source_health

T = TypeVar("T")

BATCH_SIZE = 200  # rows per transaction, so that other writes don't wait long
ANOMALY_FACTOR = 10  # warn at this many times the usual mentions, or this many times fewer
LOOKED_BACK = timedelta(days=365)
MAX_OLDER_PAPERS = 5_000  # older papers in one poll; ten requests


@dataclass(frozen=True, slots=True)
class CollectResult:
    """The result of a collection: the new rows, and the health of each source."""

    saved: SaveResult
    sources: tuple[SourceHealth, ...]


async def collect(
    store: Store, web: HttpClient, asked: Mapping[str, Source], ask: FetchRequest, progress: Callable[[str], None]
) -> CollectResult:
    """Poll one source after the other and store each result.

    A failed source is skipped, and its failure stored. *progress* is called with a line before and after each poll.
    """
    saved = SaveResult()
    for name, source in asked.items():
        progress(f"asking {wording.source_name(name)} …")
        try:
            answer = _without_future(await _fetch(store, web, (name, source), ask), ask)
        except SourceError as error:
            for told in _reported_sources(name):
                await store.write(source_health.record_failure, told, ask.now, redact(str(error)))
            progress(f"{wording.source_name(name)} is skipped until its next round: {error}")
            continue
        new = await _save(store, answer)
        notes = await _record(store, name, ask, answer, new)
        progress("; ".join([f"{wording.source_name(name)}: {describe_saved(new)}", *notes]))
        saved += new
    await text_backfill.make_texts(store)
    health = await store.read(source_health.health)
    return CollectResult(saved, tuple(source for source in health if source.name in asked))


def describe_saved(new: SaveResult) -> str:
    """Return in words what was new."""
    return wording.collected(new.papers, new.announcements, new.mentions, new.observations, new.lines)


async def import_all(store: Store, imported: ImportedFile) -> SaveResult:
    """Store an imported file in one transaction, and successful polls of its sources at the times in it.

    The texts of the newest papers are made after that.
    """
    saved = await store.write(ingest.save_file, imported.papers, imported.announcements, imported.mentions)
    await text_backfill.make_texts(store)
    return saved


async def get_or_fetch(store: Store, web: HttpClient, id: PaperId, ask: FetchRequest) -> Paper | None:
    """Return a paper from the store, or from arXiv if it is not stored; None if arXiv has no such id.

    Raises SourceError if arXiv is unavailable.
    """
    await fetch_missing(store, web, await missing_ids(store, (id,)), ask)
    return await store.read(papers.lookup, id)


async def missing_ids(store: Store, ids: Sequence[PaperId]) -> tuple[PaperId, ...]:
    """Return the *ids* without a stored paper."""
    known = {paper.id for paper in await store.read(papers.of_ids, ids)}
    return tuple(id for id in ids if id not in known)


async def fetch_missing(store: Store, web: HttpClient, ids: tuple[PaperId, ...], ask: FetchRequest) -> None:
    """Fetch papers from arXiv into the store. Unknown ids are left out. Raises SourceError."""
    if ids:
        await _save(store, await SOURCES["arxiv"].fetch(web, replace(ask, papers=ids)))
        await text_backfill.make_texts(store, len(ids))


def find_oddities(found: int, usual: float | None, fallen: int) -> tuple[str, ...]:
    """Return warnings about a fetch result that differs from earlier ones. Pure."""
    notes = [f"counts that fell below half of what they were: {fallen:,}"] if fallen else []
    if usual is not None and found > ANOMALY_FACTOR * max(usual, ANOMALY_FACTOR):
        notes.append(f"it told {found:,} mentions, where {usual:,.0f} are usual")
    if usual is not None and found * ANOMALY_FACTOR < usual:
        notes.append(f"it told only {found:,} mentions, where {usual:,.0f} are usual")
    return tuple(notes)


async def _record(store: Store, name: str, ask: FetchRequest, answer: FetchResult, new: SaveResult) -> tuple[str, ...]:
    """Store a successful poll with its warnings. Return the warnings."""
    for told in _reported_sources(name):
        found = sum(mention.source == told for mention in answer.mentions)
        odd = find_oddities(
            found, await store.read(source_health.usual_mentions, told), new.dropped_counts if told == name else 0
        )
        notes = (*answer.notes, *odd) if told == name else odd
        await store.write(source_health.record_success, told, ask.now, redact("; ".join(notes)), found)
    return notes


def _reported_sources(name: str) -> tuple[str, ...]:
    """Return the source names that a source reports under, its own last."""
    return (*ALSO_REPORTS.get(name, ()), name)


async def _fetch(store: Store, web: HttpClient, named: tuple[str, Source], ask: FetchRequest) -> FetchResult:
    """Fetch from one source. Reserves the rest of a paid source's quota first, and refunds what was not spent."""
    name, source = named
    if name in CITATION_SOURCES and ask.listings:
        start = min(ask.listings)
        older = await store.read(papers.before, start - LOOKED_BACK, start, MAX_OLDER_PAPERS)
        ask = replace(ask, older_papers=tuple(older))
    if name not in PAID_SOURCES:
        answer = await source.fetch(web, ask)
        return await replacements.completed(store, web, source, ask, answer) if name == "arxiv" else answer
    day = ask.now.date()
    booked = await store.write(quotas.reserve, name, day, ask.quota)
    spent = booked  # after a bug or a crash, the whole reservation counts as spent
    try:
        answer = await source.fetch(web, replace(ask, quota=booked))
        spent = answer.reads_spent
    except SourceError as error:
        spent = error.reads_spent
        raise
    finally:
        await store.write(quotas.refund, name, day, booked - spent)
    return answer


def _without_future(answer: FetchResult, ask: FetchRequest) -> FetchResult:
    """Drop announcements with a future date, and add a note with their number."""
    last = max(ask.newest_listing, ask.now.date())
    announced = tuple(each for each in answer.announcements if each.date <= last)
    if left := len(answer.announcements) - len(announced):
        return replace(answer, announcements=announced, notes=(*answer.notes, f"announced for days to come: {left:,}"))
    return answer


async def _save(store: Store, answer: FetchResult) -> SaveResult:
    """Store a fetch result in batches, papers first because other rows refer to them."""
    saved = SaveResult()
    for batch in _batches(answer.papers):
        saved += await store.write(ingest.save, works=batch)
    for announcements in _batches(answer.announcements):
        saved += await store.write(ingest.save, announcements=announcements)
    for mentions in _batches(answer.mentions):
        saved += await store.write(ingest.save, talk=mentions)
    for lines in _batches(answer.summaries):
        saved += await store.write(ingest.save, told=lines)
    return saved


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + BATCH_SIZE] for start in range(0, len(rows), BATCH_SIZE))
