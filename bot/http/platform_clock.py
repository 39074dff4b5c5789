"""A platform's time, taken from the Date headers of its responses and continued by a monotonic clock.

Platforms date the messages. This machine's clock may differ by hours, and may be set at any time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MAX_AGE = 60.0  # seconds for which a Date is used: a clock that is being adjusted may run 8% too fast or slow
MEAN_ROUNDING_ERROR = timedelta(seconds=0.5)  # a Date is rounded down to seconds
TOLERANCE = timedelta(seconds=5)


def utcnow() -> datetime:
    """Return the time of this machine's clock."""
    return datetime.now(UTC)


class PlatformClock:
    """Learns a platform's time from its responses, and the difference of this machine's clock."""

    def __init__(self, clock: Callable[[], datetime], steady: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._steady = clock, steady
        self._last_reading: tuple[datetime, float] | None = None
        self._asking = asyncio.Lock()
        self.ahead: timedelta | None = None  # of this machine's clock, at the last response

    def on_response(self, date: str | None) -> None:
        """Learn from the Date header of a response that arrives now."""
        told = _parse_date(date)
        if told is not None:
            self._last_reading = told, self._steady()
            self.ahead = self._clock() - told - MEAN_ROUNDING_ERROR

    async def ask(self, call: Callable[[], Awaitable[None]], *, refresh: bool) -> datetime | None:
        """Return the platform's time, after a *call* if no recent response had it, or always with *refresh*.

        This machine may have slept since the last response. One call serves all waiters.
        """
        async with self._asking:
            if refresh:
                self._last_reading = None
            if self.now() is None:
                await call()
            return self.now()

    def now(self) -> datetime | None:
        """Return the platform's time, at most a second early; None if no recent response had it."""
        if self._last_reading is None:
            return None
        told, at = self._last_reading
        elapsed = self._steady() - at
        return told + timedelta(seconds=elapsed) if elapsed < MAX_AGE else None


def is_wrong(ahead: timedelta) -> bool:
    """Return whether a clock differs from a platform's by more than TOLERANCE."""
    return abs(ahead) > TOLERANCE


def _parse_date(date: str | None) -> datetime | None:
    try:
        told = parsedate_to_datetime(date or "")
    except (ValueError, OverflowError):  # missing, or not a date
        return None
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
