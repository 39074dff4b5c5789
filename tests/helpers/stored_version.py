"""Write a database as the present version leaves it, as SQL: ``python -m tests.helpers.stored_version >
tests/data/FILE.sql``.

What is written once is never changed: every later version has to read it (`test_upgrade`).
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlite_utils import Database

from bot import data, pipeline
from bot.arxiv import calendar
from bot.config import Settings
from bot.models.digest import Destination, DigestQuery, Filter, Ranking
from bot.models.papers import PaperId
from bot.models.post import PostKind
from bot.models.reaction import Reaction
from bot.models.subscription import DigestOptions, Frequency, Schedule, Subscription
from bot.pipeline import DigestRequest, SummaryProvider, import_jsonl, planner
from bot.store import Store
from bot.store.tables import dismissals, likes, outbox, reading_lists, seen_events, stored_payloads, subscriptions
from tests.helpers import factories
from tests.helpers.fakes import FakePlatform

CHANNEL, ADA = Destination("slack", "T0FAKE", "C0GENERAL"), Destination("slack", "T0FAKE", "D0ADA")
DAY = date(2020, 8, 25)
NOW = datetime(2020, 8, 26, 10, tzinfo=UTC)
NINE = Schedule(Frequency.WEEKDAYS, time(9), (), "Europe/Paris")
MONDAYS = Schedule(Frequency.WEEKLY, time(9), (0,), "UTC")
CHOICES = DigestQuery(Filter(("cs",)), 1, Ranking.HOT, 2, 0.0)
KEY = "=" + "0" * 64
SHADOWS = ("papers_fts_", "sqlite_")


class Slack(FakePlatform):
    """The platform in memory, under the name that its channels have."""

    def plan_posts(self, digest):
        return (PostKind.PARENT, *(PostKind.REPLY for _ in digest.entries))


async def fill(store: Store) -> None:
    """Let things happen: a digest that is posted, one on its way, a report, subscriptions, and what people keep."""
    await pipeline.import_all(store, import_jsonl.parse_jsonl(data.read("sample.jsonl").splitlines()))
    await _post(store)
    for subscription in subscribed():
        await store.write(subscriptions.add, subscription, NOW - timedelta(days=1))
    await planner.plan(summaries(store), {"slack": Slack().plan_posts}, NOW, holidays())
    await store.write(outbox.enqueue, factories.bulletin(), CHANNEL, (PostKind.PARENT,), NOW)
    await store.write(reading_lists.save_paper, "slack", "T0FAKE", "U0ADA", PaperId("2008.10599"), NOW)
    await store.write(dismissals.dismiss, CHANNEL, PaperId("2008.10298"), NOW)
    await store.write(likes.save, CHANNEL, "U0ADA", PaperId("2008.10599"), NOW)
    await store.write(likes.react, Reaction(CHANNEL, "m2", "U0BOB", "tada"), NOW)
    await store.write(seen_events.claim_event, "slack", "Ev1", NOW)
    await store.write(seen_events.welcome_once, CHANNEL, NOW)
    await store.write(stored_payloads.keep, ("slack", "T0FAKE", "U0ADA"), {KEY: "cs.CV week page 2"}, NOW)


def subscribed() -> list[Subscription]:
    """Return what is subscribed to: a channel's digest and report, and a person's digest with every option."""
    every = Filter(("cs.CV", "stat.ML"), ("diffusion",), ("survey",), ("Ada Lovelace",))
    how = DigestOptions(top=5, floor=1.5, ranking=Ranking.CLASSIC, days=7, threads=False, fair=True, mine=30)
    return [
        Subscription(1, CHANNEL, "U0ADA", is_channel=True, filter=Filter(("cs",)), every=NINE, how=DigestOptions()),
        Subscription(2, ADA, "U0ADA", is_channel=False, filter=every, every=NINE, how=how),
        Subscription(
            3, CHANNEL, "U0ADA", is_channel=True, filter=Filter(()), every=MONDAYS, how=DigestOptions(), is_report=True
        ),
    ]


async def _post(store: Store) -> None:
    platform, wanted = Slack(), DigestRequest(CHOICES, DAY, NOW)
    digest = await pipeline.compose(store, wanted, holidays(), summaries(store))
    number = await store.write(outbox.enqueue, digest, CHANNEL, platform.plan_posts(digest), NOW)
    await pipeline.deliver(store, platform, number, lambda: NOW)


def summaries(store: Store) -> SummaryProvider:
    return SummaryProvider(store, Settings(_env_file=None), lambda: NOW)


def holidays() -> calendar.Holidays:
    return calendar.parse_holidays(data.read("holidays.json"))


def dump(db: Database) -> Iterator[str]:
    """Yield the statements that make the same database again."""
    (application,) = db.execute("pragma application_id").fetchone()
    yield f"pragma application_id = {application};"
    rows = db.execute("select name, sql from sqlite_master where sql is not null order by type = 'index', rowid")
    for _, sql in (row for row in rows.fetchall() if not row[0].startswith(SHADOWS)):
        yield f"{sql};"
    for name in db.table_names():
        if not name.startswith(("papers_fts", "sqlite_")):
            columns = ", ".join(f"quote([{column.name}])" for column in db.table(name).columns)
            rows = db.execute(f"select {columns} from [{name}]")  # noqa: S608 - only names of our own
            yield from (f"insert into [{name}] values ({', '.join(row)});" for row in rows)  # noqa: S608 - quoted
    yield "delete from paper_texts;"  # their index is not written here: both are made again
    yield "insert or ignore into pending_texts select number, 1 from papers;"


async def _main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hotpapers.db"
        async with await Store.open(path) as store:
            await fill(store)
        with closing(sqlite3.connect(path)) as connection:
            sys.stdout.write("\n".join(dump(Database(connection))) + "\n")


if __name__ == "__main__":
    asyncio.run(_main())
