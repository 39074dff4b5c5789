"""Restoring: the database is what the backup was, but for what must not come back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.errors import CommandError, ConfigError, FatalStoreError, StoreError
from bot.models.digest import Destination, Filter
from bot.models.papers import PaperId
from bot.models.post import PostKind, PostState
from bot.models.subscription import DigestOptions, Frequency, Schedule, Subscription
from bot.store import Store
from bot.store.maintenance import backup, erasure, restore
from bot.store.tables import outbox, papers, reading_lists, slots, subscriptions
from tests.helpers import factories
from tests.store.test_backup import damage, untold

ADA, BOB = ("slack", "T1", "U1"), ("slack", "T1", "U2")
GENERAL = Destination("slack", "T1", "C1")
LATER = factories.NOON + timedelta(days=2)


@pytest.fixture
async def database(tmp_path) -> Path:
    """A database that knows Ada and Bob, with a backup beside it."""
    path = tmp_path / "hotpapers.db"
    async with await Store.open(path) as store:
        await store.write(papers.save, [factories.paper()])
        for person in (ADA, BOB):
            await store.write(reading_lists.save_paper, *person, PaperId("2008.10599"), factories.NOON)
    backup.backup(path, tmp_path / "backup.db", untold)
    return path


def restored(database: Path, file: str = "backup.db", *, force: bool = False, at: datetime = LATER):
    return restore.restore(database, database.parent / file, at, untold, force=force)


async def written(database: Path, *functions):
    """Open the database and write."""
    async with await Store.open(database) as store:
        for function in functions:
            await store.write(function)


async def read(database: Path, function, *values):
    async with await Store.open(database) as store:
        return await store.read(function, *values)


async def test_the_database_is_what_the_backup_was_and_the_replaced_one_is_kept(database):
    await written(database, partial(papers.save, papers=[factories.paper("2008.00001")]))

    done = restored(database)

    assert await read(database, papers.counts) == (1, 0)
    assert done.replaced == database.parent / "hotpapers-replaced-20200827T120000Z.db"
    assert await read(done.replaced, papers.counts) == (2, 0)
    assert database.stat().st_mode & 0o777 == 0o600
    assert not list(database.parent.glob(".*"))


async def test_who_was_forgotten_since_is_forgotten_again(database):
    await written(database, partial(erasure.erase_person, who=ADA, direct=(), now=factories.NOON))

    done = restored(database)

    assert done.forgotten == 1
    assert await read(database, reading_lists.saved, *ADA) == []
    assert await read(database, reading_lists.saved, *BOB) == [PaperId("2008.10599")]


async def test_a_workspace_that_was_forgotten_since_is_forgotten_again(database):
    await written(database, partial(erasure.erase_workspace, platform="slack", name="T1", now=factories.NOON))

    done = restored(database)

    assert done.forgotten == 1
    assert await read(database, reading_lists.saved, *ADA) == await read(database, reading_lists.saved, *BOB) == []


async def test_no_trace_of_who_was_forgotten_again_is_left_in_the_file(tmp_path):
    who = ("slack", "T1", "U0VERYSPECIAL")
    save = [partial(reading_lists.save_paper, platform=who[0], workspace=who[1], user=who[2], paper=f"{n}",
     now=factories.NOON)
            for n in range(300)]  # fmt: skip
    await written(tmp_path / "hotpapers.db", *save)
    backup.backup(tmp_path / "hotpapers.db", tmp_path / "backup.db", untold)
    await written(tmp_path / "hotpapers.db", partial(erasure.erase_person, who=who, direct=(), now=factories.NOON))

    restored(tmp_path / "hotpapers.db")

    assert b"U0VERYSPECIAL" not in (tmp_path / "hotpapers.db").read_bytes()


async def test_who_was_forgotten_stays_so_over_several_restored_backups(database):
    await written(database, partial(erasure.erase_person, who=ADA, direct=(), now=factories.NOON))
    restored(database)

    restored(database, at=LATER + timedelta(seconds=1))

    assert await read(database, reading_lists.saved, *ADA) == []


async def test_who_came_back_after_having_been_forgotten_stays(database):
    again = partial(reading_lists.save_paper, platform=ADA[0], workspace=ADA[1], user=ADA[2], paper="2008.00002")
    erase = partial(erasure.erase_person, who=ADA, direct=(), now=factories.NOON)
    await written(database, erase, partial(again, now=factories.NOON))
    backup.backup(database, database.parent / "newer.db", untold)

    assert restored(database, "newer.db").forgotten == 0
    assert await read(database, reading_lists.saved, *ADA) == [PaperId("2008.00002")]


async def test_what_is_remembered_of_the_forgotten_does_not_name_them(database):
    await written(
        database, partial(erasure.erase_person, who=("slack", "T1", "U0VERYSPECIAL"), direct=(), now=factories.NOON)
    )

    restored(database)

    for file in (database, *database.parent.glob("hotpapers-replaced*")):
        assert b"U0VERYSPECIAL" not in file.read_bytes()


async def test_what_was_due_since_and_may_have_been_posted_is_not_posted_again(database):
    weekly = Schedule(Frequency.DAILY, time(9), zone="UTC")
    wanted = Subscription(0, GENERAL, "U1", True, Filter(("cs.CV",)), weekly, DigestOptions())
    await written(database, partial(subscriptions.add, subscription=wanted, now=factories.NOON))
    backup.backup(database, database.parent / "subscribed.db", untold)

    restored(database, "subscribed.db")

    assert await read(database, subscriptions.due, ["slack"], LATER) == []
    assert await read(database, slots.next_for_subscription, 1) == LATER + timedelta(hours=21)


async def test_what_waited_is_looked_for_before_it_is_posted(database):
    kinds = (PostKind.PARENT, PostKind.CONTINUATION)
    queue = partial(outbox.enqueue, digest=factories.digest(), destination=GENERAL, kinds=kinds, now=factories.NOON)
    await written(database, queue)
    backup.backup(database, database.parent / "waiting.db", untold)

    restored(database, "waiting.db")

    queued = await read(database, outbox.next_post, 1)
    assert (queued.state, queued.tried, queued.not_before) == (PostState.UNKNOWN, factories.NOON, None)
    assert await read(database, outbox.count_by_state) == {PostState.UNKNOWN: 2}


async def test_a_digest_that_was_perhaps_posted_after_the_backup_is_looked_for_first(database):
    digest, kinds = factories.digest(), (PostKind.PARENT,)
    await written(database, partial(papers.save, papers=[factories.paper()]))
    backup.backup(database, database.parent / "before.db", untold)

    restored(database, "before.db")
    queue = partial(outbox.enqueue, digest=digest, destination=GENERAL, kinds=kinds, now=LATER)
    await written(database, queue)

    queued = await read(database, outbox.next_post, 1)
    assert (queued.state, queued.tried) == (PostState.UNKNOWN, None)
    assert queued.since == datetime.combine(digest.date, time(), UTC) - timedelta(days=1)


async def test_a_backup_of_the_first_schema_is_brought_to_this_one(database, tmp_path):
    with closing(sqlite3.connect(tmp_path / "first.db")) as db:
        db.executescript((Path(__file__).parents[1] / "data" / "first-schema.sql").read_text(encoding="utf-8"))

    restored(database, "first.db")

    assert await read(database, reading_lists.saved, "slack", "T0FAKE", "U0ADA") == [PaperId("2008.10599")]


async def test_a_damaged_database_is_kept_and_who_was_forgotten_cannot_be_told(database):
    database.write_bytes(b"SQLite format 3\0" + b"\xaa" * 20_000)
    broken = database.read_bytes()

    with pytest.raises(FatalStoreError, match=r"cannot tell who was forgotten.*--force"):
        restored(database)
    assert database.read_bytes() == broken
    done = restored(database, force=True)

    assert await read(database, papers.counts) == (1, 0)
    assert done.replaced.read_bytes() == broken


async def test_the_journal_of_a_damaged_database_is_not_read_by_its_successor(database):
    journal = database.with_name("hotpapers.db-wal")
    database.write_bytes(database.read_bytes()[:100] + b"\xaa" * 20_000)
    journal.write_bytes(b"\xbb" * 20_000)

    restored(database, force=True)

    assert not journal.exists()
    assert await read(database, papers.counts) == (1, 0)


async def test_where_no_database_is_one_is_made(database, tmp_path):
    assert restored_to(tmp_path / "new.db", tmp_path / "backup.db").replaced is None
    assert await read(tmp_path / "new.db", papers.counts) == (1, 0)


def restored_to(database: Path, file: Path) -> restore.Restored:
    return restore.restore(database, file, LATER, untold)


async def test_while_another_process_has_it_open_nothing_is_replaced(database, monkeypatch):
    monkeypatch.setattr(restore, "BUSY_SECONDS", 0)

    async with await Store.open(database) as store:
        await store.read(papers.counts)
        with pytest.raises(StoreError, match="another process"):
            restored(database)
        await store.write(papers.save, [factories.paper("2008.00003")])

    assert await read(database, papers.counts) == (2, 0)


@pytest.mark.parametrize("content", [b"", b"not a database but long enough to look like one" * 50])
async def test_what_is_no_backup_of_ours_is_refused(database, tmp_path, content):
    (tmp_path / "other.db").write_bytes(content)

    with pytest.raises(CommandError, match="no backup of hotpapers"):
        restored(database, "other.db")

    assert await read(database, papers.counts) == (1, 0)


async def test_a_damaged_backup_is_refused(database, tmp_path):
    await written(database, partial(papers.save, papers=[factories.paper(f"2008.{n:05}") for n in range(200)]))
    backup.backup(database, tmp_path / "large.db", untold)
    damage(tmp_path / "large.db")

    with pytest.raises((CommandError, FatalStoreError), match="take another backup"):
        restored(database, "large.db")

    assert await read(database, papers.counts) == (201, 0)


async def test_a_backup_of_a_newer_version_is_refused(database, tmp_path):
    with closing(sqlite3.connect(tmp_path / "backup.db")) as newer:
        newer.execute("insert into _sqlite_migrations values (99, 'hotpapers', 'telepathy', 'now')")
        newer.commit()

    with pytest.raises(ConfigError, match="newer hotpapers"):
        restored(database)


async def test_the_database_itself_is_no_backup_of_it(database):
    with pytest.raises(CommandError, match="the database itself"):
        restored(database, database.name)
