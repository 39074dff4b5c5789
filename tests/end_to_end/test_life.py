"""Days in the life of a small installation, as `make life` has them: what memory and disk they take."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAX_MEMORY, MAX_GROWTH = 200.0, 8.0  # MiB: resident, and of the database for each listing
PAPERS, SUBSCRIPTIONS = 300, 30


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the process's memory from /proc")
def test_memory_stays_low_and_a_listing_takes_little_room():
    command = [sys.executable, "-m", "benchmarks.life", "2", str(PAPERS), str(SUBSCRIPTIONS)]
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - our own

    days = [
        tuple(map(float, day)) for day in re.findall(r"listing: (\d+) MiB .*?, ([\d.]+) MiB .*?, (\d+)", ran.stdout)
    ]
    (memory, disk, digests), (later, more, again) = days
    assert digests > 0 < again
    assert max(memory, later) <= MAX_MEMORY
    assert more - disk <= MAX_GROWTH
