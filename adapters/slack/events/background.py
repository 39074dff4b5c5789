"""Run tasks after an event was acknowledged, and finish them at shutdown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)
SHUTDOWN_TIMEOUT = 3.0  # seconds that running answers have to finish

Work = Coroutine[Any, Any, None]


class BackgroundTasks:
    """Tasks that continue after their payload was acknowledged."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Work, on_failure: Callable[[], Work] | None = None) -> None:
        """Run *work*. If it fails or is cancelled, log it and run the result of *on_failure*."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(lambda done: self._ended(done, on_failure))

    async def close(self) -> None:
        """Wait briefly for running tasks and their failure handlers, then cancel them."""
        while self._running:
            await asyncio.wait(self._running, timeout=SHUTDOWN_TIMEOUT)
            running = tuple(self._running)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None], otherwise: Callable[[], Work] | None) -> None:
        self._running.discard(task)
        if task.cancelled():
            log.warning("request cancelled at shutdown")
        elif error := task.exception():
            log.error("request failed", exc_info=error)
        else:
            return
        if otherwise:
            self.start(otherwise())
