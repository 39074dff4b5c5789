"""Limit the rate of requests: a sliding window, and a limiter for each key that serves its waiters fairly."""

from __future__ import annotations

import asyncio
import math
from bisect import bisect_right, insort
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

from bot.errors import DeliveryPostponed
from bot.limits.fair_queue import RoundRobinQueue

Seconds = float
K = TypeVar("K", bound=Hashable)
L = TypeVar("L", bound="RateLimiter")

MAX_WAIT = 10.0  # seconds that a request may wait for a permit; a longer wait raises DeliveryPostponed
EVICTION_THRESHOLD = 1000  # limiters to keep before idle ones are removed


class SlidingWindow:
    """A sliding window of *max_requests* permits. None is free while it is blocked. Pure: times are arguments."""

    def __init__(self, max_requests: int, window: Seconds) -> None:
        self.most, self.window = max_requests, window
        self.shut_until = -math.inf
        self._asking = 0
        self._free_at: list[Seconds] = []

    def next_permit_at(self, now: Seconds) -> Seconds | None:
        """Return when the next permit is free, *now* at the earliest; None if that depends on a running request."""
        del self._free_at[: bisect_right(self._free_at, now)]
        lacking = self._asking + len(self._free_at) + 1 - self.most
        if lacking <= 0:
            return max(now, self.shut_until)
        return max(now, self.shut_until, self._free_at[lacking - 1]) if lacking <= len(self._free_at) else None

    def acquire(self) -> None:
        """Take a permit."""
        self._asking += 1

    def release(self, now: Seconds) -> None:
        """End a request: its permit is free again after the window."""
        self._asking -= 1
        insort(self._free_at, now + self.window)

    def cancel(self) -> None:
        """Return a permit whose request was not sent."""
        self._asking -= 1

    def block_until(self, until: Seconds) -> None:
        """Free no permit before *until*."""
        self.shut_until = max(self.shut_until, until)

    def is_idle(self, now: Seconds) -> bool:
        """Return whether a new window would behave the same."""
        return self.next_permit_at(now) == now and not self._asking and not self._free_at


class RateLimiter:
    """Permits to wait for, on the event loop's clock. Waiters are served in turn by key, such as a workspace."""

    def __init__(self, max_requests: int, window: Seconds) -> None:
        self.slots = SlidingWindow(max_requests, window)
        self._waiters: RoundRobinQueue[str, asyncio.Future[None]] = RoundRobinQueue()
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def limit(self, key: str = "") -> AsyncIterator[None]:
        """Hold a permit for one request. Raises DeliveryPostponed if the wait would be too long."""
        await self.acquire(key)
        try:
            yield
        finally:
            self.release()

    async def acquire(self, key: str = "") -> None:
        """Wait for a permit, to be given back by `release`. Raises DeliveryPostponed if the wait would be too long."""
        now = _now()
        at = self.slots.next_permit_at(now)
        wait = max(at or now, self.slots.shut_until) - now
        if wait > MAX_WAIT:
            raise rate_limited_error(wait)
        if not self._waiters and at == now:
            self.slots.acquire()
            return
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(key, waiter)
        self._wake_waiters()
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self.slots.cancel()
                self._wake_waiters()
            raise

    def release(self) -> None:
        """Give back a permit after its request."""
        self.slots.release(_now())
        self._wake_waiters()

    def block_for(self, wait: Seconds) -> None:
        """Grant no permit for *wait* seconds. If that is too long, waiting requests raise DeliveryPostponed at once."""
        self.slots.block_until(_now() + wait)
        if wait > MAX_WAIT:
            for waiter in self._waiters.drain():
                if not waiter.done():
                    waiter.set_exception(rate_limited_error(wait))

    @property
    def is_idle(self) -> bool:
        """Whether a new limiter would behave the same."""
        return not self._waiters and self.slots.is_idle(_now())

    def _wake_waiters(self) -> None:
        """Grant all free permits and set a timer for the next."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        now = _now()
        while self._waiters and (at := self.slots.next_permit_at(now)) is not None:
            if at > now:
                self._timer = asyncio.get_running_loop().call_at(at, self._wake_waiters)
                return
            waiter = self._waiters.pop()
            if not waiter.done():  # it was cancelled
                self.slots.acquire()
                waiter.set_result(None)


class KeyedRateLimiter(dict[K, L]):
    """A limiter for each key, such as a channel, made on its first use. Idle ones are removed when there are many."""

    def __init__(self, make: Callable[[], L]) -> None:
        super().__init__()
        self._make = make
        self._many = EVICTION_THRESHOLD

    def __missing__(self, key: K) -> L:
        if len(self) >= self._many:
            for idle in [each for each, limit in self.items() if limit.is_idle]:
                del self[idle]
            self._many = max(EVICTION_THRESHOLD, 2 * len(self))
        limit = self[key] = self._make()
        return limit


def rate_limited_error(seconds: Seconds) -> DeliveryPostponed:
    """Return the error of a request that would have to wait *seconds*."""
    return DeliveryPostponed("the platform asks us to wait", timedelta(seconds=seconds))


def _now() -> Seconds:
    return asyncio.get_running_loop().time()
