"""Who delivers: many at once, one after the other to each destination, and to each workspace in turn."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot import wording
from bot.errors import HotPapersError
from bot.limits.fair_queue import RoundRobinQueue
from bot.models.digest import Destination
from bot.pipeline import DeliveryPolicy, deliver
from bot.pipeline.delivery import DEFAULT_POLICY
from bot.platforms import Platform
from bot.store import Store
from bot.store.tables import outbox, posts
from bot.store.tables.outbox import PendingDelivery

log = logging.getLogger(__name__)

MAX_WORKERS = 128  # deliveries on their way on one platform: Discord takes 50 a second, and an answer may take one
POLL_INTERVAL = timedelta(seconds=30)  # between two looks into the outbox when nothing wakes us
BUSY_POLL_INTERVAL = timedelta(
    seconds=2
)  # the same while something is on its way, which may come back to be tried again
RETRY_AFTER_BUG = timedelta(hours=1)
"""How long a delivery that met a bug of ours waits: a new version may mend it."""


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Delivers whatever waits in the outbox, on all platforms that are connected."""

    store: Store
    platforms: Mapping[str, Platform]
    clock: Callable[[], datetime]
    wake_event: asyncio.Event
    terms: DeliveryPolicy = DEFAULT_POLICY

    async def run(self) -> None:
        """Deliver whenever *wake* is set or the time of something has come; until cancelled."""
        counters = self._counters()
        async with asyncio.TaskGroup() as group:
            while True:
                self.wake_event.clear()
                await self._look(counters, group)
                next_try = await self._next_try()
                look = BUSY_POLL_INTERVAL if any(counter.is_busy for counter in counters.values()) else POLL_INTERVAL
                wait = min(next_try - self.clock(), look) if next_try else look
                await self._sleep(max(wait.total_seconds(), 0.1))

    async def run_once(self) -> datetime | None:
        """Deliver once what waits now; return when the next is due."""
        async with asyncio.TaskGroup() as group:
            await self._look(self._counters(), group)
        return await self._next_try()

    def _counters(self) -> dict[str, WorkerPool]:
        return {
            name: WorkerPool(partial(self._deliver, platform), self.wake_event)
            for name, platform in self.platforms.items()
        }

    async def _deliver(self, platform: Platform, number: int) -> None:
        """Deliver. A bug that one digest meets keeps no other from its place: it is logged, and the digest says so."""
        try:
            await deliver(self.store, platform, number, self.clock, self.terms)
        except HotPapersError:
            raise
        except Exception:  # as in planning: whatever it is, it is no reason why nobody else gets a digest
            log.exception("delivery failed: delivery=%d", number)
            now = self.clock()
            await self.store.write(posts.defer_delivery, number, now + RETRY_AFTER_BUG, wording.FAILED_DELIVERY, now)

    async def _look(self, counters: Mapping[str, WorkerPool], group: asyncio.TaskGroup) -> None:
        waiting = await self.store.read(outbox.ready_deliveries, self.clock())
        for name, counter in counters.items():
            counter.submit((each for each in waiting if each.destination.platform == name), group)

    async def _next_try(self) -> datetime | None:
        return await self.store.read(outbox.next_attempt_at, list(self.platforms))

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.wake_event.wait()
        except TimeoutError:
            return


class DeliveryQueue:
    """Deliveries that wait: one of each workspace in turn, and of each destination one at a time.

    Where there are no workspaces, each channel is one.
    """

    def __init__(self) -> None:
        self._ready: RoundRobinQueue[str, PendingDelivery] = RoundRobinQueue()
        self._blocked: dict[Destination, deque[PendingDelivery]] = {}  # an earlier one, which is ready or on its way
        self._queued_ids: set[int] = set()

    def __len__(self) -> int:
        return len(self._ready)

    def add(self, waiting: PendingDelivery) -> None:
        """Queue a delivery, unless it is here already."""
        if waiting.number in self._queued_ids:
            return
        self._queued_ids.add(waiting.number)
        if waiting.destination in self._blocked:
            self._blocked[waiting.destination].append(waiting)
        else:
            self._blocked[waiting.destination] = deque()
            self._enqueue_ready(waiting)

    def pop(self) -> PendingDelivery:
        """Take the next, until it is `done`."""
        return self._ready.pop()

    def done(self, waiting: PendingDelivery) -> None:
        """Let the next for the same destination go."""
        self._queued_ids.discard(waiting.number)
        behind = self._blocked[waiting.destination]
        if behind:
            self._enqueue_ready(behind.popleft())
        else:
            del self._blocked[waiting.destination]

    def _enqueue_ready(self, waiting: PendingDelivery) -> None:
        self._ready.add(waiting.destination.workspace or waiting.destination.channel, waiting)


class WorkerPool:
    """A platform's line, and those who work on it. *idle* is set when all have gone home."""

    def __init__(self, deliver: Callable[[int], Awaitable[None]], idle: asyncio.Event) -> None:
        self._deliver = deliver
        self._idle_event = idle
        self._line = DeliveryQueue()
        self._workers = 0

    @property
    def is_busy(self) -> bool:
        """Whether anything is on its way."""
        return self._workers > 0

    def submit(self, waiting: Iterable[PendingDelivery], group: asyncio.TaskGroup) -> None:
        """Put what waits into the line, and start as many workers as there is work for."""
        for each in waiting:
            self._line.add(each)
        for _ in range(min(MAX_WORKERS - self._workers, len(self._line))):
            self._workers += 1
            group.create_task(self._run_worker())

    async def _run_worker(self) -> None:
        while self._line:
            waiting = self._line.pop()
            await self._deliver(waiting.number)
            self._line.done(waiting)
        self._workers -= 1
        if not self._workers:
            self._idle_event.set()
