"""What questions with words cost in a large archive: ``python -m benchmarks.words [PAPERS [DATABASE]]``.

Times are processor time, since a question waits for nothing else. A database that is named is kept, and used again. The
texts are those of twenty thousand real papers, copied, where ``../shared/data`` is, else made-up ones.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import resource
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from time import process_time

from sqlite_utils import Database

from benchmarks.answering import ADA
from benchmarks.timing import Row, Seconds, row
from benchmarks.world import LAST_DAY, lines
from bot import data
from bot.arxiv import calendar
from bot.commands import syntax
from bot.commands.bot import Bot
from bot.commands.context import CommandContext
from bot.config import Settings
from bot.http.client import HttpClient
from bot.models.digest import Filter
from bot.models.papers import Announcement, AnnounceType, Paper, PaperId
from bot.pipeline import import_jsonl
from bot.selection.inverted_index import InvertedIndex
from bot.store import Store
from bot.store.tables import mentions, paper_texts, papers
from bot.text import readable

REAL = Path(__file__).parents[2] / "shared" / "data" / "arxiv-papers-20k.jsonl.gz"
PAPERS = 200_000
A_DAY = 1_000  # papers of a listing, so that a month has 22,000
PIECE = 2_000
REPEATS = 20
ASKED = [
    '"neural network" month',
    '"language model" month',
    "quantum entanglement month",
    "LLM* month",
    "diffusion week",
]
SEARCHED = ["model", "learning", "the", "neural network", "attention is all you need", "quantum entanglement spectrum"]
PASS = 6_000  # papers of three listings
PHRASES = 1_000


def main() -> None:
    """Fill a store, ask, and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(_measured(Path(sys.argv[2] if len(sys.argv) > 2 else f"{folder}/words.db"), count))
    print(f"{count:,} papers\n\n| what | measured | reference | ratio |\n|---|---|---|---|")
    for what, measured, reference, ratio in rows:
        print(f"| {what} | {measured} | {reference} | {ratio:.2f} |")


async def _measured(database: Path, count: int) -> list[Row]:
    settings = Settings(database=database)
    holidays = calendar.parse_holidays(data.read("holidays.json"))
    now = datetime.combine(LAST_DAY, time(15), UTC)
    async with await Store.open(database) as store, HttpClient(settings, nullcontext) as web:
        if store.is_new:
            await _fill(store, count)
        listed = await store.read(mentions.candidates, [LAST_DAY - timedelta(days=n) for n in range(PASS // A_DAY)])
        works = [candidate.paper for candidate in listed]
        bot = Bot(CommandContext(store, web, settings, holidays, lambda: now))
        asked = [(f"`/hotpapers {typed}`", syntax.parse(typed)) for typed in ASKED]
        asked += [(f"`/paper {typed}`", syntax.parse_paper(typed)) for typed in SEARCHED]
        bare = [await _timed(partial(store.read, papers.lookup, works[0].id)) for _ in range(REPEATS)]
        return [
            *[row(what, await _answered(bot, command), "reading one paper", bare) for what, command in asked],
            _of_a_pass(works),
        ]


async def _answered(bot: Bot, command: object) -> list[Seconds]:
    async def ask() -> None:
        async for _ in bot.handle_command(ADA, command):  # type: ignore[arg-type]
            pass

    await ask()  # the first one of a day learns the baseline
    return [await _timed(ask) for _ in range(REPEATS)]


async def _timed(work: Callable[[], Awaitable[object]]) -> Seconds:
    start = process_time()
    await work()
    return process_time() - start


def _of_a_pass(works: Sequence[Paper]) -> Row:
    """Match phrases against the papers of three listings, as planning does."""
    words = [work.title.split() for work in works[:PHRASES]]
    phrases = [Filter((), (" ".join(each[:2]),)) for each in words]
    before = resource.getrusage(resource.RUSAGE_SELF)
    index = InvertedIndex(works)
    index.search(phrases[0])
    built = resource.getrusage(resource.RUSAGE_SELF)
    for phrase in phrases:
        index.search(phrase)
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds, bare = after.ru_utime - before.ru_utime, built.ru_utime - before.ru_utime
    mib = (after.ru_maxrss - before.ru_maxrss) / 2**10
    what = f"{len(phrases):,} phrases in {len(works):,} papers"
    return what, f"{seconds:.2f} s, {mib:.0f} MiB more", f"building the index, {bare:.2f} s", seconds / bare


async def _fill(store: Store, count: int) -> None:
    """Store papers with their texts, which are made once for all copies."""
    originals = [replace(paper, texts=readable.make(paper)) for paper in _originals()]
    for start in range(0, count, PIECE):
        await store.write(_save, originals, range(start, min(start + PIECE, count)), count)


def _save(db: Database, originals: Sequence[Paper], numbers: range, count: int) -> None:
    works = [
        replace(originals[n % len(originals)], id=PaperId(f"{n // 90_000 + 1001}.{n % 90_000 + 1:05}")) for n in numbers
    ]
    papers.save(db, works)
    lines = [(work, _day(n, count)) for work, n in zip(works, numbers, strict=True)]
    papers.announce(db, [Announcement(work.id, day, AnnounceType.NEW) for work, day in lines])
    pending = {each.paper.id: each for each in paper_texts.pending(db, len(works))}
    made = [(pending[work.id], work, work.texts) for work in works if work.texts]
    paper_texts.save(db, made)


def _id(number: int) -> PaperId:
    return PaperId(f"{number // 90_000 + 1001}.{number % 90_000 + 1:05}")


def _day(number: int, count: int) -> date:
    return LAST_DAY - timedelta(days=(count - 1 - number) // A_DAY)


def _originals() -> Iterator[Paper]:
    if not REAL.exists():
        yield from import_jsonl.parse_jsonl(lines()).papers
        return
    with gzip.open(REAL, "rt", encoding="utf-8") as file:
        for read in map(json.loads, file):
            text = {name: " ".join(read[name].split()) for name in ("title", "abstract")}
            yield Paper(
                PaperId(read["id"]), **text, authors=tuple(read["authors"]), categories=tuple(read["categories"])
            )


if __name__ == "__main__":
    main()
