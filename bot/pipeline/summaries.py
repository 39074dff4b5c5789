"""Choose the summary of a paper: a configured provider's, or a sentence of the abstract.

Summaries of sources are in the store. A model is asked when a digest shows a paper that it has not summarized: once for
each version, within the daily limit of the settings, and not for a while after a failure.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import llm, wording
from bot.config import MODEL, Settings
from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.models.digest import Entry
from bot.models.papers import ExternalSummary, Paper, PaperId
from bot.store import Store
from bot.store.tables import papers, quotas, summaries
from bot.text.external_text import single_line

log = logging.getLogger(__name__)

TOTAL_TIMEOUT = 20.0  # seconds for all requests of a digest together
CONCURRENCY = 4  # requests at once
COOLDOWN = timedelta(minutes=15)
"""Time without requests after a failure of the model."""


@dataclass
class SummaryProvider:
    """Adds the preferred summaries to papers. Asks the model only if it has a *web* client."""

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    web: HttpClient | None = None
    cooldown_until: datetime | None = None

    async def add_summaries(self, entries: Sequence[Entry], as_of: datetime | None = None) -> tuple[Entry, ...]:
        """Return *entries* with their preferred summaries, as of *as_of* (default: now)."""
        if not self.settings.summary:
            return tuple(entries)
        ids = [entry.id for entry in entries]
        known = await self.store.read(summaries.of_papers, ids, as_of)
        if self.web and as_of is None and self._may_ask() and (missing := missing_summaries(known, ids, self._model)):
            await self._ask(self.web, missing)
            known = await self.store.read(summaries.of_papers, ids)
        makers = [self._model if maker == MODEL else maker for maker in self.settings.summary]
        return tuple(with_summary(entry, known.get(entry.id, ()), makers) for entry in entries)

    @property
    def _model(self) -> str:
        return wording.MODEL_MAKER + self.settings.model

    def _may_ask(self) -> bool:
        rested = self.cooldown_until is None or self.clock() >= self.cooldown_until
        return MODEL in self.settings.summary and rested

    async def _ask(self, web: HttpClient, ids: Sequence[PaperId]) -> None:
        """Ask the model for summaries of papers, a few at once, and store each when it arrives."""
        works = await self.store.read(papers.of_ids, ids)
        turns = asyncio.Semaphore(CONCURRENCY)
        try:
            async with asyncio.timeout(TOTAL_TIMEOUT), asyncio.TaskGroup() as group:
                for work in works:
                    group.create_task(self._write(web, work, turns))
        except* (SourceError, TimeoutError) as errors:
            self.cooldown_until = self.clock() + COOLDOWN
            log.warning("summary request failed: model=%s error=%r", self.settings.model, errors.exceptions[0])

    async def _write(self, web: HttpClient, work: Paper, turns: asyncio.Semaphore) -> None:
        now, most = self.clock(), self.settings.model_daily_requests
        async with turns:
            if not work.abstract or not await self.store.write(quotas.reserve_one, MODEL, now.date(), most):
                return
            text = await llm.summarize(web, work.abstract)
        await self.store.write(summaries.save, [ExternalSummary(work.id, self._model, text, now, work.version)])


def missing_summaries(
    known: Mapping[PaperId, Iterable[ExternalSummary]], ids: Iterable[PaperId], maker: str
) -> list[PaperId]:
    """Return the *ids* that *maker* has no summary of. Pure."""
    return [id for id in ids if all(line.provider != maker for line in known.get(id, ()))]


def with_summary(entry: Entry, known: Iterable[ExternalSummary], makers: Iterable[str]) -> Entry:
    """Return *entry* with the summary of the first of *makers* that has one. Pure."""
    texts = {line.provider: single_line(line.text) for line in known}
    maker = next((maker for maker in makers if texts.get(maker)), None)
    return replace(entry, summary=texts[maker], maker=wording.maker(maker)) if maker else entry
