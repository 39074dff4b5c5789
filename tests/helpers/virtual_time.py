"""A loop whose clock leaps to the next thing that is due: hours of waiting in a moment, by the very code that waits."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class VirtualLoop(asyncio.SelectorEventLoop):
    """Sleeps by moving its clock. Nothing outside the process can be waited for."""

    def __init__(self) -> None:
        self._elapsed = 0.0
        super().__init__(_Leaping(self))

    def time(self) -> float:
        return self._elapsed

    def leap(self, seconds: float) -> None:
        self._elapsed += seconds


class _Leaping(selectors.DefaultSelector):  # type: ignore[misc,valid-type] # which it is depends on the system
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everyone waits for nothing")
        ready = super().select(0)
        if not ready:
            self._loop.leap(timeout)
        return ready


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run *work* to its end, in no time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
