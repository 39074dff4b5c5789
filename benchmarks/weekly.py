"""What a week's report costs beside arXiv's pauses: ten papers read, picked from, drawn, and set."""

from __future__ import annotations

import asyncio
import resource
import sys
import time

from adapters.report import pdf, rendering
from benchmarks.timing import Row
from tests.helpers import weekly_demo

PAPERS = 10
MAX_SECONDS, MAX_MEMORY = 180.0, 400.0  # what a week may take, in MiB
MEBIBYTE = 2**20 if sys.platform == "darwin" else 2**10  # of what getrusage counts in


def of_a_week() -> list[Row]:
    """Make a report with figures; memory is what this process had to take more, and the largest child."""
    before, start = _memory(resource.RUSAGE_SELF), time.perf_counter()
    report = weekly_demo.report(papers=PAPERS)
    read = time.perf_counter() - start
    asyncio.run(rendering.render(report, pdf.draw, 10 << 20))
    took = time.perf_counter() - start
    grown, child = _memory(resource.RUSAGE_SELF) - before, _memory(resource.RUSAGE_CHILDREN)
    largest = f"{child:.0f} MiB in its largest child, {grown:.0f} MiB more here"
    return [
        (f"a report of {PAPERS} papers", f"{took:.1f} s", f"reading and picking, {read:.2f} s", took / read),
        ("the same, against its limit", f"{took:.1f} s", f"{MAX_SECONDS:.0f} s", took / MAX_SECONDS),
        ("its memory", largest, f"{MAX_MEMORY:.0f} MiB", (child + grown) / MAX_MEMORY),
    ]


def _memory(whose: int) -> float:
    return resource.getrusage(whose).ru_maxrss / MEBIBYTE
