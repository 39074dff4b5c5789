"""Measure hotpapers: ``make bench``, or ``python -m benchmarks``. It takes about six minutes.

Each figure is a ratio to a reference of the same run, the median of several; seconds are those of this machine.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from benchmarks.answering import of_answers
from benchmarks.morning import of_a_morning
from benchmarks.pacing import of_discord, of_pacing
from benchmarks.ranking import of_ranking
from benchmarks.subscribing import of_subscriptions
from benchmarks.summarizing import of_summaries
from benchmarks.timing import RUNS, Row, Seconds, shown, timed
from benchmarks.weekly import of_a_week
from benchmarks.world import LAST_DAY, PAPERS, lines
from bot import data, pipeline
from bot.arxiv import calendar
from bot.models.digest import DigestQuery, Filter, Ranking
from bot.pipeline import import_jsonl
from bot.store import Store
from bot.store.tables import mentions

HEAD = "| what | measured | reference | ratio |\n|---|---|---|---|"
DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
WATCH = [  # started between us and a command: a child counts the memory of whom it was forked from
    sys.executable,
    "-c",
    """if True:
    import resource, subprocess, sys, time
    start = time.perf_counter()
    subprocess.run(sys.argv[1:], check=True)
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(seconds, used / (2**20 if sys.platform == "darwin" else 2**10), file=sys.stderr)
    """,
]


def main() -> None:
    """Run all measurements and write a table of them into docs/benchmarks.md."""
    week = of_a_week()  # first: a child counts the memory of this process too, which only grows
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "papers.jsonl"
        file.write_text("\n".join(lines()), encoding="utf-8")
        rows = [
            *_of_the_store(file, Path(folder)),
            *asyncio.run(of_answers(Path(folder) / "0.db")),
            *asyncio.run(of_ranking(Path(folder))),
            *of_summaries(),
            *of_subscriptions(),
            *week,
            *of_pacing(),
            *asyncio.run(of_discord(Path(folder) / "pace.db")),
            *asyncio.run(of_a_morning(Path(folder))),
            *_of_processes(file, Path(folder)),
        ]
    table = [f"| {what} | {measured} | {reference} | {ratio:.2f} |" for what, measured, reference, ratio in rows]
    _write([HEAD, *table])


def _write(table: list[str]) -> None:
    """Put the table into the documentation, in place of the one before, and print it."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(HEAD)
    after = rest[rest.index("\n\n") :]
    DOCUMENT.write_text(before + "\n".join(table) + after, encoding="utf-8")
    print("\n".join(table))


def _of_the_store(file: Path, folder: Path) -> list[Row]:
    text = file.read_text(encoding="utf-8")
    runs = [asyncio.run(_one_run(text, folder / f"{run}.db")) for run in range(RUNS)]
    first, rebuild, again, candidates, learned, chosen = map(statistics.median, zip(*runs, strict=True))
    return [
        (
            f"import {PAPERS:,} papers",
            f"{first:.2f} s",
            f"a full-text index of the same rows, {rebuild:.2f} s",
            first / rebuild,
        ),
        ("import them again, unchanged", f"{again:.2f} s", f"the first import, {first:.2f} s", again / first),
        (
            "a day's first digest among them, which learns the baseline",
            shown(learned),
            f"reading its candidates, {shown(candidates)}",
            learned / candidates,
        ),
        (
            "each later digest",
            shown(chosen),
            f"reading its candidates, {shown(candidates)}",
            chosen / candidates,
        ),
    ]


async def _one_run(text: str, database: Path) -> tuple[Seconds, ...]:
    """Return what the first import, the rebuild, the second import, the candidates and two digests took."""
    holidays = calendar.parse_holidays(data.read("holidays.json"))
    days = calendar.last_listings(LAST_DAY, 3, holidays)
    wanted = pipeline.DigestRequest(DigestQuery(Filter(("cs", "stat.ML")), len(days), Ranking.HOT, 10, 0), LAST_DAY)
    async with await Store.open(database) as store:

        async def load() -> None:
            await pipeline.import_all(store, import_jsonl.parse_jsonl(text.splitlines()))

        return (
            await timed(load),
            await timed(partial(store.write, _rebuild)),
            await timed(load),
            await timed(partial(store.read, mentions.candidates, days)),
            *[await timed(partial(pipeline.compose, store, wanted, holidays)) for _ in range(2)],
        )


def _rebuild(db: Database) -> None:
    """Write an index of the texts as they are, as a reference."""
    db.execute("create virtual table temp.reference using fts5 (title, abstract, authors)")
    db.execute("insert into temp.reference (rowid, title, abstract, authors) "
               "select number, title, abstract, authors from papers")  # fmt: skip


def _of_processes(file: Path, folder: Path) -> list[Row]:
    """Measure the command line as its users start it, beside an interpreter that does nothing."""
    hotpapers = [sys.executable, "-m", "adapters.cli"]
    environment = os.environ | {"HOTPAPERS_DATABASE": str(folder / "0.db")}
    bare = _process([sys.executable, "-c", ""], environment)
    rows = []
    for what, arguments in [
        ("`hotpapers --help`", ["--help"]),
        ("`hotpapers digest`", ["digest", "--date", LAST_DAY.isoformat()]),
        (f"`hotpapers import` of {PAPERS:,} papers", ["import", str(file)]),
    ]:
        seconds, mib = _process([*hotpapers, *arguments], environment)
        rows += [
            (f"{what}, time", f"{seconds:.2f} s", f"`python -c ''`, {bare[0]:.2f} s", seconds / bare[0]),
            (f"{what}, peak memory", f"{mib:.0f} MiB", f"`python -c ''`, {bare[1]:.0f} MiB", mib / bare[1]),
        ]
    return rows


def _process(command: list[str], environment: dict[str, str]) -> tuple[Seconds, float]:
    """Return the median time of a command and the most memory it held, in MiB."""
    runs = [subprocess.run([*WATCH, *command], env=environment, check=True, capture_output=True) for _ in range(RUNS)]  # noqa: S603 - our own
    seconds, mib = zip(*(map(float, run.stderr.split()[-2:]) for run in runs), strict=True)
    return statistics.median(seconds), max(mib)


if __name__ == "__main__":
    main()
