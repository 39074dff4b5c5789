"""A platform's own time, as the Date headers of its answers tell it. It goes on by a clock that cannot be set.

Messages are dated by the platform. This machine's clock may differ from that by hours, and may be set at any moment.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MAX_AGE = 60.0  # seconds for which an answer tells what time it is: a clock that is slewed may be 8% off meanwhile
MEAN_ROUNDING_ERROR = timedelta(seconds=0.5)  # what a Date, which is cut to the second, hides on average
TOLERANCE = timedelta(seconds=5)


def utcnow() -> datetime:
    """Return what this machine's clock says."""
    return datetime.now(UTC)


class PlatformClock:
    """Learns from answers what time it is on a platform, and how far this machine's clock is from that."""

    def __init__(self, clock: Callable[[], datetime], steady: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._steady = clock, steady
        self._last_reading: tuple[datetime, float] | None = None
        self._asking = asyncio.Lock()
        self.ahead: timedelta | None = None  # this machine's clock of the platform's, at the last answer

    def on_response(self, date: str | None) -> None:
        """Learn from the Date header of an answer that arrives now."""
        told = _parse_date(date)
        if told is not None:
            self._last_reading = told, self._steady()
            self.ahead = self._clock() - told - MEAN_ROUNDING_ERROR

    async def ask(self, call: Callable[[], Awaitable[None]], *, anew: bool) -> datetime | None:
        """Return the platform's time, after a *call* if no answer told it lately, or always *anew*.

        This machine may have slept since the last answer. One call tells it to all who wait.
        """
        async with self._asking:
            if anew:
                self._last_reading = None
            if self.now() is None:
                await call()
            return self.now()

    def now(self) -> datetime | None:
        """Return the platform's time, up to a second early; None if no answer told it lately."""
        if self._last_reading is None:
            return None
        told, at = self._last_reading
        elapsed = self._steady() - at
        return told + timedelta(seconds=elapsed) if elapsed < MAX_AGE else None


def is_wrong(ahead: timedelta) -> bool:
    """Tell whether a clock differs from a platform's by more than is usual."""
    return abs(ahead) > TOLERANCE


def _parse_date(date: str | None) -> datetime | None:
    try:
        told = parsedate_to_datetime(date or "")
    except (ValueError, OverflowError):  # none, or one that is no date
        return None
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
