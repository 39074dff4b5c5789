from __future__ import annotations

import subprocess
import sys

import pytest

from bot.runtime import memory

FREED = """
from bot.runtime import memory
def resident():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))
memory.limit_arenas()
kept = []
for number in range(400_000):
    big = bytes(600)
    kept.append((big, bytes(40)) if number % 2 else (big,))
kept = [each[1:] for each in kept]  # small pieces stay between what is freed
before = resident()
memory.release()
print(before - resident())
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the process's memory from /proc")
def test_what_was_freed_goes_back_to_the_system():
    ran = subprocess.run([sys.executable, "-c", FREED], check=True, capture_output=True, text=True)  # noqa: S603 - our own

    assert int(ran.stdout) > 50_000  # kB


def test_where_there_is_no_glibc_nothing_happens(monkeypatch):

    memory._glibc.cache_clear()
    monkeypatch.setattr(sys, "platform", "darwin")

    memory.limit_arenas()
    memory.release()

    memory._glibc.cache_clear()
