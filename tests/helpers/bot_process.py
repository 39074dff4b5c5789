"""``hotpapers run`` as a process of its own, with a clock of its own where a test needs one."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx

from bot import config, pipeline
from bot.config import Settings
from bot.pipeline import import_jsonl
from bot.store import Store
from tests.helpers import fork_server
from tests.helpers.cli_runner import ROOT, SAMPLE
from tests.helpers.fork_server import ForkedProcess

T = TypeVar("T")
Process = asyncio.subprocess.Process | ForkedProcess

SOURCES = ("arxiv_api_url", "arxiv_feed_url", "arxiv_html_url", "arxiv_source_url", "arxiv_oai_url", "arxiv_delay",
           "huggingface_url", "hackernews_url")  # fmt: skip
PATIENCE = 400.0  # seconds, of a busy machine, until a process is ready or gone
AT_ANOTHER_TIME = """
import sys, threading, time_machine
clock = time_machine.travel({at}).start()
threading.Thread(target=lambda: [clock.shift(float(line)) for line in sys.stdin], daemon=True).start()
"""
OFTEN = """
from datetime import timedelta
from bot.runtime import timer
timer.MAX_SLEEP = timedelta(milliseconds=20)
"""  # looks what is due, for where the clock is set
RUN = """
import sys
from adapters.cli import main
sys.argv = ["hotpapers", "run"]
main()
"""


def environment(database: Path, settings: Settings) -> dict[str, str]:
    """Return what a process needs to use *database* and the sources of *settings*, and nothing else."""
    clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    names = config.variables()
    return (
        clean
        | {names[field]: str(getattr(settings, field)) for field in SOURCES}
        | {"PYTHONPATH": str(ROOT), "HOTPAPERS_DATABASE": str(database), "HOTPAPERS_LISTEN": "127.0.0.1:0"}
    )


async def fill(database: Path) -> None:
    """Make a database that holds the bundled day."""
    async with await Store.open(database) as store:
        await pipeline.import_all(store, import_jsonl.parse_jsonl(SAMPLE.read_text(encoding="utf-8").splitlines()))


@asynccontextmanager
async def running(
    environment: dict[str, str],
    at: datetime | None = None,
    prelude: str = "",
    *,
    forked: bool = fork_server.IS_SUPPORTED,
) -> AsyncIterator[Process]:
    """Run the bot until it is ready; kill it at the end if it still runs. Its clock starts *at* an instant."""
    process = await start(environment, at, prelude, forked=forked)
    try:
        await within(said(process, "Ready"))
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await within(process.communicate())


async def start(
    environment: dict[str, str],
    at: datetime | None = None,
    prelude: str = "",
    *,
    forked: bool = fork_server.IS_SUPPORTED,
) -> Process:
    """Start the bot with a clock that stands *at* an instant and can be `set_forward`, after the code *prelude*.

    It is a fork of a process that has its imports done, or one of its own.
    """
    code = (AT_ANOTHER_TIME.format(at=at.timestamp()) if at else "") + prelude + RUN
    if forked:
        return await fork_server.start(code, environment)
    how = ["-c", code] if at or prelude else ["-m", "adapters.cli", "run"]
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(sys.executable, *how, env=environment, stdin=pipe, stderr=pipe)


def set_forward(process: Process, by: timedelta) -> None:
    """Set the clock of a process that was started at another time; back, if *by* is negative."""
    assert process.stdin
    process.stdin.write(f"{by.total_seconds()}\n".encode())


async def said(process: Process, word: str) -> str:
    """Return the line with *word* in what a process tells."""
    assert process.stderr
    told = ""
    while line := (await process.stderr.readline()).decode():
        if word in line:
            return line
        told += line
    raise AssertionError(f"it never said {word!r}, but:\n{told}")


async def address(process: Process) -> str:
    """Return where a process that is just ready serves."""
    return (await within(said(process, "Serving"))).split()[1].removesuffix("/healthz")


async def healthz(served: str) -> tuple[int, dict[str, Any]]:
    """Return the status and the output."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{served}/healthz")
        return answer.status_code, answer.json()


async def until(seen: Callable[[], Awaitable[T | None]]) -> T:
    """Ask again and again until something is seen."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await seen()):
            await asyncio.sleep(0.02)
    return found


async def within(waiting):
    async with asyncio.timeout(PATIENCE):
        return await waiting
