"""What all measurements share: rows of the table, and percentiles."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

RUNS = 5
Seconds = float
Row = tuple[str, str, str, float]
"""What was measured, its figure, that of the reference, and the ratio."""
T = TypeVar("T")


async def timed(work: Callable[[], Awaitable[object]]) -> Seconds:
    """Return how long it takes to await *work*."""
    start = time.perf_counter()
    await work()
    return time.perf_counter() - start


def each(items: Iterable[T], work: Callable[[T], object]) -> list[Seconds]:
    """Return how long *work* takes for each of the items."""
    return [_timed(item, work) for item in items]


def median_of(work: Callable[[], object]) -> Seconds:
    """Return the median of how long *work* takes."""
    return statistics.median(each(range(RUNS), lambda _: work()))


def row(what: str, times: Sequence[Seconds], reference: str, bare: Sequence[Seconds]) -> Row:
    """Compare medians, and show how long the slowest of a hundred take."""
    return (
        what,
        f"p50 {shown(percentile(times, 50))}, p99 {shown(percentile(times, 99))}",
        f"{reference}, p50 {shown(percentile(bare, 50))}",
        percentile(times, 50) / percentile(bare, 50),
    )


def percentile(times: Sequence[Seconds], percent: int) -> Seconds:
    """Return the time within which so many percent are done."""
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def shown(seconds: Seconds) -> str:
    """Write a time so that its size is seen at a glance."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.2g} ms"


def _timed(item: T, work: Callable[[T], object]) -> Seconds:
    start = time.perf_counter()
    work(item)
    return time.perf_counter() - start
