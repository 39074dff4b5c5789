"""Collect: ask one source after the other, and store what each says before the next is asked."""

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
from bot.pipeline import replacements
from bot.pipeline.import_jsonl import ImportedFile
from bot.sources import ALSO_REPORTS, CITATION_SOURCES, PAID_SOURCES, SOURCES, FetchRequest, FetchResult, Source
from bot.store import Store, ingest
from bot.store.ingest import SaveResult
from bot.store.tables import papers, quotas, source_health

T = TypeVar("T")

BATCH_SIZE = 200  # rows a transaction, so that nobody waits long for the only writer
ANOMALY_FACTOR = 10  # times as many mentions as usual, or as few
LOOKED_BACK = timedelta(days=365)
MAX_OLDER_PAPERS = 5_000  # papers that are asked about in one go; ten requests


@dataclass(frozen=True, slots=True)
class CollectResult:
    """What a collection brought: what is new, and how each source did."""

    saved: SaveResult
    sources: tuple[SourceHealth, ...]


async def collect(
    store: Store, web: HttpClient, asked: Mapping[str, Source], ask: FetchRequest, progress: Callable[[str], None]
) -> CollectResult:
    """Ask one source after the other and store what each says.

    A source that fails is skipped and remembered as failed. *progress* is told a line before and after each.
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
    health = await store.read(source_health.health)
    return CollectResult(saved, tuple(source for source in health if source.name in asked))


def describe_saved(new: SaveResult) -> str:
    """Say what was new."""
    return wording.collected(new.papers, new.announcements, new.mentions, new.observations, new.lines)


async def import_all(store: Store, imported: ImportedFile) -> SaveResult:
    """Store all that a file holds in one transaction, and that its sources had answered then."""
    return await store.write(ingest.save_file, imported.papers, imported.announcements, imported.mentions)


async def get_or_fetch(store: Store, web: HttpClient, id: PaperId, ask: FetchRequest) -> Paper | None:
    """Return a paper from the store, or from arXiv if it is not there yet; None if arXiv has none of that id.

    Raises SourceError if arXiv cannot say.
    """
    await fetch_missing(store, web, await missing_ids(store, (id,)), ask)
    return await store.read(papers.lookup, id)


async def missing_ids(store: Store, ids: Sequence[PaperId]) -> tuple[PaperId, ...]:
    """Return those of *ids* that the store has no paper of."""
    known = {paper.id for paper in await store.read(papers.of_ids, ids)}
    return tuple(id for id in ids if id not in known)


async def fetch_missing(store: Store, web: HttpClient, ids: tuple[PaperId, ...], ask: FetchRequest) -> None:
    """Fetch papers from arXiv into the store; what it does not have is left out. Raises SourceError."""
    if ids:
        await _save(store, await SOURCES["arxiv"].fetch(web, replace(ask, papers=ids)))


def find_oddities(found: int, usual: float | None, fallen: int) -> tuple[str, ...]:
    """Say what is odd about an answer beside those before it. Pure."""
    notes = [f"counts that fell below half of what they were: {fallen:,}"] if fallen else []
    if usual is not None and found > ANOMALY_FACTOR * max(usual, ANOMALY_FACTOR):
        notes.append(f"it told {found:,} mentions, where {usual:,.0f} are usual")
    if usual is not None and found * ANOMALY_FACTOR < usual:
        notes.append(f"it told only {found:,} mentions, where {usual:,.0f} are usual")
    return tuple(notes)


async def _record(store: Store, name: str, ask: FetchRequest, answer: FetchResult, new: SaveResult) -> tuple[str, ...]:
    """Remember that a source answered, and all that was odd about it; return that."""
    for told in _reported_sources(name):
        found = sum(mention.source == told for mention in answer.mentions)
        odd = find_oddities(
            found, await store.read(source_health.usual_mentions, told), new.dropped_counts if told == name else 0
        )
        notes = (*answer.notes, *odd) if told == name else odd
        await store.write(source_health.record_success, told, ask.now, redact("; ".join(notes)), found)
    return notes


def _reported_sources(name: str) -> tuple[str, ...]:
    """Return the names under which a source tells, its own last."""
    return (*ALSO_REPORTS.get(name, ()), name)


async def _fetch(store: Store, web: HttpClient, named: tuple[str, Source], ask: FetchRequest) -> FetchResult:
    """Ask one source; what is left of a paid one's allowance is booked before, and given back after."""
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
    spent = booked  # what a bug or a crash leaves behind: rather too much than too little
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
    """Leave out announcements of days to come, whatever a feed or a clock says, and note how many those are."""
    last = max(ask.newest_listing, ask.now.date())
    announced = tuple(each for each in answer.announcements if each.date <= last)
    if left := len(answer.announcements) - len(announced):
        return replace(answer, announcements=announced, notes=(*answer.notes, f"announced for days to come: {left:,}"))
    return answer


async def _save(store: Store, answer: FetchResult) -> SaveResult:
    """Store an answer in batches; papers come before what refers to them."""
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
