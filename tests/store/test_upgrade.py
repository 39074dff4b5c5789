"""A database that an earlier version left goes on where it stood (`tests.helpers.stored_version` wrote it)."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot import pipeline
from bot.models.papers import PaperId
from bot.models.post import PostKind, PostState
from bot.pipeline import planner
from bot.store import Store, migrations
from bot.store.tables import dismissals, likes, outbox, posts, reading_lists, slots, stored_payloads, subscriptions
from tests.helpers import factories, stored_version
from tests.helpers.cli_runner import IDS
from tests.helpers.fakes import Clock, FakePlatform

FOLDER = Path(__file__).parents[1] / "data"
LEFT = sorted(FOLDER.glob("version-*.sql"))
MIGRATIONS = [
    "papers_and_mentions", "looks_and_limits", "outbox", "subscriptions_and_slots", "people", "kinds_of_mentions",
    "parked_and_removed", "lines_of_others", "notes_on_looks", "posts_with_fences", "erasures", "digests_by_delivery",
    "traces_of_erasures", "compared_titles", "lines_of_versions", "likes_and_resets", "long_texts", "weekly_reports",
    "report_subscriptions", "platforms_that_are_not_heard", "zones_of_people",
]  # fmt: skip


@pytest.fixture(params=LEFT, ids=lambda path: path.stem)
def path(request, tmp_path) -> Path:
    """A file as a version left it."""
    path = tmp_path / "hotpapers.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(request.param.read_text(encoding="utf-8"))
    return path


@pytest.fixture
async def left(path):
    async with await Store.open(path) as store:
        yield store


def test_the_names_by_which_applied_migrations_are_known_never_change():
    assert [step.name for step in migrations.MIGRATIONS._migrations][: len(MIGRATIONS)] == MIGRATIONS


async def test_no_migration_that_was_applied_is_applied_again(path):
    with closing(sqlite3.connect(path)) as db:
        before = db.execute("select name, applied_at from _sqlite_migrations order by id").fetchall()

    await (await Store.open(path)).close()

    with closing(sqlite3.connect(path)) as db:
        after = db.execute("select name, applied_at from _sqlite_migrations order by id").fetchall()
    assert after[: len(before)] == before


async def test_a_digest_that_was_posted_is_known_as_posted(left):
    there = (stored_version.CHANNEL, stored_version.DAY, stored_version.CHOICES)

    number = await left.read(outbox.delivery, *there)

    assert number is not None
    assert await left.read(posts.next_post, number) is None
    assert await left.read(outbox.delivery, there[0], factories.DAY, None) is not None  # the report


def test_post_does_not_post_it_a_second_time(path, terminal, platform, monkeypatch):
    monkeypatch.setattr(platform, "resolve_channel", lambda channel: asyncio.sleep(0, stored_version.CHANNEL))

    ran = terminal(
        "post", "--to", "slack:C0GENERAL", "--date", "2020-08-25", "--days", "1", "--category", "cs", "--top", "2",
        "--floor", "0",
    )  # fmt: skip

    assert (ran.code, platform.sends) == (0, 0)
    assert "Already posted" in ran.out


async def test_what_was_on_its_way_is_sent_once(left):
    platform, clock = FakePlatform(), Clock(stored_version.NOW)
    for _ in range(2):
        for waiting in await left.read(outbox.ready_deliveries, clock()):
            await pipeline.deliver(left, platform, waiting.number, clock)

    tokens = [post.token for _, post in platform.stored]
    assert len(tokens) == len(set(tokens)) > 2
    assert [post.kind for _, post in platform.stored].count(PostKind.PARENT) == 2  # a digest, a report
    assert set(await left.read(outbox.count_by_state)) == {PostState.DONE}


async def test_nothing_that_was_planned_is_planned_again(left):
    now = stored_version.NOW + timedelta(hours=1)

    planned = await planner.plan(
        stored_version.summaries(left), {"slack": FakePlatform().plan_posts}, now, stored_version.holidays()
    )

    assert planned.planned == 0
    assert planned.next_at == await left.read(slots.next_at, ["slack"], now)


async def test_subscriptions_mean_the_same(left):
    stored = [await left.read(subscriptions.get, number) for number in (1, 2, 3)]

    assert stored == stored_version.subscribed()


async def test_what_people_keep_is_there(left):
    team = await left.read(likes.of_team, "slack", "T0FAKE")

    assert await left.read(reading_lists.saved, "slack", "T0FAKE", "U0ADA") == [PaperId(IDS[0])]
    assert await left.read(dismissals.dismissed, stored_version.CHANNEL) == {PaperId("2008.10298")}
    assert team[PaperId(IDS[0])] == 2


async def test_buttons_that_carry_a_key_still_ask_the_same(left):
    assert await left.read(stored_payloads.find, "slack", stored_version.KEY) == "cs.CV week page 2"
