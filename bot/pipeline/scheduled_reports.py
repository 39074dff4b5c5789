"""Make the reports of the week that channels subscribed to: in the background, each once, whatever interrupts it.

A report takes minutes, for arXiv is asked slowly. What was brought is kept on disk, so one that was interrupted goes on
where it stopped; its slot stays due until it and its posts are in the outbox.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot import wording
from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.arxiv.licenses import Figures
from bot.config import Settings
from bot.errors import HotPapersError
from bot.fulltext.cache import Cache, CacheEntry
from bot.http.client import HttpClient
from bot.models.digest import Destination
from bot.models.papers import Paper
from bot.models.post import PostKind
from bot.models.report import Report
from bot.models.subscription import Slot, SlotState
from bot.pipeline.planner import RETRY_INTERVAL, SlotDecision, decide_slot
from bot.pipeline.report_builder import BuiltReport, ReportBuilder, choose_papers, refresh_metadata
from bot.report import thread
from bot.sources import FetchRequest
from bot.store import Store
from bot.store.tables import reports, slots, subscriptions
from bot.store.tables.slots import Outcome

log = logging.getLogger(__name__)

Layout = Callable[[Report], Sequence[PostKind]]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ReportContext:
    """All that making reports takes."""

    store: Store
    web: HttpClient
    settings: Settings
    holidays: Holidays

    @property
    def cache(self) -> Cache:
        """What arXiv gave us before."""
        return Cache(self.settings.cache)


async def plan_due_reports(
    office: ReportContext, layouts: Mapping[str, Layout], clock: Callable[[], datetime]
) -> datetime | None:
    """Make every report that is due on the platforms of *layouts*, one after the other; return when to look again.

    One that cannot be made now stays due and says why, until it is too late for it.
    """
    store = office.store
    due = await store.read(subscriptions.due, list(layouts), clock(), is_report=True)
    waits = [not await _plan_one(office, slot, layouts, clock) for slot, _ in due]
    following = await store.read(slots.next_at, list(layouts), clock(), is_report=True)
    again = clock() + RETRY_INTERVAL
    return min(again, following or again) if any(waits) else following


async def build_for_destination(
    office: ReportContext, destination: Destination, week: date, now: datetime, tell: Tell
) -> Report | None:
    """Make the report of a week for a destination, with its picks as they were exchanged there; None without papers.

    It is of the fields of the channel's digest, or of those of the settings. It holds the papers it had when it was
    posted there before. Raises CommandError if nothing is stored of that week.
    """
    settings, holidays = office.settings, office.holidays
    digest = await office.store.read(subscriptions.of_channel, destination)
    names = (digest and digest.filter.categories) or settings.categories
    ids = await choose_papers(office.store, names, week, destination, settings.weekly_papers, holidays)
    if not ids:
        return None
    ask = FetchRequest(now, (), calendar.current(now, holidays), settings.categories, holidays)
    chosen = await refresh_metadata(office.store, office.web, ids, ask, tell)
    return await of_papers(office, destination, week, chosen, tell)


async def of_papers(
    office: ReportContext, destination: Destination, week: date, chosen: Sequence[Paper], tell: Tell
) -> Report:
    """Make a report of these papers."""
    figures = Figures(office.settings.weekly_figures)
    reporter = ReportBuilder(office.store, office.web, office.cache, figures, destination)
    report = await reporter.report(chosen, week, tell)
    return await asyncio.to_thread(store_report, office.cache, report, week)


def store_report(cache: Cache, report: BuiltReport, week: date) -> Report:
    """Keep the files of a report's pictures, and return what is posted of it."""
    figures = []
    for name, raw in report.pictures.items():
        key = f"figure:{hashlib.sha256(raw.body).hexdigest()}"
        cache.put(key, CacheEntry(raw.body, ""))
        figures.append(thread.StoredFigure(name, key, raw.page))
    return thread.build_report(week, thread.StoredSlides(report.deck, tuple(figures)), report.presented)


async def _plan_one(
    office: ReportContext, slot: Slot, layouts: Mapping[str, Layout], clock: Callable[[], datetime]
) -> bool:
    """Bring a slot to its end; False if it stays due."""
    decision = decide_slot(slot, None, clock(), office.holidays)
    if decision.state is not SlotState.DUE:
        await office.store.write(slots.settle, slot, _outcomes(decision, decision.state, decision.text))
        return True
    try:
        await _post(office, decision, layouts, clock)
    except HotPapersError as error:
        log.warning("report postponed: destination=%s error=%s", slot.subscription.destination, error)
        await office.store.write(slots.record_failure, slot, str(error).rstrip("."))
        return False
    except Exception:  # whatever it is, it is no reason why nobody else gets a report
        log.exception("report failed: subscription=%d day=%s", slot.subscription.number, slot.day)
        await office.store.write(slots.record_failure, slot, wording.FAILED_SLOT)
        return False
    return True


async def _post(
    office: ReportContext, decision: SlotDecision, layouts: Mapping[str, Layout], clock: Callable[[], datetime]
) -> None:
    slot, there = decision.slot, decision.slot.subscription.destination
    bulletin = await build_for_destination(
        office,
        there,
        slot.day,
        clock(),
        lambda line: log.info("report step done: destination=%s step=%s", there, line),
    )
    if bulletin is None:
        outcomes = _outcomes(decision, SlotState.NOTHING_TO_SEND, wording.NO_REPORT)
        await office.store.write(slots.settle, slot, outcomes)
        return
    content = bulletin, layouts[there.platform](bulletin)
    await office.store.write(reports.post, slot, _outcomes(decision, SlotState.PLANNED, ""), content, clock())


def _outcomes(decision: SlotDecision, state: SlotState, reason: str) -> tuple[Outcome, ...]:
    slot = decision.slot
    return (*decision.missed, Outcome(slot.day, slot.due, state, slot.late, reason))
