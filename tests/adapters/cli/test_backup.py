"""``hotpapers backup`` and ``hotpapers restore``, as typed; and beside a process that runs."""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.store.lock import exclusive_lock
from bot.store.maintenance import erasure
from tests.helpers import bot_process, factories
from tests.helpers.bot_process import said, within
from tests.helpers.fake_servers import world
from tests.helpers.fake_servers.slack import TOKEN
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, talking_slack
from tests.helpers.fake_servers.sources import sources


def test_a_backup_is_made_and_restored(filled):
    made = filled("backup", "monday.db")
    done = filled("restore", "monday.db")

    assert (made.code, made.err) == (0, "")
    assert "Backup saved: monday.db (0." in made.out or "Backup saved: monday.db (1." in made.out
    assert "Restored hotpapers.db from monday.db." in done.out
    assert "The previous database is hotpapers-replaced-20200826T120000Z.db." in done.out
    assert "Papers" in filled("status").out


def test_who_is_forgotten_again_is_counted(filled):
    filled("backup", "monday.db")
    with closing(Database(filled.folder / "monday.db")) as db:
        db["saved"].insert({"platform": "slack", "workspace": "T", "person": "U", "paper": "1", "at": "x"})
    with closing(Database(filled.folder / "hotpapers.db")) as db:
        erasure.erase_person(db, ("slack", "T", "U"), (), factories.NOON)
        db.conn.commit()

    done = filled("restore", "monday.db")

    assert "Re-applied 1 erasure request made after the backup." in done.out


def test_where_no_database_was_it_is_said_that_the_forgotten_are_not_known(filled):
    filled("backup", "monday.db")
    filled.set(HOTPAPERS_DATABASE="new.db")

    done = filled("restore", "monday.db")

    assert "erasure requests made after the backup can't be re-applied" in done.out


def test_nothing_is_restored_while_the_bot_runs_and_it_is_named(filled):
    filled("backup", "monday.db")

    with exclusive_lock(filled.folder / "hotpapers.db", "run"):
        refused = filled("restore", "monday.db")

    assert refused.code == 1
    assert "in use by hotpapers run (process " in refused.err


@pytest.mark.slow
async def test_a_backup_of_a_running_bot_that_collects_is_whole_and_can_be_restored(tmp_path):
    async with talking_slack() as workspace, sources(world.build(2000)) as served:
        tokens = {"SLACK_API_URL": workspace.url, "SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
        environment = bot_process.environment(tmp_path / "hotpapers.db", served.settings) | tokens
        async with bot_process.running(environment, world.NOW) as process:
            collected = asyncio.create_task(said(process, "arXiv:"))
            counts = []
            while not collected.done():
                copy = tmp_path / f"{len(counts)}.db"
                assert await hotpapers(environment, "backup", str(copy)) == 0
                counts.append(paper_count(copy))
            assert "1,796 papers" in await collected
    assert counts == sorted(counts)
    newest = tmp_path / f"{len(counts) - 1}.db"

    assert await hotpapers(environment, "restore", str(newest)) == 0

    assert paper_count(tmp_path / "hotpapers.db") == counts[-1]


async def hotpapers(environment: dict[str, str], *arguments: str) -> int:
    how = [sys.executable, "-m", "adapters.cli", *arguments]
    process = await asyncio.create_subprocess_exec(*how, env=environment, stdout=asyncio.subprocess.DEVNULL)
    return await within(process.wait())


def paper_count(file: Path) -> int:
    with closing(Database(file)) as db:
        db.execute("insert into papers_fts (papers_fts) values ('integrity-check')")  # index and papers are of one time
        return db.table("papers").count
