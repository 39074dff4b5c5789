"""Backups: whole, private, and never over something else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import CommandError, FatalStoreError
from bot.store import Store
from bot.store.maintenance import backup
from bot.store.tables import papers
from tests.helpers import factories


def untold(done: int, total: int) -> None:
    """No one looks."""


@pytest.fixture
async def database(tmp_path, store) -> Path:
    await store.write(papers.save, [factories.paper()])
    return tmp_path / "hotpapers.db"


def kept(file: Path) -> int:
    with closing(sqlite3.connect(file)) as db:
        return int(db.execute("select count(*) from papers").fetchone()[0])


async def test_a_backup_holds_what_is_only_in_the_journal_yet_and_is_one_file(database, tmp_path):
    assert (tmp_path / "hotpapers.db-wal").stat().st_size

    backup.backup(database, tmp_path / "copy.db", untold)

    assert kept(tmp_path / "copy.db") == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".", "copy"))] == ["copy.db"]


async def test_a_backup_shows_one_instant_however_much_is_written_meanwhile(database, store, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "PAGES", 5)
    writer = sqlite3.connect(database, isolation_level=None)

    def write(done: int, total: int) -> None:
        writer.execute("insert into looks (source, at) values ('x', ?)", [str(done)])
        told.append((done, total))

    told: list[tuple[int, int]] = []
    backup.backup(database, tmp_path / "copy.db", write)
    writer.close()

    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("select count(*) from looks").fetchone() == (0,)
    assert len(told) > 3
    assert told[-1][0] == told[-1][1]


async def test_no_one_else_may_read_a_backup_at_any_moment(database, tmp_path):
    def look(*_: int) -> None:
        (folder,) = tmp_path.glob(".copy.db-*")
        seen.update({path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())})

    seen: set[int] = set()
    backup.backup(database, tmp_path / "copy.db", look)

    assert seen == {0}
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


async def test_a_file_that_is_there_is_replaced_only_if_that_is_wanted(database, tmp_path):
    file = tmp_path / "copy.db"
    file.write_text("mine")

    with pytest.raises(CommandError, match="is there already"):
        backup.backup(database, file, untold)
    assert file.read_text() == "mine"
    backup.backup(database, file, untold, force=True)

    assert kept(file) == 1


async def test_the_database_itself_is_never_written_over(database, tmp_path):
    (tmp_path / "other-name.db").symlink_to(database)

    for file in (database, tmp_path / "other-name.db"):
        with pytest.raises(CommandError, match="the database itself"):
            backup.backup(database, file, untold, force=True)


async def test_a_database_that_is_not_there_is_no_empty_backup(tmp_path):
    with pytest.raises(CommandError, match="no database at"):
        backup.backup(tmp_path / "nowhere.db", tmp_path / "copy.db", untold)

    assert list(tmp_path.iterdir()) == []


async def test_of_a_damaged_database_no_backup_is_made(tmp_path):
    async with await Store.open(tmp_path / "hotpapers.db") as store:
        await store.write(papers.save, [factories.paper(f"2008.{n:05}") for n in range(200)])
    damage(tmp_path / "hotpapers.db")

    with pytest.raises(FatalStoreError, match="damaged"):
        backup.backup(tmp_path / "hotpapers.db", tmp_path / "copy.db", untold)

    assert not (tmp_path / "copy.db").exists()


def damage(file: Path) -> None:
    """Overwrite the middle half of a database."""
    body = bytearray(file.read_bytes())
    quarter = len(body) // 4
    body[quarter : 3 * quarter] = b"\xaa" * (2 * quarter)
    file.write_bytes(body)


async def test_a_folder_that_is_not_there_is_named(database, tmp_path):
    with pytest.raises(CommandError, match=r"nowhere/copy\.db cannot be written"):
        backup.backup(database, tmp_path / "nowhere" / "copy.db", untold)


async def test_what_a_killed_backup_left_goes_with_the_next(database, tmp_path):
    left = tmp_path / ".copy.db-left"
    left.mkdir()

    backup.backup(database, tmp_path / "copy.db", lambda *_: None)

    assert not left.exists()
