"""Whose line stands under a title: the makers that the settings prefer, and else the abstract's own sentence.

What others say is in the store, where sources bring it. A model is asked when a digest shows a paper that it has not
written on: once a version of it, as often a day as the settings allow, and after a failure not for a while.
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

TOTAL_TIMEOUT = 20.0  # seconds that all requests for a digest may take together
CONCURRENCY = 4  # requests
COOLDOWN = timedelta(minutes=15)
"""For how long a model that failed is left alone."""


@dataclass
class SummaryProvider:
    """Gives papers the line that is preferred. Only one that has a *web* asks the model."""

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    web: HttpClient | None = None
    cooldown_until: datetime | None = None

    async def add_summaries(self, entries: Sequence[Entry], as_of: datetime | None = None) -> tuple[Entry, ...]:
        """Return *entries* with the lines that are preferred, as they were known at *as_of* (default: now)."""
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
        """Have the model write on papers, a few at once, and keep each line when it is there."""
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
    """Return those of *ids* on which *maker* has not written. Pure."""
    return [id for id in ids if all(line.provider != maker for line in known.get(id, ()))]


def with_summary(entry: Entry, known: Iterable[ExternalSummary], makers: Iterable[str]) -> Entry:
    """Return *entry* with the line of the first of *makers* who has one. Pure."""
    texts = {line.provider: single_line(line.text) for line in known}
    maker = next((maker for maker in makers if texts.get(maker)), None)
    return replace(entry, summary=texts[maker], maker=wording.maker(maker)) if maker else entry
