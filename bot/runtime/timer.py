"""Run planning when a slot is due. The timer is in memory only; the slots are in the store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

MAX_SLEEP = timedelta(minutes=1)
"""The longest time between two runs, by the monotonic clock: the machine may have slept, the clock may have been set,
or another process may have added a subscription."""


async def run_when_due(plan: Callable[[], Awaitable[datetime | None]], changed: asyncio.Event) -> None:
    """Call *plan* now, at the time that it returns, and whenever *changed* is set. Runs until cancelled."""
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
    ):  # a coroutine, because a plain function would run in a thread, where an asyncio event can't be set
        changed.set()

    scheduler.add_job(wake, DateTrigger(moment), id="wake", replace_existing=True, misfire_grace_time=None)
