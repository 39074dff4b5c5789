"""Weeks in the life of a small installation: ``make life DAYS=14``, or ``python -m benchmarks.life DAYS``.

Each day a listing of two thousand papers comes in, counts change, five hundred subscriptions get their digest through
Slack's client, and what is too old is deleted. The process is a fresh one, its clock leaps from event to event, and
Slack is another process. A line for each day tells the process's memory and the size of the database.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlite_utils import Database

from adapters.slack.platform import Slack
from benchmarks import listings
from benchmarks.world import LAST_DAY
from bot import data, pipeline
from bot.arxiv import calendar
from bot.config import Settings
from bot.models.papers import Engagement, Mention, Paper, PaperId
from bot.pipeline import SummaryProvider, planner
from bot.runtime import memory
from bot.runtime.dispatcher import Dispatcher
from bot.sources import FetchRequest, FetchResult
from bot.store import Store
from bot.store.tables import subscriptions
from tests.helpers.fakes import Clock, FakeSource

FIRST = LAST_DAY
HOLIDAYS = calendar.parse_holidays(data.read("holidays.json"))
POLLS = 6  # of the sources in a day: the counts of a listing grow for three days
LISTINGS = 9  # of different papers, which come again with other IDs
MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Size:
    """How many papers a listing has, and how many subscribe."""

    papers: int = listings.LISTED
    subscriptions: int = 500


@dataclass(frozen=True, slots=True)
class DayEnd:
    """The state at the end of a day: resident memory, and the size of the database, both in MiB."""

    day: int
    is_listing: bool
    memory: float
    database: float
    planned: int


@contextmanager
def slack_stand_in() -> Iterator[str]:
    """Serve Slack's answers in another process. Yield its address."""
    command = [sys.executable, "-m", "benchmarks.slack_stand_in"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        try:
            yield (process.stdout.readline() if process.stdout else "").strip()
        finally:
            process.terminate()


class Life:
    """An installation that lives through days."""

    def __init__(self, store: Store, slack: Slack, path: Path, size: Size) -> None:
        self._store, self._slack, self._path, self._size = store, slack, path, size
        self._clock = Clock(datetime.combine(FIRST, time(1), UTC))
        self._settings = Settings()
        self._ids: dict[date, list[PaperId]] = {}

    async def subscribe(self) -> None:
        """Let people subscribe before the first day."""

        def add_all(db: Database) -> None:
            for each in listings.subscribed(self._size.subscriptions):
                subscriptions.add(db, each, self._clock())

        await self._store.write(add_all)

    async def day(self, number: int) -> DayEnd:
        """Live through a day, and return how it ended."""
        today = FIRST + timedelta(days=number)
        is_listing, planned = calendar.is_listing(today, HOLIDAYS), 0
        for poll in range(POLLS):
            self._clock.now = datetime.combine(today, time(2 + 3 * poll), UTC)
            await self._collect(today, poll)
            planned += (await self._plan()).planned
        await pipeline.prune(self._store, self._settings, self._clock())
        memory.release()
        await self._store.truncate_wal()
        return DayEnd(number + 1, is_listing, resident(), _mebibytes(self._path), planned)

    async def _collect(self, today: date, poll: int) -> None:
        """Poll a source that has the day's listing at first, and then how the counts of three days have grown."""
        works: list[Paper] = []
        if poll == 0 and calendar.is_listing(today, HOLIDAYS):
            works = listings.papers(today, len(self._ids) % LISTINGS)[: self._size.papers]
            self._ids[today] = [paper.id for paper in works]
        days = tuple(self._ids)[-3:]
        found = [each for day in days for each in self._mentions(day, 1 + (today - day).days + poll / POLLS)]
        answer = FetchResult(tuple(works), tuple(listings.announcements(today, works)), tuple(found))
        ask = FetchRequest(self._clock(), days, today, ("cs",), HOLIDAYS, quota=0)
        await pipeline.collect(self._store, None, {"hackernews": FakeSource(answer)}, ask, lambda _: None)  # type: ignore[arg-type]
        memory.release()

    def _mentions(self, day: date, factor: float) -> list[Mention]:
        told, now = listings.mentions(day, self._ids[day]), self._clock()
        counts = (Engagement(0, int(each.engagement.likes * factor)) for each in told)
        return [replace(each, observed=now, engagement=count) for each, count in zip(told, counts, strict=True)]

    async def _plan(self) -> planner.PlanResult:
        provider = SummaryProvider(self._store, self._settings, self._clock)
        result = await planner.plan(provider, {"slack": self._slack.plan_posts}, self._clock(), HOLIDAYS)
        await Dispatcher(self._store, {"slack": self._slack}, self._clock, asyncio.Event()).run_once()
        memory.release()
        return result


async def live(days: int, size: Size, folder: Path) -> list[DayEnd]:
    """Live through so many days in a folder."""
    memory.limit_arenas()
    path = folder / "life.db"
    with slack_stand_in() as url:
        slack = Slack("xoxb-life", url, delay=timedelta(milliseconds=1))  # the clock leaps, but not the limiter's
        async with await Store.open(path) as store:
            life, ends = Life(store, slack, path, size), []
            await life.subscribe()
            for number in range(days):
                ends.append(await life.day(number))
                print(_told(ends[-1]), flush=True)
        await slack.close()
    return ends


def resident() -> float:
    """Return the process's resident memory in MiB, without what the system could drop; Linux only."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


def _told(end: DayEnd) -> str:
    listing = "a listing" if end.is_listing else "no listing"
    sizes = f"{end.memory:.0f} MiB of memory, {end.database:.1f} MiB of database"
    return f"day {end.day}, {listing}: {sizes}, {end.planned} digests"


def _mebibytes(path: Path) -> float:
    return path.stat().st_size / MEBIBYTE


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(live(int(sys.argv[1]), Size(*map(int, sys.argv[2:])), Path(scratch)))
