"""Process untrusted input in child processes with limits on time, memory and network."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.errors import HotPapersError

MAX_WORD_LENGTH = 600  # characters of a child's error message


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a child: *memory* in bytes, *work* in CPU seconds, *deadline* in wall-clock seconds."""

    memory: int = 1 << 30
    work: int = 30
    deadline: float = 120.0


class DeckError(HotPapersError):
    """The report or one of its pictures could not be rendered."""


async def run_sandboxed(module: str, *arguments: str, folder: Path, limits: Limits = Limits()) -> None:
    """Run ``main`` of *module* within *limits*, with *folder* as home. Raises DeckError."""
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
    environment = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "HOME": str(folder)}
    bound = "-P", "-m", "adapters.report.sandbox_child", str(limits.memory), str(limits.work)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *bound, module, *arguments, env=environment | nowhere, cwd=folder,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(limits.deadline):
            _, told = await process.communicate()
    except TimeoutError as error:
        raise DeckError(f"timed out after {limits.deadline:g} seconds") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        lines = told.decode(errors="replace").strip().splitlines() or [f"exited with status {process.returncode}"]
        raise DeckError(lines[-1][-MAX_WORD_LENGTH:])
