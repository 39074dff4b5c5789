"""Forgetting on the command line, for an operator whom someone writes to."""

from __future__ import annotations

import asyncio
import io

import pytest

from bot.store import Store
from bot.store.tables import reading_lists
from tests.store.test_erasure import ELSEWHERE, fill, left
from tests.store.test_people import ADA, DIRECT, ONE


@pytest.fixture
def lived_in(terminal):
    """A terminal whose database holds two people of two workspaces."""

    async def live() -> None:
        async with await Store.open(terminal.folder / "hotpapers.db") as store:
            await fill(store, ADA, DIRECT)
            await fill(store, ELSEWHERE, DIRECT)

    asyncio.run(live())
    return terminal


def saved(terminal, who) -> list[str]:
    async def read() -> list[str]:
        async with await Store.open(terminal.folder / "hotpapers.db") as store:
            return await store.read(reading_lists.saved, *who)

    return asyncio.run(read())


def test_a_person_is_erased_and_no_one_else(lived_in):
    ran = lived_in("forget", "--person", "slack:T1:U1", "--yes")

    assert (ran.code, ran.out[:26]) == (0, "Erased: subscriptions (1),")
    assert saved(lived_in, ADA) == []
    assert saved(lived_in, ELSEWHERE) == [ONE]


def test_a_workspace_is_erased_without_a_trace(lived_in):
    ran = lived_in("forget", "--workspace", "slack:T2", "--yes")

    assert ran.code == 0
    assert "saved papers (1)" in ran.out
    assert left(lived_in.folder, [b"T2"]) == set()
    assert saved(lived_in, ADA) == [ONE]


def test_nothing_is_erased_before_that_is_confirmed(lived_in, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))

    ran = lived_in("forget", "--person", "slack:T1:U1")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("Nothing erased.\n")
    assert saved(lived_in, ADA) == [ONE]


def test_of_whom_nothing_is_known_that_is_said(lived_in):
    ran = lived_in("forget", "--person", "discord:17", "--yes")

    assert (ran.code, ran.out) == (0, "No data found.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--person", "slack:T1:U1", "--workspace", "slack:T1"),
        ("--person", "slack:T1"),
        ("--person", "discord:1:2"),
        ("--person", "matrix:1"),
        ("--workspace", "discord:"),
        ("--workspace", "slack"),
        ("--workspace", "slack:T1:U1"),
        ("--workspace", "slack:T%"),
    ],
    ids=" ".join,
)
def test_a_name_that_is_none_is_a_sentence(lived_in, arguments):
    ran = lived_in("forget", *arguments, "--yes")

    assert (ran.code, ran.out) == (2, "")
    assert "slack:T0123ABCD" in ran.err or "Use either" in ran.err
