"""How platforms count: in windows that begin with their first request, that begin at whole seconds, or that slide."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

EVEN = 1e-9  # seconds: what floating-point instants differ by


class Window(StrEnum):
    FIXED = "fixed"  # all at the same instants
    OWN = "own"  # each begins with the first request in it
    SLIDING = "sliding"


@dataclass
class Limit:
    """At most *most* requests in a window; what is refused does not count."""

    most: int
    seconds: float
    window: Window = Window.SLIDING
    counted: deque[float] = field(default_factory=deque)

    def refuses(self, now: float) -> float | None:
        """Count a request and return None, or how long it has to wait."""
        self._forget(now)
        if len(self.counted) >= self.most:
            return max(self.resets_after(now), EVEN)
        self.counted.append(now)
        return None

    @property
    def remaining(self) -> int:
        return self.most - len(self.counted)

    def resets_after(self, now: float) -> float:
        """Return how long until there is room again, or until the window ends."""
        if self.window is Window.FIXED:
            return self.seconds - now % self.seconds
        return self.counted[0] + self.seconds - now if self.counted else self.seconds

    def _forget(self, now: float) -> None:
        counted, seconds = self.counted, self.seconds
        if self.window is Window.SLIDING:
            while counted and counted[0] <= now - seconds + EVEN:
                counted.popleft()
        elif counted and self._begin(counted[0]) + seconds <= now + EVEN:
            counted.clear()

    def _begin(self, first: float) -> float:
        return first - first % self.seconds if self.window is Window.FIXED else first
