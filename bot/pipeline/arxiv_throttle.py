"""Send one request to arXiv at a time, across all processes that share a database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.errors import ServiceBusy, SourceError
from bot.http.client import TOTAL_TIMEOUT
from bot.store import Store
from bot.store.tables import request_turns

TURN_POLL_INTERVAL = 1.0  # seconds between two attempts while another process has the turn


def arxiv_throttle(
    store: Store, delay: float, *, is_urgent: bool = False, clock: Callable[[], float] = time.time
) -> Callable[[], AbstractAsyncContextManager[None]]:
    """Return a throttle for requests to arXiv: one at a time, *delay* seconds apart, across processes.

    Urgent requests, which a person waits for, go first, but alternate with others that wait. arXiv asks for one
    connection and three seconds between requests: https://info.arxiv.org/help/api/tou.html

    If arXiv asks for a longer pause, all processes keep it and the throttle raises SourceError until then.
    """
    longest = TOTAL_TIMEOUT + delay

    @asynccontextmanager
    async def turn() -> AsyncIterator[None]:
        take = partial(request_turns.acquire_turn, is_urgent=is_urgent)
        while wait := await store.write(take, "arxiv", clock(), clock() + longest):
            if wait > longest:  # arXiv asked for a pause: no turn takes that long
                until = datetime.fromtimestamp(clock() + wait, UTC)
                raise SourceError(f"arXiv is not to be asked again before {until:%Y-%m-%d %H:%M:%S} UTC")
            await asyncio.sleep(min(wait, TURN_POLL_INTERVAL))
        rest = delay
        try:
            yield
        except ServiceBusy as error:
            wanted = (error.wait or timedelta()).total_seconds()
            rest = min(max(wanted, delay), request_turns.MAX_TURN)
            raise
        finally:
            await store.write(request_turns.release_turn, "arxiv", clock() + rest)

    return turn
