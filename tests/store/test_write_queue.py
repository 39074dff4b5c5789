"""Writes that wait for each other share a commit, and only the clock can tell."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from functools import partial

import pytest

from bot.errors import CommandError, FatalStoreError, StoreError
from bot.store import Store
from bot.store.tables import installation, request_turns


@pytest.fixture
def busy(store):
    """Keep the writer busy until it is told, so that all that is written meanwhile waits."""

    async def hold():
        begun, gate = threading.Event(), threading.Event()
        held = asyncio.create_task(store.write(lambda db: begun.set() or gate.wait(10)))
        await asyncio.to_thread(begun.wait)
        return held, gate

    return hold


async def at_once(store, busy, *functions):
    """Let functions wait together, and return what each of them gives."""
    first, gate = await busy()
    calls = [asyncio.create_task(store.write(function)) for function in functions]
    await asyncio.sleep(0)
    gate.set()
    await first
    return await asyncio.gather(*calls, return_exceptions=True)


def turn(name):
    return partial(request_turns.release_turn, name=name, next_at=1.0)


async def paces(store):
    return await store.read(lambda db: {name for (name,) in db.execute("select name from paces")})


def fail(db):
    turn("never")(db)
    raise CommandError("No.")


async def test_what_waits_is_stored_by_one_commit(store, busy):
    before = await store.read(installation.read)

    await at_once(store, busy, *(turn(name) for name in "abc"))

    after = await store.read(installation.read)
    assert await paces(store) == {"a", "b", "c"}
    assert after.writes - before.writes == 1


async def test_an_error_undoes_its_own_write_alone(store, busy):
    results = await at_once(store, busy, turn("a"), fail, turn("b"))

    assert [type(each) for each in results] == [type(None), CommandError, type(None)]
    assert await paces(store) == {"a", "b"}


async def test_each_sees_what_those_before_it_wrote(store, busy):
    def count(db):
        turn(f"{len(seen)}")(db)
        seen.append(db.execute("select count(*) from paces").fetchone()[0])

    seen = []

    await at_once(store, busy, count, count, count)

    assert seen == [1, 2, 3]


async def test_if_the_transaction_is_lost_nobody_is_told_that_theirs_was_stored(store, busy):
    def lose(db):
        db.execute("rollback")  # as SQLite does itself when the disk is full
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    results = await at_once(store, busy, turn("a"), lose, turn("b"))

    assert all(isinstance(each, (StoreError, FatalStoreError)) for each in results)
    assert await paces(store) == set()


async def test_who_gives_up_waiting_writes_nothing_and_the_others_do(store, busy):
    first, gate = await busy()
    leaving, staying = (asyncio.create_task(store.write(turn(name))) for name in "ab")
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, staying)

    assert await paces(store) == {"b"}


async def test_what_waits_when_the_store_is_closed_is_stored(tmp_path):
    store = await Store.open(tmp_path / "own.db")
    calls = [asyncio.create_task(store.write(turn(name))) for name in "abcdef"]
    await asyncio.sleep(0)

    await store.close()
    await asyncio.gather(*calls)

    async with await Store.open(tmp_path / "own.db") as again:
        assert await paces(again) == set("abcdef")
