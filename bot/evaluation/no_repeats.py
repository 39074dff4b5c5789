"""Nothing twice: 200 recorded listings, with their repeats, run day by day through a store of their own.

Every paper is talked about a little, the same every day, so that it could be shown on any day it is listed again.
Each digest is composed and put into the outbox as the bot does it. Then papers that were submitted again under another
id are stored under the one title they share.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from bot import pipeline
from bot.arxiv.calendar import Holidays
from bot.errors import CommandError
from bot.evaluation import records
from bot.evaluation.experiment import Experiment
from bot.evaluation.metrics import Estimate
from bot.evaluation.results import Progress, Result, ResultRow, ResultTable, Target
from bot.filesystem import scratch_folders
from bot.models.digest import Destination, DigestQuery, Filter, Ranking
from bot.models.papers import Announcement, AnnounceType, Engagement, Mention, Paper, PaperId
from bot.models.post import PostKind
from bot.pipeline import DigestRequest
from bot.pipeline.import_jsonl import ImportedFile
from bot.store import Store
from bot.store.tables import mentions, outbox

SOURCE = "huggingface"
NOON = time(12, tzinfo=UTC)
THERE = Destination("terminal", "", "evaluation")
NO_HOLIDAYS = Holidays(frozenset(), ())
CHOICES = DigestQuery(Filter(("cs",)), days=3, ranking=Ranking.HOT, top=25, floor=0)


@dataclass(frozen=True, slots=True)
class Listing:
    """A day's ids, as a crawler saw them."""

    date: date
    ids: tuple[PaperId, ...]


def evaluate(folder: Path, trial: Experiment, progress: Progress) -> Result:  # noqa: ARG001 - weights repeat nothing
    """Show the listings one after the other, then the titles that two papers have."""
    listings = sorted(map(_listing, records.rows(folder, "arxiv-daily-listings.jsonl")), key=lambda one: one.date)
    pairs = _pairs(folder / "same-title.json")
    shown = asyncio.run(_show_all(listings, progress))
    told, once = asyncio.run(_show_pairs(pairs))
    twice, listed = len(shown) - len({*shown}), [id for one in listings for id in one.ids]
    again = len(listed) - len({*listed})
    tables = (
        _table(
            f"{len(listings)} listings, digests of {CHOICES.top} from the newest {CHOICES.days}",
            {"rows of the listings": len(listed), "of them, papers listed before": again}
            | {"papers shown": len(shown), "of them, shown before": twice},
        ),
        _table("Papers under one title", {"pairs": len(pairs), "flagged, either of the two": told, "shown once": once}),
    )
    bars = (
        Target("papers shown twice, below 0", -twice, 0),
        Target("papers shown", len(shown), len(listings)),
        Target("pairs flagged", told, len(pairs)),
        Target("pairs shown once a digest", once, len(pairs)),
    )
    return Result(tables, bars)


async def _show_all(listings: Sequence[Listing], progress: Progress) -> list[PaperId]:
    """Return the papers in the order in which they were shown, one day after the other."""
    shown: list[PaperId] = []
    known: set[PaperId] = set()
    with scratch_folders.folder() as folder:
        async with await Store.open(folder / "evaluation.db") as store:
            for done, listing in enumerate(listings, start=1):
                titles = {id: f"Paper {id}" for id in listing.ids}
                await pipeline.import_all(store, _imported(listing, titles, known))
                known.update(listing.ids)
                shown += await _show(store, CHOICES, listing.date)
                progress(done, len(listings))
    return shown


async def _show_pairs(pairs: Sequence[tuple[str, tuple[PaperId, ...]]]) -> tuple[int, int]:
    """Return of how many pairs each tells of the other, and of how many one alone is shown."""
    titles = {id: title for title, ids in pairs for id in ids}
    listing = Listing(date(2026, 1, 15), tuple(titles))
    with scratch_folders.folder() as folder:
        async with await Store.open(folder / "evaluation.db") as store:
            await pipeline.import_all(store, _imported(listing, titles, set()))
            candidates = await store.read(mentions.candidates, [listing.date])
            shown = await _show(store, replace(CHOICES, days=1, top=len(titles)), listing.date)
    twins = {one.paper.id: {*one.duplicates} for one in candidates}
    told = sum(all({*ids} - {id} <= twins[id] for id in ids) for _, ids in pairs)
    return told, sum(sum(id in shown for id in ids) == 1 for _, ids in pairs)


async def _show(store: Store, choices: DigestQuery, day: date) -> list[PaperId]:
    """Compose a digest for the one reader, put it into the outbox, and return its papers."""
    noon = datetime.combine(day, NOON)
    digest = await pipeline.compose(store, DigestRequest(choices, day, noon, hide_seen_by=THERE), NO_HOLIDAYS)
    await store.write(outbox.enqueue_once, digest, THERE, [PostKind.PARENT], noon)
    return [entry.id for entry in digest.entries]


def _imported(listing: Listing, titles: dict[PaperId, str], known: AbstractSet[PaperId]) -> ImportedFile:
    """Return what is new of a listing: of papers that are known, that they are listed again."""
    noon = datetime.combine(listing.date, NOON)
    fresh = [id for id in listing.ids if id not in known]
    return ImportedFile(
        papers=tuple(Paper(id, titles[id], "", ("Ada Lovelace",), ("cs.LG",)) for id in fresh),
        announcements=tuple(Announcement(id, listing.date, AnnounceType.NEW) for id in listing.ids),
        mentions=tuple(_mention(id, noon) for id in fresh),
        lines=len(listing.ids),
    )


def _mention(id: PaperId, noon: datetime) -> Mention:
    likes = int(random.Random(id).paretovariate(1))
    return Mention(id, SOURCE, id, f"https://huggingface.co/papers/{id}", "", noon, Engagement(likes=likes), noon)


def _listing(row: records.Json) -> Listing:
    return Listing(date.fromisoformat(row["date"]), tuple(PaperId(id) for id in row["ids"]))


def _pairs(path: Path) -> list[tuple[str, tuple[PaperId, ...]]]:
    try:
        pairs = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} is missing or cannot be read; --data names the folder that has it.") from error
    return [(title, tuple(map(PaperId, ids))) for title, ids in pairs.items()]


def _table(title: str, counts: dict[str, int]) -> ResultTable:
    return ResultTable(
        title, ("papers",), tuple(ResultRow(name, (Estimate(count),)) for name, count in counts.items()), digits=0
    )
