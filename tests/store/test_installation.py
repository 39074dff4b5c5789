"""A database that lost changes is refused, and one that is deleted or replaced while it is open is noticed."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import FatalStoreError
from bot.models.digest import Destination
from bot.models.post import PostKind, PostState
from bot.pipeline import deliver
from bot.runtime.supervisor import Health
from bot.store import Store
from bot.store.maintenance import backup, restore
from bot.store.tables import installation, outbox, papers
from tests.helpers import factories
from tests.helpers.fakes import FakePlatform
from tests.store.test_backup import untold

GENERAL = Destination("slack", "T1", "C1")
FIRST = Path(__file__).parents[1] / "data" / "first-schema.sql"


@pytest.fixture
def database(tmp_path) -> Path:
    return tmp_path / "hotpapers.db"


async def save(database: Path, *ids: str) -> None:
    async with await Store.open(database) as store:
        for id in ids:
            await store.write(papers.save, [factories.paper(id)])


async def known(database: Path) -> installation.Installation:
    async with await Store.open(database) as store:
        return await store.read(installation.read)


def copied(database: Path, name: str) -> Path:
    """Copy a database that is not open, as `cp` does."""
    return Path(shutil.copy(database, database.with_name(name)))


async def test_an_installation_keeps_its_id_and_another_has_another(database, tmp_path):
    await save(database, "2008.00001")
    first = await known(database)

    await save(database, "2008.00002")

    assert (await known(database)).id == first.id
    assert (await known(tmp_path / "other.db")).id != first.id


async def test_a_new_database_in_place_of_one_that_is_missing_is_the_same_installation(database):
    await save(database, "2008.00001")
    first = await known(database)
    database.unlink()

    second = await known(database)

    assert second.id == first.id
    assert first.is_behind(second)


async def test_the_missing_database_that_comes_back_is_looked_through_before_it_is_used(database):
    await save(database, "2008.00001")
    missing = database.rename(database.with_name("missing.db"))
    await save(database, "2008.00002")
    missing.replace(database)

    with pytest.raises(FatalStoreError, match="hotpapers restore"):
        await Store.open(database)


async def test_an_old_database_is_given_an_id_and_a_companion(database):
    with closing(sqlite3.connect(database)) as db:
        db.executescript(FIRST.read_text(encoding="utf-8"))

    given = await known(database)

    assert len(given.id) == 32
    assert installation.read_companion(database) == given == await known(database)


@pytest.mark.parametrize("found", [None, b"", b"\xff\xfe", b"one two three", b"too few"])
async def test_a_companion_that_is_missing_or_cannot_be_read_is_made_again(database, found):
    await save(database, "2008.00001")
    before = await known(database)
    installation.companion_path(database).unlink()
    if found is not None:
        installation.companion_path(database).write_bytes(found)

    assert await known(database) == before == installation.read_companion(database)


async def test_a_copied_file_alone_opens_elsewhere(database, tmp_path):
    await save(database, "2008.00001", "2008.00002")
    (tmp_path / "elsewhere").mkdir()

    copy = Path(shutil.copy(database, tmp_path / "elsewhere"))

    assert (await known(copy)).writes == 2


async def test_an_older_copy_in_its_place_is_refused_with_what_to_do(database):
    await save(database, "2008.00001")
    older = copied(database, "older.db")
    await save(database, "2008.00002", "2008.00003")
    older.replace(database)

    with pytest.raises(
        FatalStoreError, match=r"lost its newest 2 changes.*hotpapers restore .*hotpapers\.db"
    ) as refused:
        await Store.open(database)

    assert "-wal" in str(refused.value)


async def test_a_lost_log_is_refused_and_with_it_the_database_opens(database):
    async with await Store.open(database) as store:
        await store.write(papers.save, [factories.paper("2008.00001")])
        await store.truncate_wal()
        await store.write(papers.save, [factories.paper("2008.00002")])
        killed = [copied(file, f"killed-{file.name}") for file in database.parent.glob("*.db*")]
    for file in killed:
        file.replace(database.with_name(file.name.removeprefix("killed-")))
    log = database.with_name("hotpapers.db-wal").rename(database.with_name("lost"))

    with pytest.raises(FatalStoreError, match="lost its newest 1 changes"):
        await Store.open(database)
    for file in database.parent.glob("hotpapers.db-*"):
        file.unlink()
    log.rename(database.with_name("hotpapers.db-wal"))

    assert (await known(database)).writes == 2


async def test_a_crash_between_the_two_writes_locks_nobody_out(database):
    await save(database, "2008.00001")
    line = installation.companion_path(database).read_bytes()
    await save(database, "2008.00002")
    installation.companion_path(database).write_bytes(line)

    await save(database, "2008.00003")

    assert (await known(database)).writes == installation.read_companion(database).writes == 3


async def test_another_process_that_writes_meanwhile_disturbs_nobody(database):
    async with await Store.open(database) as one, await Store.open(database) as two:
        for turn in range(4):
            await (one, two)[turn % 2].write(papers.save, [factories.paper(f"2008.0000{turn}")])

    assert (await known(database)).writes == 4


async def test_what_changes_nothing_is_not_counted(database):
    async with await Store.open(database) as store:
        await store.write(papers.save, [factories.paper("2008.00001")])
        await store.write(papers.counts)
        await store.read(papers.counts)

    assert (await known(database)).writes == 1


async def test_a_backup_is_older_on_purpose_and_opens_after_it_is_restored(database):
    await save(database, "2008.00001")
    before = await known(database)
    backup.backup(database, database.with_name("backup.db"), untold)
    await save(database, "2008.00002", "2008.00003")

    restore.restore(database, database.with_name("backup.db"), factories.NOON, untold)

    after = await known(database)
    assert after.id == before.id
    assert after == installation.read_companion(database)
    assert after.writes > 3


async def test_a_crash_after_a_restored_backup_has_its_name_locks_nobody_out(database, monkeypatch):
    await save(database, "2008.00001")
    backup.backup(database, database.with_name("backup.db"), untold)
    await save(database, "2008.00002")
    monkeypatch.setattr("bot.store.maintenance.restore.installation.write_companion", lambda *_: None)

    restore.restore(database, database.with_name("backup.db"), factories.NOON, untold)

    assert (await known(database)).writes > 2


async def test_a_backup_of_before_there_were_ids_takes_that_of_the_database(database, tmp_path):
    await save(database, "2008.00001")
    before = await known(database)
    with closing(sqlite3.connect(tmp_path / "first.db")) as db:
        db.executescript(FIRST.read_text(encoding="utf-8"))

    restore.restore(database, tmp_path / "first.db", factories.NOON, untold)

    assert (await known(database)).id == before.id


async def test_a_database_that_lost_changes_may_be_restored_from_itself_and_looks_for_what_waits(database):
    kinds = (PostKind.PARENT,)
    async with await Store.open(database) as store:
        await store.write(outbox.enqueue, factories.digest(), GENERAL, kinds, factories.NOON)
    older = copied(database, "older.db")
    await save(database, "2008.00001")
    older.replace(database)

    restore.restore(database, database, factories.NOON + timedelta(days=1), untold)

    async with await Store.open(database) as store:
        assert await store.read(outbox.count_by_state) == {PostState.UNKNOWN: 1}


def delete(database: Path) -> None:
    database.unlink()


def delete_all(database: Path) -> None:
    for file in database.parent.glob("hotpapers.db*"):
        file.unlink()


def lose_the_log(database: Path) -> None:
    database.with_name("hotpapers.db-wal").unlink()


def replace(database: Path) -> None:
    database.with_name("older.db").replace(database)


def write_over(database: Path) -> None:
    shutil.copy(database.with_name("older.db"), database)


def write_something_else_over(database: Path) -> None:
    shutil.copy(database.with_name("other.db"), database)


def put_back(database: Path) -> None:
    """Do what ``.restore`` of SQLite's shell does: an older state by way of a transaction."""
    with closing(sqlite3.connect(database.with_name("older.db"))) as older, closing(sqlite3.connect(database)) as now:
        older.backup(now)


WAYS = [delete, delete_all, lose_the_log, replace, write_over, write_something_else_over, put_back]


@pytest.mark.parametrize("change", WAYS, ids=lambda way: way.__name__)
async def test_no_message_goes_once_the_database_is_deleted_or_replaced(database, change):
    platform = FakePlatform()
    await save(database, "2008.00001")
    await save(database.with_name("other.db"), "2008.00001")
    async with await Store.open(database) as store:
        await store.write(outbox.enqueue, factories.digest(), GENERAL, (PostKind.PARENT,), factories.NOON)
        await store.truncate_wal()
        copied(database, "older.db")
        number = await store.write(outbox.enqueue, factories.digest(), GENERAL, (PostKind.PARENT,), factories.NOON)
        await store.truncate_wal()
        await store.write(papers.save, [factories.paper("2008.00002")])
        change(database)

        with suppress(FatalStoreError):
            await deliver(store, platform, number, lambda: factories.NOON)
        with pytest.raises(FatalStoreError, match=r"hotpapers\.db"):
            await store.look()

        assert platform.sends == 0
        assert store.failed.done()


async def test_health_is_bad_as_soon_as_the_database_is_gone(database):
    async with await Store.open(database) as store:
        await store.write(papers.save, [factories.paper("2008.00001")])
        health = Health(looks={"database": store.trouble})
        assert health.problems() == {}

        delete(database)

        assert "was deleted" in health.problems()["database"]


async def test_a_database_that_is_only_written_to_is_still_the_same(database):
    async with await Store.open(database) as store, await Store.open(database) as other:
        for turn in range(3):
            await other.write(papers.save, [factories.paper(f"2008.0000{turn}")])
            await other.truncate_wal()
            await store.look()

        assert await store.read(papers.counts) == (3, 0)


async def test_a_backup_made_meanwhile_is_no_replacement(database):
    await save(database, "2008.00001")
    async with await Store.open(database) as store:
        backup.backup(database, database.with_name("backup.db"), untold)

        await store.write(papers.save, [factories.paper("2008.00002")])
        await store.look()


async def test_closing_leaves_the_log_of_the_database_in_its_place_alone(database):
    await save(database, "2008.00001")
    await save(database.with_name("other.db"), "2008.00002")
    store = await Store.open(database)
    await store.write(papers.save, [factories.paper("2008.00003")])
    for end in ("", "-wal"):
        database.with_name(f"hotpapers.db{end}").unlink()
    other = await Store.open(database)
    await other.write(papers.save, [factories.paper("2008.00004")])

    await store.close()
    await other.close()

    async with await Store.open(database) as again:
        assert await again.read(papers.of_ids, ["2008.00003", "2008.00004"]) == [factories.paper("2008.00004")]
