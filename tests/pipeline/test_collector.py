"""Turns at arXiv, which all processes of an operator share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.arxiv.calendar import Holidays
from bot.errors import ServiceBusy, SourceError
from bot.http.client import TOTAL_TIMEOUT
from bot.pipeline import arxiv_throttle, collect
from bot.sources import FetchRequest, FetchResult
from bot.store import Store
from bot.store.tables import papers
from tests.helpers import factories


@pytest.fixture(autouse=True)
def _quick_clock(monkeypatch, time_machine):
    """Waiting takes no time, but the clock believes it."""
    time_machine.move_to(factories.NOON, tick=False)

    async def nap(seconds: float) -> None:
        time_machine.shift(seconds)

    monkeypatch.setattr(asyncio, "sleep", nap)


@pytest.fixture
async def other(store, tmp_path) -> AsyncIterator[Store]:
    """Another process on the same file."""
    async with await Store.open(tmp_path / "hotpapers.db") as opened:
        yield opened


def passed() -> float:
    return time.time() - factories.NOON.timestamp()


async def busy(store: Store, wait: timedelta | None) -> None:
    with pytest.raises(ServiceBusy):
        async with arxiv_throttle(store, 3)():
            raise ServiceBusy("HTTP 429", wait)


async def test_turns_are_as_far_apart_as_arxiv_wants_over_all_processes(store, other):
    async with arxiv_throttle(store, 3)():
        await asyncio.sleep(2)
    async with arxiv_throttle(other, 3)():
        pass

    assert passed() == pytest.approx(5)


async def test_a_turn_that_a_crash_left_behind_comes_to_an_end(store, other):
    left_behind = arxiv_throttle(store, 3)()
    await left_behind.__aenter__()

    async with arxiv_throttle(other, 3)():
        pass

    assert passed() == pytest.approx(TOTAL_TIMEOUT + 3)
    await left_behind.__aexit__(None, None, None)


@pytest.mark.parametrize(("wait", "next_at"), [(None, 3), (timedelta(seconds=1), 3), (timedelta(seconds=20), 20)])
async def test_all_processes_wait_for_as_long_as_arxiv_wants(store, other, wait, next_at):
    await busy(store, wait)

    async with arxiv_throttle(other, 3)():
        pass

    assert passed() == pytest.approx(next_at)


@pytest.mark.parametrize(
    ("wait", "until"), [(timedelta(minutes=15), "12:15:00"), (timedelta(days=1), "13:00:00")], ids=str
)
async def test_arxiv_is_not_asked_by_anyone_while_it_wants_to_be_left_alone(store, other, wait, until):
    await busy(store, wait)

    for process in (store, other):
        with pytest.raises(SourceError, match=f"not to be asked again before 2020-08-25 {until} UTC"):
            async with arxiv_throttle(process, 3)():
                pytest.fail("asked")
    await asyncio.sleep(wait.total_seconds())
    async with arxiv_throttle(other, 3)():
        pass


async def test_announcements_of_days_to_come_are_left_out_and_noted(store):
    ask = FetchRequest(factories.NOON, (factories.DAY,), factories.DAY, ("cs",), Holidays(frozenset(), ()))
    dates = {"2008.00001": factories.DAY, "2008.00002": factories.DAY + timedelta(days=1)}

    class Odd:
        async def fetch(self, web, ask):
            works = tuple(factories.paper(id) for id in dates)
            return FetchResult(works, tuple(factories.announcement(id, day) for id, day in dates.items()))

    told = []
    await collect(store, None, {"arxiv": Odd()}, ask, told.append)

    assert await store.read(papers.listing_dates, factories.DAY + timedelta(days=9), 9) == [factories.DAY]
    assert "announced for days to come: 1" in told[-1]
