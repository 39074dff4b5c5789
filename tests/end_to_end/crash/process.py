"""A process with everything imported, of which the lives of the bot are forks, and the clock of these lives."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.helpers import bot_process

Process = asyncio.subprocess.Process
MORNING = datetime(2020, 8, 25, 7, tzinfo=UTC)  # on the bundled day


@asynccontextmanager
async def forking(log: Path) -> AsyncIterator[Process]:
    """Run a process of which lives are forks; what they tell is written to *log*."""
    clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.end_to_end.crash.process_runs", cwd=bot_process.ROOT, env=clean,
             stderr=written,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.kill()
            await process.wait()


class Lives:
    """Lives that are forks of a process with everything imported, one at a time; and the clock of all of them."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._life = 0
        self._offset = MORNING - datetime.now(UTC)
        self._channels = iter(range(10**6))
        self.letters = True  # in the ids of channels
        self.ahead = 0.0  # seconds that the lives' clock is ahead of the platforms'

    def now(self) -> datetime:
        return self.there() + timedelta(seconds=self.ahead)

    def there(self) -> datetime:
        """Return what time it is on the platforms."""
        return datetime.now(UTC) + self._offset

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self._offset += timedelta(seconds=seconds)

    def new_channel(self) -> str:
        return f"C{next(self._channels):08d}" if self.letters else f"{10**9 + next(self._channels)}"

    async def start(
        self, environment: dict[str, str], step: list[Any] | None, *arguments: str, asleep: float = 0
    ) -> int:
        """Begin a life with a command; return its process. On waking up, its clock has been *asleep* so long."""
        told = {"environment": environment, "at": self.now().timestamp(), "step": step, "asleep": asleep}
        assert self._process.stdin
        self._process.stdin.write(json.dumps(told | {"arguments": arguments or ["run"]}).encode() + b"\n")
        self._life = int((await self._read())["process"])
        return self._life

    async def ended(self) -> int:
        """Wait for the end of a life and return how it ended."""
        ended = int((await self._read())["ended"])
        self._life = 0
        return ended

    def kill(self) -> None:
        if self._life:
            os.kill(self._life, signal.SIGKILL)

    async def aclose(self) -> None:
        """End a life that did not end, so that the process is ready for others."""
        if self._life:
            self.kill()
            await self.ended()

    async def _read(self) -> dict[str, int]:
        assert self._process.stdout
        line = await self._process.stdout.readline()
        assert line, "the lives ended"
        found: dict[str, int] = json.loads(line)
        return found
