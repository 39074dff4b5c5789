"""Deliver outbox entries concurrently: FIFO per destination, round robin across workspaces."""

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

MAX_WORKERS = 128  # deliveries per platform at once: Discord accepts 50 posts a second, a response may take a second
POLL_INTERVAL = timedelta(seconds=30)  # between two polls of the outbox without a wake-up
BUSY_POLL_INTERVAL = timedelta(seconds=2)  # the same while a worker is busy, because its delivery may need a retry
RETRY_AFTER_BUG = timedelta(hours=1)
"""Delay of a delivery that raised an unexpected error. A new version may fix it."""


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Delivers the waiting outbox entries on all connected platforms."""

    store: Store
    platforms: Mapping[str, Platform]
    clock: Callable[[], datetime]
    wake_event: asyncio.Event
    terms: DeliveryPolicy = DEFAULT_POLICY

    async def run(self) -> None:
        """Deliver when *wake_event* is set or a delivery is due. Runs until cancelled."""
        pools = self._worker_pools()
        async with asyncio.TaskGroup() as group:
            while True:
                self.wake_event.clear()
                await self._poll(pools, group)
                next_try = await self._next_try()
                interval = BUSY_POLL_INTERVAL if any(pool.is_busy for pool in pools.values()) else POLL_INTERVAL
                wait = min(next_try - self.clock(), interval) if next_try else interval
                await self._sleep(max(wait.total_seconds(), 0.1))

    async def run_once(self) -> datetime | None:
        """Deliver what is due now. Return when the next delivery is due."""
        async with asyncio.TaskGroup() as group:
            await self._poll(self._worker_pools(), group)
        return await self._next_try()

    def _worker_pools(self) -> dict[str, WorkerPool]:
        return {
            name: WorkerPool(partial(self._deliver, platform), self.wake_event)
            for name, platform in self.platforms.items()
        }

    async def _deliver(self, platform: Platform, number: int) -> None:
        """Deliver one entry. An unexpected error is logged and stored with the delivery, and the others go on."""
        try:
            await deliver(self.store, platform, number, self.clock, self.terms)
        except HotPapersError:
            raise
        except Exception:  # a bug in one digest must not stop the others
            log.exception("delivery failed: delivery=%d", number)
            now = self.clock()
            await self.store.write(posts.defer_delivery, number, now + RETRY_AFTER_BUG, wording.FAILED_DELIVERY, now)

    async def _poll(self, pools: Mapping[str, WorkerPool], group: asyncio.TaskGroup) -> None:
        waiting = await self.store.read(outbox.ready_deliveries, self.clock())
        for name, pool in pools.items():
            pool.submit((each for each in waiting if each.destination.platform == name), group)

    async def _next_try(self) -> datetime | None:
        return await self.store.read(outbox.next_attempt_at, list(self.platforms))

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.wake_event.wait()
        except TimeoutError:
            return


class DeliveryQueue:
    """Waiting deliveries: round robin across workspaces, one at a time per destination.

    On platforms without workspaces, each channel counts as one.
    """

    def __init__(self) -> None:
        self._ready: RoundRobinQueue[str, PendingDelivery] = RoundRobinQueue()
        self._blocked: dict[Destination, deque[PendingDelivery]] = {}  # by an earlier one that is ready or running
        self._queued_ids: set[int] = set()

    def __len__(self) -> int:
        return len(self._ready)

    def add(self, waiting: PendingDelivery) -> None:
        """Queue a delivery that isn't queued or running yet."""
        if waiting.number in self._queued_ids:
            return
        self._queued_ids.add(waiting.number)
        if waiting.destination in self._blocked:
            self._blocked[waiting.destination].append(waiting)
        else:
            self._blocked[waiting.destination] = deque()
            self._enqueue_ready(waiting)

    def pop(self) -> PendingDelivery:
        """Remove and return the next delivery. Its destination stays blocked until `done`."""
        return self._ready.pop()

    def done(self, waiting: PendingDelivery) -> None:
        """Unblock the next delivery to the same destination."""
        self._queued_ids.discard(waiting.number)
        blocked = self._blocked[waiting.destination]
        if blocked:
            self._enqueue_ready(blocked.popleft())
        else:
            del self._blocked[waiting.destination]

    def _enqueue_ready(self, waiting: PendingDelivery) -> None:
        self._ready.add(waiting.destination.workspace or waiting.destination.channel, waiting)


class WorkerPool:
    """A pool of workers for one platform. Sets *idle* when the last worker exits."""

    def __init__(self, deliver: Callable[[int], Awaitable[None]], idle: asyncio.Event) -> None:
        self._deliver = deliver
        self._idle_event = idle
        self._queue = DeliveryQueue()
        self._workers = 0

    @property
    def is_busy(self) -> bool:
        """Whether a worker is running."""
        return self._workers > 0

    def submit(self, waiting: Iterable[PendingDelivery], group: asyncio.TaskGroup) -> None:
        """Queue deliveries and start as many workers as needed, at most MAX_WORKERS."""
        for each in waiting:
            self._queue.add(each)
        for _ in range(min(MAX_WORKERS - self._workers, len(self._queue))):
            self._workers += 1
            group.create_task(self._run_worker())

    async def _run_worker(self) -> None:
        while self._queue:
            waiting = self._queue.pop()
            await self._deliver(waiting.number)
            self._queue.done(waiting)
        self._workers -= 1
        if not self._workers:
            self._idle_event.set()
