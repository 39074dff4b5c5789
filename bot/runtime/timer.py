"""The clock that wakes planning: one job in memory, set anew after each pass. What is due stands in the store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

MAX_SLEEP = timedelta(minutes=1)
"""A machine may sleep, a clock may be set, another process may subscribe: we look at least this often, by a clock that
nobody sets."""


async def run_when_due(plan: Callable[[], Awaitable[datetime | None]], changed: asyncio.Event) -> None:
    """Call *plan* now, at the instant that it returns, and whenever *changed* is set; until cancelled."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.start()
    try:
        while True:
            changed.clear()
            next_at = await plan()
            if next_at:
                _schedule_wakeup(scheduler, changed, next_at)
            with suppress(TimeoutError):
                async with asyncio.timeout(MAX_SLEEP.total_seconds()):
                    await changed.wait()
    finally:
        scheduler.shutdown(wait=False)


def _schedule_wakeup(scheduler: AsyncIOScheduler, changed: asyncio.Event, moment: datetime) -> None:
    async def wake() -> (
        None
    ):  # a coroutine runs on the loop; a function would run in a thread, where no event may be set
        changed.set()

    scheduler.add_job(wake, DateTrigger(moment), id="wake", replace_existing=True, misfire_grace_time=None)
