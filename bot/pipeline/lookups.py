"""Fetch papers that people name and the store lacks: one at a time, people in turn. Absent ones are remembered."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.errors import PaperNotFound, SourceError
from bot.http.client import HttpClient
from bot.limits.rate_limiter import RateLimiter
from bot.models.papers import PaperId
from bot.pipeline.collector import fetch_missing, missing_ids
from bot.sources import FetchRequest
from bot.store import Store

log = logging.getLogger(__name__)

ABSENT_FOR = timedelta(days=1)
MAX_ABSENT = 10_000  # ids that are remembered, the newest


class PaperLookups:
    """Fetches papers for people. They take turns, paper by paper, however many each of them asks for."""

    def __init__(self, store: Store, web: HttpClient, clock: Callable[[], datetime]) -> None:
        self._store, self._web, self._clock = store, web, clock
        self._turns = RateLimiter(1, 0.0)  # one at a time, in turn by person
        self._absent: dict[PaperId, datetime] = {}  # until when arXiv is not asked again

    async def missing(self, ids: Sequence[PaperId]) -> tuple[PaperId, ...]:
        """Return those of *ids* that are not here and worth asking for."""
        now = self._clock()
        missing = await missing_ids(self._store, ids)
        return tuple(id for id in missing if id not in self._absent or self._absent[id] <= now)

    async def fetch(self, person: str, ids: Sequence[PaperId], ask: FetchRequest) -> None:
        """Fetch papers for *person* into the store. Those that arXiv doesn't have are left out."""
        for id in ids:
            async with self._turns.limit(person):
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
