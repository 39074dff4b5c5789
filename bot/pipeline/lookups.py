"""Papers that people name and that are not here: fetched one at a time, and those that arXiv lacks are remembered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.errors import PaperNotFound, SourceError
from bot.http.client import HttpClient
from bot.models.papers import PaperId
from bot.pipeline.collector import fetch_missing, missing_ids
from bot.sources import FetchRequest
from bot.store import Store

log = logging.getLogger(__name__)

ABSENT_FOR = timedelta(days=1)
MAX_ABSENT = 10_000  # ids that are remembered, the newest


class PaperLookups:
    """Fetches for all who ask; who names many papers lets others go between any two of them."""

    def __init__(self, store: Store, web: HttpClient, clock: Callable[[], datetime]) -> None:
        self._store, self._web, self._clock = store, web, clock
        self._turn = asyncio.Lock()  # first come, first served: each paper queues again
        self._absent: dict[PaperId, datetime] = {}  # until when arXiv is not asked again

    async def missing(self, ids: Sequence[PaperId]) -> tuple[PaperId, ...]:
        """Return those of *ids* that are not here and worth asking for."""
        now = self._clock()
        missing = await missing_ids(self._store, ids)
        return tuple(id for id in missing if id not in self._absent or self._absent[id] <= now)

    async def fetch(self, ids: Sequence[PaperId], ask: FetchRequest) -> None:
        """Fetch papers into the store. Those that arXiv does not tell of are left out."""
        for id in ids:
            async with self._turn:
                try:
                    await self._fetch(id, ask)
                except PaperNotFound:
                    self._remember_absent(id)
                except SourceError as error:
                    log.warning("not looked up: paper=%s error=%s", id, error)

    async def _fetch(self, id: PaperId, ask: FetchRequest) -> None:
        for wanted in await self.missing((id,)):  # another may have fetched it meanwhile
            await fetch_missing(self._store, self._web, (wanted,), ask)

    def _remember_absent(self, id: PaperId) -> None:
        self._absent.pop(id, None)
        self._absent[id] = self._clock() + ABSENT_FOR
        if len(self._absent) > MAX_ABSENT:
            del self._absent[next(iter(self._absent))]
