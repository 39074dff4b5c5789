"""Make a weekly report, for ``hotpapers weekly`` and for subscriptions: choose the papers, refresh them, build it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.arxiv.licenses import Figures
from bot.config import Settings
from bot.fulltext.cache import Cache
from bot.http.client import HttpClient
from bot.models.digest import Destination
from bot.models.papers import Paper, PaperId
from bot.pipeline.report_builder import BuiltReport, ReportBuilder, choose_papers, refresh_metadata
from bot.pipeline.report_cover import NO_REQUEST, CoverRequest
from bot.sources import FetchRequest
from bot.store import Store
from bot.store.tables import subscriptions

OnProgress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ReportContext:
    """What building a report needs."""

    store: Store
    web: HttpClient
    settings: Settings
    holidays: Holidays

    @property
    def cache(self) -> Cache:
        """The cache of files from arXiv."""
        return Cache(self.settings.cache)


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """The report of the week that ends on *week*, with the swaps of its destination.

    Without *papers*, it has the week's top papers of the *categories*, or else of those of the destination's digest, or
    else of the settings. Without *figures*, the settings say which are shown.
    """

    destination: Destination
    week: date
    papers: tuple[PaperId, ...] = ()
    categories: tuple[str, ...] = ()
    figures: Figures | None = None
    cover: CoverRequest = NO_REQUEST


async def build_report(
    context: ReportContext, request: ReportRequest, now: datetime, on_progress: OnProgress
) -> BuiltReport | None:
    """Build a report, or return None if no new paper qualifies.

    A report that was posted keeps its papers. Raises CommandError if nothing is stored of the week, or arXiv has no
    such paper, SourceError if arXiv is unavailable and a paper isn't stored.
    """
    ids = request.papers or await _choose(context, request)
    if not ids:
        return None
    papers = await refresh_papers(context, ids, now, on_progress)
    figures = request.figures or Figures(context.settings.weekly_figures)
    there, holidays = request.destination, context.holidays
    builder = ReportBuilder(context.store, context.web, context.cache, figures, there, holidays, request.cover)
    return await builder.report(papers, request.week, on_progress)


async def _choose(context: ReportContext, request: ReportRequest) -> list[PaperId]:
    digest = await context.store.read(subscriptions.of_channel, request.destination)
    names = request.categories or (digest and digest.filter.categories) or context.settings.categories
    count, holidays = context.settings.weekly_papers, context.holidays
    return await choose_papers(context.store, names, request.week, request.destination, count, holidays)


async def refresh_papers(
    context: ReportContext, ids: Sequence[PaperId], now: datetime, on_progress: OnProgress
) -> list[Paper]:
    """Return papers with current metadata from arXiv. Raises like `build_report`."""
    on_progress(f"Looking up {len(ids)} {'paper' if len(ids) == 1 else 'papers'} on arXiv…")
    newest = calendar.current(now, context.holidays)
    request = FetchRequest(now, (), newest, context.settings.categories, context.holidays)
    return await refresh_metadata(context.store, context.web, ids, request, on_progress)
