"""What runs all the time: when each source is asked, and a supervisor that keeps parts alive."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from bot import calendar
from bot.calendar import Holidays

log = logging.getLogger(__name__)

Part = Callable[[], Awaitable[None]]

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a part that ended is started again; doubled each time
STEADY = 300.0  # seconds after which a part counts as well again
STOPPING = 12.0  # seconds that parts have to end in

PAUSES = {"arxiv": timedelta(minutes=30), "x": timedelta(hours=6)}
USUAL_PAUSE = timedelta(hours=1)
"""How long a source is left alone after it was asked; what X is asked has to be paid for."""
FEEDS_ARE_NEW = time(0, 15, tzinfo=calendar.NEW_YORK)  # made at midnight: https://info.arxiv.org/help/rss.html


@dataclass
class Health:
    """How the parts do, for ``/healthz``: what went wrong with each that is not running now."""

    troubles: dict[str, str] = field(default_factory=dict)
    ready: bool = False


async def supervise(parts: Mapping[str, Part], health: Health, stop: asyncio.Event) -> None:
    """Run all parts until *stop*, and start again each that ends; at the end, cancel them and wait for them a while."""
    tasks = [asyncio.create_task(_keep_alive(name, part, health), name=name) for name, part in parts.items()]
    health.ready = True
    await stop.wait()
    health.ready = False
    for task in tasks:
        task.cancel()
    _, late = await asyncio.wait(tasks, timeout=STOPPING)
    for task in late:
        log.error("part does not stop: name=%s", task.get_name())


def is_due(name: str, answered: datetime | None, tried: datetime | None, news: datetime, now: datetime) -> bool:
    """Say whether a source is to be asked again. Pure.

    *answered* and *tried* are when it last did and was; *news* is when arXiv last had something new to tell: it is
    asked until it has told that, the others at their usual pace. What failed has the same pause as what did not.
    """
    pause = PAUSES.get(name, USUAL_PAUSE)
    if tried is not None and now - tried < pause:
        return False
    if name == "arxiv":
        return answered is None or answered < news
    return answered is None or now - answered >= pause


def arxiv_news(now: datetime, holidays: Holidays) -> datetime:
    """Return when arXiv last had news at *now*: its newest listing was mailed, or its feeds were made anew."""
    newest = calendar.current(now, holidays)
    feeds = datetime.combine(newest, FEEDS_ARE_NEW)
    return (feeds if feeds <= now else calendar.mailing(newest)).astimezone(UTC)


async def _keep_alive(name: str, part: Part, health: Health) -> None:
    pause = FIRST_PAUSE
    while True:
        started = asyncio.get_running_loop().time()
        task = asyncio.ensure_future(part())
        try:
            await asyncio.wait([task])
        finally:
            await _end(task)
        health.troubles[name] = _trouble(name, task)
        steady = asyncio.get_running_loop().time() - started > STEADY
        pause = FIRST_PAUSE if steady else min(pause * 2, LONGEST_PAUSE)
        await asyncio.sleep(pause)
        health.troubles.pop(name)


async def _end(task: asyncio.Future[None]) -> None:
    """Cancel a part that still runs and wait until it has cleaned up."""
    if not task.done():
        task.cancel()
        await asyncio.wait([task])


def _trouble(name: str, task: asyncio.Future[None]) -> str:
    """Log why a part ended, whole, and say it in a line."""
    error = None if task.cancelled() else task.exception()
    log.error("part ended and is started again: name=%s", name, exc_info=error)
    return repr(error) if error else "it ended"
