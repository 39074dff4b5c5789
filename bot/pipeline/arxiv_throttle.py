"""One request to arXiv at a time, over all processes that share a database."""

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

TURN_POLL_INTERVAL = 1.0  # seconds between two looks whether another process is done with arXiv


def arxiv_throttle(
    store: Store, delay: float, *, is_urgent: bool = False
) -> Callable[[], AbstractAsyncContextManager[None]]:
    """Return what every request to arXiv waits for: that no process on this store asks, or did *delay* seconds ago.

    Urgent ones, for which a person waits, come before all others.
    arXiv wants one connection and three seconds between requests: https://info.arxiv.org/help/api/tou.html
    When it wants to be left alone for longer, all processes do so, and a turn is a SourceError until then.
    """
    longest = TOTAL_TIMEOUT + delay

    @asynccontextmanager
    async def turn() -> AsyncIterator[None]:
        take = partial(request_turns.acquire_turn, is_urgent=is_urgent)
        while wait := await store.write(take, "arxiv", time.time(), time.time() + longest):
            if wait > longest:  # nobody's turn takes as long
                until = datetime.fromtimestamp(time.time() + wait, UTC)
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
            await store.write(request_turns.release_turn, "arxiv", time.time() + rest)

    return turn
