from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.models.digest import Destination, Filter
from bot.pipeline import erasure
from bot.pipeline.erasure import erase_person, erase_removed_workspaces, forget_workspace
from bot.store import Store
from bot.store.maintenance import erasure as erasing
from bot.store.tables import (
    dismissals,
    likes,
    outbox,
    posts,
    reading_lists,
    seen_events,
    stored_payloads,
    subscriptions,
    users,
    workspaces,
)
from tests.helpers import factories
from tests.store.test_people import ADA, BOB, DIRECT, KINDS, ONE, OTHER, TWO
from tests.store.test_subscriptions import MORNING, of_channel, of_person

pytestmark = pytest.mark.slow

CHANNEL = Destination("slack", "T1", "C1")
ELSEWHERE = ("slack", "T2", "U1")
MONTH = timedelta(days=30)
ALL_OF_ADA = {
    "subscriptions": 1, "saved papers": 1, "digests sent": 1, "papers shown": 1, "dismissed papers": 1,
    "direct channels": 1, "saves and reactions counted for your team": 1,
    "time zones": 1,
}  # fmt: skip


async def fill(store, who, direct):
    """Let someone have one of everything."""
    place = replace(direct, workspace=who[1])
    await store.write(subscriptions.add, replace(of_person(), destination=place, owner=who[2]), MORNING)
    await store.write(reading_lists.save_paper, *who, ONE, MORNING)
    await store.write(likes.save, replace(place, channel="C9"), who[2], ONE, MORNING)
    await store.write(dismissals.dismiss, place, TWO, MORNING)
    await store.write(stored_payloads.keep, who, {"=1": f"{who[2]} asks at length"}, MORNING)
    await store.write(users.remember_direct_channel, *who, place.channel)
    await store.write(users.remember_zone, *who, "Asia/Tokyo")
    await store.write(outbox.enqueue, factories.digest(factories.entry(id=ONE)), place, KINDS, MORNING)


def everything(path: Path) -> dict[str, list[str]]:
    """Return all rows of all tables that name workspaces or belong to one."""
    with closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute("select name from sqlite_schema where type = 'table'")]
        skipped = ("sqlite_", "papers", "erasures", "traces", "_sqlite", "installation")
        kept = [name for name in names if not name.startswith(skipped)]
        return {name: sorted(map(repr, db.execute(f"select * from {name}"))) for name in kept}  # noqa: S608 - ours


async def test_erasing_says_what_of_and_leaves_nothing(store):
    await fill(store, ADA, DIRECT)
    await store.write(subscriptions.add, of_channel(), MORNING)

    forgotten = await erase_person(store, ADA, (), MORNING)

    assert forgotten.erased == ALL_OF_ADA | {"names on channel digests": 1}
    assert forgotten.is_purged
    assert (await erase_person(store, ADA, (), MORNING)).erased == {}
    assert (await store.read(subscriptions.of_channel, CHANNEL)).owner == ""


async def test_someone_who_belongs_to_no_workspace_is_forgotten_in_all(store):
    server, other = Destination("discord", "G1", "C1"), Destination("discord", "G1", "C2")
    await store.write(subscriptions.add, of_channel(destination=server, owner="7"), MORNING)
    await store.write(subscriptions.add, of_channel(destination=other, owner="8"), MORNING)

    forgotten = await erase_person(store, ("discord", "", "7"), (), MORNING)

    assert forgotten.erased == {"names on channel digests": 1}
    assert (await store.read(subscriptions.of_channel, server)).owner == ""
    assert (await store.read(subscriptions.of_channel, other)).owner == "8"


async def test_what_someone_of_no_workspace_liked_is_forgotten_on_all_servers(store):
    for server in ("G1", "G2"):
        await store.write(likes.save, Destination("discord", server, "C1"), "7", ONE, MORNING)
        await store.write(likes.save, Destination("discord", server, "C1"), "8", ONE, MORNING)

    forgotten = await erase_person(store, ("discord", "", "7"), (), MORNING)

    assert forgotten.erased == {"saves and reactions counted for your team": 2}
    assert await store.read(likes.of_team, "discord", "G2") == {ONE: 1}


async def test_what_someone_dismissed_in_direct_messages_is_theirs(store):
    await store.write(dismissals.dismiss, DIRECT, ONE, MORNING)

    forgotten = await erase_person(store, ADA, [DIRECT.channel], MORNING)

    assert forgotten.erased == {"dismissed papers": 1}


@pytest.mark.parametrize("other", [BOB, ELSEWHERE, ("discord", "T1", "U1")], ids=":".join)
async def test_erasing_one_person_leaves_every_row_of_the_others_as_it_was(tmp_path, store, other):
    there = OTHER if other == BOB else DIRECT
    await fill(store, other, replace(there, platform=other[0]))
    await store.write(subscriptions.add, of_channel(owner="U2"), MORNING)
    before = everything(tmp_path / "hotpapers.db")

    await fill(store, ADA, DIRECT)
    await erase_person(store, ADA, (), MORNING)

    assert everything(tmp_path / "hotpapers.db") == before


async def test_a_removed_workspace_is_erased_after_a_while_and_the_others_stay(tmp_path, store):
    await fill(store, ELSEWHERE, DIRECT)
    await store.write(workspaces.removed, "slack", "T2", MORNING)
    before = everything(tmp_path / "hotpapers.db")
    await fill(store, ADA, DIRECT)
    await store.write(subscriptions.add, of_channel(), MORNING)
    await store.write(workspaces.removed, "slack", "T1", MORNING - timedelta(days=1))

    await erase_removed_workspaces(store, MONTH, MORNING + MONTH - timedelta(hours=12))

    assert everything(tmp_path / "hotpapers.db") == before


async def test_a_workspace_that_has_us_back_is_not_erased(store):
    await fill(store, ADA, DIRECT)
    await store.write(workspaces.removed, "slack", "T1", MORNING)
    await store.write(workspaces.returned, "slack", "T1")

    await erase_removed_workspaces(store, MONTH, MORNING + 2 * MONTH)

    assert await store.read(reading_lists.saved, *ADA) == [ONE]


async def test_people_of_no_workspace_cannot_be_erased_as_one(store):
    with pytest.raises(ValueError, match="no workspace"):
        await forget_workspace(store, "discord", "", MORNING)


# --- no byte is left -----------------------------------------------------------------------------------------------

NAME, WORKSPACE = "U0TELLING", "T0TELLING"
WORDS = "a very telling phrase"
TELLTALES = [word.encode() for word in (NAME, WORDS, "D0TELLING")]


async def live(store, seed, turns=600):
    """Let many people, one of them telling, come and go, so that SQLite moves rows from page to page."""
    await store.write(_live, random.Random(seed), turns)  # noqa: S311 - to have the same again


def _live(db, chance, turns):
    for turn in range(turns):
        user = chance.choice([NAME, *(f"U{number}" for number in range(40))])
        words = WORDS if user == NAME else f"words of {user}"
        there = Destination("slack", WORKSPACE, "D0TELLING" if user == NAME else f"D{user}")
        wanted = Filter(("cs",), tuple(f"{words} {number}" for number in range(chance.randrange(1, 60))))
        subscription = replace(of_person(), destination=there, owner=user, filter=wanted)
        known = subscriptions.of_owner(db, "slack", WORKSPACE, user)
        if len(known) < chance.randrange(20):
            subscriptions.add(db, subscription, MORNING)
        elif known:
            subscriptions.replace(db, chance.choice(known).number, subscription, MORNING)
        reading_lists.save_paper(db, "slack", WORKSPACE, user, f"2008.{turn:05}", MORNING)
        users.remember_direct_channel(db, "slack", WORKSPACE, user, there.channel)
        dismissals.dismiss(db, there, f"2008.{turn:05}", MORNING, "U9")
        seen_events.welcome_once(db, there, MORNING)
        digest = factories.digest(
            choices=factories.choices(words=wanted.words), date=factories.DAY + timedelta(days=turn)
        )
        outbox.enqueue(db, digest, there, KINDS, MORNING)


def left(folder: Path, telltales=TELLTALES) -> set[tuple[str, bytes]]:
    """Return which telltales stand in which file of a database."""
    return {(file.name, word) for file in folder.iterdir() for word in telltales if word in file.read_bytes()}


@pytest.mark.parametrize("seed", [12, 15, 23, 24])  # each leaves traces of deleted rows behind
async def test_no_byte_of_a_person_is_left_in_the_file_next_to_it_or_in_a_later_backup(tmp_path, store, seed):
    await live(store, seed)
    assert left(tmp_path)

    forgotten = await erase_person(store, ("slack", WORKSPACE, NAME), (), MORNING)

    assert forgotten.is_purged
    with closing(sqlite3.connect(tmp_path / "hotpapers.db")) as db, closing(sqlite3.connect(tmp_path / "b")) as backup:
        db.backup(backup)
        db.execute("vacuum into ?", [str(tmp_path / "c")])
    assert left(tmp_path) == set()


async def test_no_byte_of_a_workspace_is_left(tmp_path, store):
    await live(store, 5)

    await forget_workspace(store, "slack", WORKSPACE, MORNING)

    assert left(tmp_path, [*TELLTALES, WORKSPACE.encode(), b"words of", b"D0T", b"DU1"]) == set()


async def test_what_stays_is_whole_after_the_traces_were_removed(tmp_path, store):
    await live(store, 6)
    before = everything(tmp_path / "hotpapers.db")

    await store.write_without_foreign_keys(erasing.rebuild_tables)

    assert everything(tmp_path / "hotpapers.db") == before
    with closing(sqlite3.connect(tmp_path / "hotpapers.db")) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert db.execute("pragma foreign_key_check").fetchall() == []


async def test_while_someone_reads_the_old_rows_their_traces_stay_and_go_the_next_time(tmp_path, store, monkeypatch):
    monkeypatch.setattr(erasure, "PURGE_DELAY", 0)
    await live(store, 7)
    with closing(sqlite3.connect(tmp_path / "hotpapers.db", isolation_level=None)) as reader:
        reader.execute("begin")
        reader.execute("select * from saved").fetchone()

        meanwhile = await erase_person(store, ("slack", WORKSPACE, NAME), (), MORNING)

    assert not meanwhile.is_purged
    assert left(tmp_path)
    await erase_removed_workspaces(store, MONTH, MORNING)
    assert left(tmp_path) == set()


async def test_after_a_crash_between_rows_and_traces_the_traces_go_too(tmp_path, store):
    await live(store, 8)
    await store.write(erasing.erase_person, ("slack", WORKSPACE, NAME), (), MORNING)
    await store.close()

    async with await Store.open(tmp_path / "hotpapers.db") as reopened:
        await erase_removed_workspaces(reopened, MONTH, MORNING)
        assert await reopened.read(erasing.unfinished) == 0

    assert left(tmp_path) == set()


async def test_a_post_that_is_erased_while_it_is_sent_is_settled_into_nothing(store):
    await store.write(users.remember_direct_channel, *ADA, DIRECT.channel)
    delivery = await store.write(outbox.enqueue, factories.digest(), DIRECT, KINDS, MORNING)
    queued = await store.read(posts.next_post, delivery)
    await erase_person(store, ADA, (), MORNING)

    await store.write(posts.mark_done, queued.post, "m1", MORNING)

    assert await store.read(posts.next_post, delivery) is None
