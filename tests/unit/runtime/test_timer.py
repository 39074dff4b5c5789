from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bot.runtime import timer
from tests.helpers.fake_servers.serving import PATIENCE

NINE = datetime(2026, 1, 15, 9, tzinfo=UTC)


class Passes:
    """Counts its calls, and names an instant after which it wants the next."""

    def __init__(self, *pauses):
        self.pauses = list(pauses)
        self.calls = 0
        self.called = asyncio.Event()

    async def __call__(self):
        self.calls += 1
        self.called.set()
        return now() + self.pauses.pop(0) if self.pauses else None

    async def until(self, calls):
        while self.calls < calls:
            self.called.clear()
            await self.called.wait()


def now():
    return datetime.now(UTC)


@pytest.fixture
async def running():
    tasks = []

    def run(passes, changed):
        tasks.append(asyncio.create_task(timer.run_when_due(passes, changed)))
        return tasks[-1]

    async with asyncio.timeout(PATIENCE):
        yield run
        for task in tasks:
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task


async def test_it_plans_at_once_and_again_at_the_instant_that_planning_names(running):
    passes = Passes(timedelta(milliseconds=10), timedelta(milliseconds=10))

    running(passes, asyncio.Event())

    await passes.until(3)


async def test_a_past_instant_wakes_it_at_once(running):
    passes = Passes(timedelta(hours=-1))

    running(passes, asyncio.Event())

    await passes.until(2)


async def test_a_change_wakes_it_before_the_instant(running):
    passes, changed = Passes(timedelta(hours=1)), asyncio.Event()
    running(passes, changed)
    await passes.until(1)

    changed.set()

    await passes.until(2)


async def test_it_looks_now_and_then_although_nothing_is_due(running, monkeypatch):
    monkeypatch.setattr(timer, "MAX_SLEEP", timedelta(milliseconds=10))
    passes = Passes(timedelta(hours=1), timedelta(hours=1))

    running(passes, asyncio.Event())

    await passes.until(3)


async def test_a_clock_that_is_set_back_does_not_let_it_sleep(running, monkeypatch):
    monkeypatch.setattr(timer, "MAX_SLEEP", timedelta(milliseconds=10))
    passes = Passes(timedelta(milliseconds=20), timedelta(milliseconds=20), timedelta(hours=2))

    with time_machine.travel(NINE) as clock:
        running(passes, asyncio.Event())
        await passes.until(1)
        clock.shift(timedelta(hours=-2))

        await passes.until(4)


async def test_what_planning_raises_ends_it():
    async def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await timer.run_when_due(fail, asyncio.Event())
