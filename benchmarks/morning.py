"""A morning: ten thousand subscriptions planned over three listings, and delivered.

Times are the processor's, of this process: the stand-in for Slack is another. The reference does the same by hand: sets
of papers, entries, and rows in a bare database, each different digest once.
"""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from datetime import time as at_time
from itertools import islice
from pathlib import Path

from sqlite_utils import Database

from adapters.slack.messages import digest as messages
from adapters.slack.platform import Slack
from benchmarks import listings
from benchmarks.life import slack_stand_in
from benchmarks.listings import SUBSCRIPTIONS
from benchmarks.timing import Row, Seconds, shown
from benchmarks.world import LAST_DAY
from bot import data
from bot.arxiv import calendar
from bot.config import Settings
from bot.models.digest import Digest, Filter, Ranked, Ranking
from bot.models.post import Post, PostKind, PostState
from bot.pipeline import SummaryProvider, planner
from bot.pipeline.candidates import load_candidates
from bot.platforms import Platform
from bot.ranking import rank
from bot.runtime.dispatcher import Dispatcher
from bot.selection import entries
from bot.selection.inverted_index import InvertedIndex, bit_indexes
from bot.store import Store, ingest
from bot.store.json_codecs import ENTRY_CODEC
from bot.store.tables import outbox, subscriptions
from bot.text import readable
from tests.helpers.fakes import FakePlatform

TOP = 10
NINE = datetime.combine(LAST_DAY, at_time(9), UTC)
HOLIDAYS = calendar.parse_holidays(data.read("holidays.json"))
MAX_KB, MIN_TO_SINK, MIN_TO_SLACK = 1.5, 2_000, 600  # kB of database for each subscription, posts a second
LAYOUTS = {"slack": messages.layout}


class Sink(FakePlatform):
    """Renders each message as for Slack, and drops it."""

    def plan_posts(self, digest: Digest) -> tuple[PostKind, ...]:
        """Return what Slack would."""
        return messages.layout(digest)

    async def send(self, post: Post) -> str:
        """Render it, and return an ID."""
        next(islice(messages.written(post.digest), post.position, None))
        return f"m{post.id}"


async def of_a_morning(folder: Path) -> list[Row]:
    """Plan and deliver the morning of so many subscriptions, and of ten times as many."""
    one = await _planned(folder / "one.db", SUBSCRIPTIONS // 10)
    path = folder / "ten.db"
    planned = await _planned(path, SUBSCRIPTIONS)
    bare = await _reference(path, folder / "bare.db")
    sink, slack = await _delivered(path, Sink()), await _through_slack(folder)
    texts = "real texts" if listings.is_real() else "texts with LaTeX"
    few = f"{SUBSCRIPTIONS // 10:,} of them, {shown(one[0])}"
    return [
        (
            f"{SUBSCRIPTIONS:,} subscriptions planned, {texts}",
            shown(planned[0]),
            f"by hand, {shown(bare)}",
            planned[0] / bare,
        ),
        ("the database's growth for each", f"{planned[1]:.2f} kB", f"at most {MAX_KB} kB", planned[1] / MAX_KB),
        ("ten times the subscriptions", shown(planned[0]), few, planned[0] / one[0]),
        ("posts delivered to a sink that renders", _rate(sink), f"at least {_rate(MIN_TO_SINK)}", sink / MIN_TO_SINK),
        ("posts delivered with Slack's client", _rate(slack), f"at least {_rate(MIN_TO_SLACK)}", slack / MIN_TO_SLACK),
    ]


def _rate(posts: float) -> str:
    return f"{posts:,.0f} a second"


async def _planned(path: Path, count: int) -> tuple[Seconds, float]:
    """Return the time of planning, and the kB that it adds to the database for each subscription."""
    async with await Store.open(path) as store:
        for number, day in enumerate(listings.DAYS):
            works = listings.papers(day, number)
            mentions = listings.mentions(day, [paper.id for paper in works])
            await store.write(ingest.save, works, listings.announcements(day, works), mentions)
        await store.write(_subscribe, count)
        await store.truncate_wal()
        _forget()
        before, start = _size(path), time.process_time()
        provider = SummaryProvider(store, Settings(_env_file=None), lambda: NINE)
        result = await planner.plan(provider, LAYOUTS, NINE, HOLIDAYS)
        took = time.process_time() - start
        if result.planned + result.quiet != count:
            raise SystemExit(f"the benchmark planned {result}")
        await store.truncate_wal()
        return took, (_size(path) - before) / 1000 / count


def _size(path: Path) -> int:
    return path.stat().st_size


def _subscribe(db: Database, count: int) -> None:
    for subscription in listings.subscribed(count):
        subscriptions.add(db, subscription, NINE - timedelta(hours=1))


async def _delivered(path: Path, platform: Platform) -> float:
    """Return how many posts are delivered in a second."""
    async with await Store.open(path) as store:
        start = time.process_time()
        await Dispatcher(store, {"slack": platform}, lambda: NINE, asyncio.Event()).run_once()
        took = time.process_time() - start
        done = (await store.read(outbox.count_by_state)).get(PostState.DONE, 0)
        if done < SUBSCRIPTIONS // 10:
            raise SystemExit(f"the benchmark delivered {done} posts")
        return done / took


async def _through_slack(folder: Path) -> float:
    path = folder / "slack.db"
    await _planned(path, SUBSCRIPTIONS // 10)
    with slack_stand_in() as url:
        slack = Slack("xoxb-benchmark", url)
        try:
            return await _delivered(path, slack)
        finally:
            await slack.close()


async def _reference(path: Path, bare: Path) -> Seconds:
    """Return how long it takes by hand: rank, match with sets, make entries, write each different digest once."""
    filters = Counter(each.filter for each in listings.subscribed())
    async with await Store.open(path) as store:
        _forget()
        start = time.process_time()
        field = await load_candidates(store, [*reversed(listings.DAYS)], (), NINE)
        ranked = rank(Ranking.HOT, field.candidates(Ranking.HOT), 0.0, field.basis)
        index = InvertedIndex([each.candidate.paper for each in ranked])
        texts: dict[int, str] = {}
        bodies = [(_by_hand(wanted, index, ranked, texts), count) for wanted, count in filters.items()]
        _write(bare, bodies)
        return time.process_time() - start


def _by_hand(wanted: Filter, index: InvertedIndex, ranked: Sequence[Ranked], texts: dict[int, str]) -> str:
    """Return the JSON of a digest's papers, each made once."""
    found = islice((number for number in bit_indexes(index.search(wanted)) if ranked[number].reasons), TOP)
    for number in (those := [*found]):
        if number not in texts:
            texts[number] = ENTRY_CODEC.dump_json(entries.build_entry(ranked[number])).decode()
    return f"[{','.join(texts[number] for number in those)}]"


def _write(path: Path, bodies: Sequence[tuple[str, int]]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("pragma journal_mode = wal")
        db.execute("create table digests (number integer primary key, body text)")
        db.execute("create table posts (number integer primary key, place text, digest integer, state text)")
        db.execute("begin")
        for number, (body, count) in enumerate(bodies, 1):
            db.execute("insert into digests values (?, ?)", [number, body])
            rows = [(f"D{place}", number) for place in range(count)]
            db.executemany("insert into posts (place, digest, state) values (?, ?, 'pending')", rows)
        db.execute("commit")


def _forget() -> None:
    """Forget what earlier runs have left in caches: every text is read for the first time."""
    readable._made.cache_clear()  # noqa: SLF001 - there is no other way to forget
    gc.collect()
