"""Collect: ask one source after the other, and store what each says before the next is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from bot import wording
from bot.errors import SourceError
from bot.http.client import Web
from bot.logs import redact
from bot.models.papers import Paper, PaperId, SourceHealth
from bot.pipeline import replacements
from bot.pipeline.import_jsonl import Imported
from bot.sources import LOOKING_BACK, PAID, SOURCES, TELLING_OF, Answer, Ask, Source
from bot.store import Store, ingest
from bot.store.ingest import Saved
from bot.store.tables import papers, quotas, source_health

T = TypeVar("T")

BATCH = 200  # rows a transaction, so that nobody waits long for the only writer
UNUSUAL = 10  # times as many mentions as usual, or as few
LOOKED_BACK = timedelta(days=365)
MOST_OLDER = 5_000  # papers that are asked about in one go; ten requests


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection brought: what is new, and how each source did."""

    saved: Saved
    sources: tuple[SourceHealth, ...]


async def collect(
    store: Store, web: Web, asked: Mapping[str, Source], ask: Ask, progress: Callable[[str], None]
) -> Collected:
    """Ask one source after the other and store what each says.

    A source that fails is skipped and remembered as failed. *progress* is told a line before and after each.
    """
    saved = Saved()
    for name, source in asked.items():
        progress(f"asking {wording.source_name(name)} …")
        try:
            answer = _without_future(await _fetch(store, web, (name, source), ask), ask)
        except SourceError as error:
            for told in _told_of(name):
                await store.write(source_health.record_look, told, ask.now, redact(str(error)))
            progress(f"{wording.source_name(name)} is skipped until its next round: {error}")
            continue
        new = await _keep(store, answer)
        notes = await _record(store, name, ask, answer, new)
        progress("; ".join([f"{wording.source_name(name)}: {brought(new)}", *notes]))
        saved += new
    health = await store.read(source_health.health)
    return Collected(saved, tuple(source for source in health if source.name in asked))


def brought(new: Saved) -> str:
    """Say what was new."""
    return wording.collected(new.papers, new.announcements, new.mentions, new.observations, new.lines)


async def import_all(store: Store, imported: Imported) -> Saved:
    """Store all that a file holds in one transaction, and that its sources had answered then."""
    return await store.write(ingest.save_file, imported.papers, imported.announcements, imported.mentions)


async def lookup(store: Store, web: Web, id: PaperId, ask: Ask) -> Paper | None:
    """Return a paper from the store, or from arXiv if it is not there yet; None if arXiv has none of that id.

    Raises SourceError if arXiv cannot say.
    """
    await bring(store, web, await unknown(store, (id,)), ask)
    return await store.read(papers.lookup, id)


async def unknown(store: Store, ids: Sequence[PaperId]) -> tuple[PaperId, ...]:
    """Return those of *ids* that the store has no paper of."""
    known = {paper.id for paper in await store.read(papers.of_ids, ids)}
    return tuple(id for id in ids if id not in known)


async def bring(store: Store, web: Web, ids: tuple[PaperId, ...], ask: Ask) -> None:
    """Fetch papers from arXiv into the store; what it does not have is left out. Raises SourceError."""
    if ids:
        await _keep(store, await SOURCES["arxiv"].fetch(web, replace(ask, papers=ids)))


def oddities(found: int, usual: float | None, fallen: int) -> tuple[str, ...]:
    """Say what is odd about an answer beside those before it. Pure."""
    notes = [f"counts that fell below half of what they were: {fallen:,}"] if fallen else []
    if usual is not None and found > UNUSUAL * max(usual, UNUSUAL):
        notes.append(f"it told {found:,} mentions, where {usual:,.0f} are usual")
    if usual is not None and found * UNUSUAL < usual:
        notes.append(f"it told only {found:,} mentions, where {usual:,.0f} are usual")
    return tuple(notes)


async def _record(store: Store, name: str, ask: Ask, answer: Answer, new: Saved) -> tuple[str, ...]:
    """Remember that a source answered, and all that was odd about it; return that."""
    for told in _told_of(name):
        found = sum(mention.source == told for mention in answer.mentions)
        odd = oddities(found, await store.read(source_health.usual, told), new.fallen if told == name else 0)
        notes = (*answer.notes, *odd) if told == name else odd
        await store.write(source_health.record_answer, told, ask.now, redact("; ".join(notes)), found)
    return notes


def _told_of(name: str) -> tuple[str, ...]:
    """Return the names under which a source tells, its own last."""
    return (*TELLING_OF.get(name, ()), name)


async def _fetch(store: Store, web: Web, named: tuple[str, Source], ask: Ask) -> Answer:
    """Ask one source; what is left of a paid one's allowance is booked before, and given back after."""
    name, source = named
    if name in LOOKING_BACK and ask.listings:
        start = min(ask.listings)
        older = await store.read(papers.before, start - LOOKED_BACK, start, MOST_OLDER)
        ask = replace(ask, older=tuple(older))
    if name not in PAID:
        answer = await source.fetch(web, ask)
        return await replacements.completed(store, web, source, ask, answer) if name == "arxiv" else answer
    day = ask.now.date()
    booked = await store.write(quotas.book, name, day, ask.allowance)
    spent = booked  # what a bug or a crash leaves behind: rather too much than too little
    try:
        answer = await source.fetch(web, replace(ask, allowance=booked))
        spent = answer.spent
    except SourceError as error:
        spent = error.spent
        raise
    finally:
        await store.write(quotas.give_back, name, day, booked - spent)
    return answer


def _without_future(answer: Answer, ask: Ask) -> Answer:
    """Leave out announcements of days to come, whatever a feed or a clock says, and note how many those are."""
    last = max(ask.current, ask.now.date())
    announced = tuple(each for each in answer.announcements if each.date <= last)
    if left := len(answer.announcements) - len(announced):
        return replace(answer, announcements=announced, notes=(*answer.notes, f"announced for days to come: {left:,}"))
    return answer


async def _keep(store: Store, answer: Answer) -> Saved:
    """Store an answer in batches; papers come before what refers to them."""
    saved = Saved()
    for batch in _batches(answer.papers):
        saved += await store.write(ingest.save, works=batch)
    for announcements in _batches(answer.announcements):
        saved += await store.write(ingest.save, announcements=announcements)
    for mentions in _batches(answer.mentions):
        saved += await store.write(ingest.save, talk=mentions)
    for lines in _batches(answer.lines):
        saved += await store.write(ingest.save, told=lines)
    return saved


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
