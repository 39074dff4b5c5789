"""Work on what strangers wrote happens in children: one that hangs, swells or crashes takes nothing with it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bot.errors import HotPapersError

DEADLINE = 120.0  # seconds
LONGEST_WORD = 600  # characters of what a child says that went wrong


class DeckError(HotPapersError):
    """The report, or a picture of it, could not be made; what is there goes out without it."""


async def run(module: str, *arguments: str, folder: Path) -> None:
    """Run a module of ours in *folder*, which is all the home it has, with no way to the network. Raises DeckError."""
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
    environment = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "HOME": str(folder)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, env=environment | nowhere, cwd=folder,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(DEADLINE):
            _, told = await process.communicate()
    except TimeoutError as error:
        raise DeckError(f"it was not done within {DEADLINE:g} seconds") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        lines = told.decode(errors="replace").strip().splitlines() or [f"it ended with {process.returncode}"]
        raise DeckError(lines[-1][-LONGEST_WORD:])
