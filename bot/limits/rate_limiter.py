"""Limit the rate of requests: a sliding window, and a limiter for each key that serves waiters fairly."""

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

MAX_WAIT = 10.0  # seconds that a request may wait for its turn; what would take longer goes back
EVICTION_THRESHOLD = 1000  # limits to keep before those that hold nobody back are forgotten


class SlidingWindow:
    """The law: which of *most* slots are free, at instants that are passed in. No slots are taken while it is shut."""

    def __init__(self, most: int, window: Seconds) -> None:
        self.most, self.window = most, window
        self.shut_until = -math.inf
        self._asking = 0
        self._free_at: list[Seconds] = []

    def next_permit_at(self, now: Seconds) -> Seconds | None:
        """Return when the next request may go, *now* at the earliest; None if that depends on an answer."""
        del self._free_at[: bisect_right(self._free_at, now)]
        lacking = self._asking + len(self._free_at) + 1 - self.most
        if lacking <= 0:
            return max(now, self.shut_until)
        return max(now, self.shut_until, self._free_at[lacking - 1]) if lacking <= len(self._free_at) else None

    def acquire(self) -> None:
        """Send a request."""
        self._asking += 1

    def release(self, now: Seconds) -> None:
        """Take note of an answer, or that none will come."""
        self._asking -= 1
        insort(self._free_at, now + self.window)

    def cancel(self) -> None:
        """Take note that a request did not go after all."""
        self._asking -= 1

    def block_until(self, until: Seconds) -> None:
        """Let nothing go before *until*."""
        self.shut_until = max(self.shut_until, until)

    def is_idle(self, now: Seconds) -> bool:
        """Say whether a new one would let through just the same."""
        return self.next_permit_at(now) == now and not self._asking and not self._free_at


class RateLimiter:
    """Slots to wait for, on the loop's clock. *party* is whom a request is for: no party waits for all of another's."""

    def __init__(self, most: int, window: Seconds) -> None:
        self.slots = SlidingWindow(most, window)
        self._rota: RoundRobinQueue[str, asyncio.Future[None]] = RoundRobinQueue()
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def limit(self, party: str = "") -> AsyncIterator[None]:
        """Hold a slot for one request. Raises DeliveryPostponed if waiting for it would take too long."""
        await self.acquire(party)
        try:
            yield
        finally:
            self.release()

    async def acquire(self, party: str = "") -> None:
        """Wait for a slot, to be given back by `answered`. Raises DeliveryPostponed if that would take too long."""
        now = _now()
        at = self.slots.next_permit_at(now)
        wait = max(at or now, self.slots.shut_until) - now
        if wait > MAX_WAIT:
            raise rate_limited_error(wait)
        if not self._rota and at == now:
            self.slots.acquire()
            return
        waiter = asyncio.get_running_loop().create_future()
        self._rota.add(party, waiter)
        self._wake_waiters()
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self.slots.cancel()
                self._wake_waiters()
            raise

    def release(self) -> None:
        """End a turn."""
        self.slots.release(_now())
        self._wake_waiters()

    def block_for(self, wait: Seconds) -> None:
        """Let nothing go for so long, as the platform asks; who would have to wait too long is sent back at once."""
        self.slots.block_until(_now() + wait)
        if wait > MAX_WAIT:
            for waiter in self._rota.drain():
                if not waiter.done():
                    waiter.set_exception(rate_limited_error(wait))

    @property
    def is_idle(self) -> bool:
        """Whether a new one would do just the same."""
        return not self._rota and self.slots.is_idle(_now())

    def _wake_waiters(self) -> None:
        """Let go who may, and come back when the next may."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        now = _now()
        while self._rota and (at := self.slots.next_permit_at(now)) is not None:
            if at > now:
                self._timer = asyncio.get_running_loop().call_at(at, self._wake_waiters)
                return
            waiter = self._rota.pop()
            if not waiter.done():  # it was cancelled
                self.slots.acquire()
                waiter.set_result(None)


class KeyedRateLimiter(dict[K, L]):
    """A limit for each of many, such as channels, made when it is first needed; who holds nobody back is forgotten."""

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
    """Return the error of a request that has to wait so long."""
    return DeliveryPostponed("the platform asks us to wait", timedelta(seconds=seconds))


def _now() -> Seconds:
    return asyncio.get_running_loop().time()
