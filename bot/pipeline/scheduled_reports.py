"""Make the weekly reports that channels subscribed to: in the background, each once, even after a crash.

A report takes minutes, because requests to arXiv are slow. Fetched files are cached on disk, so an interrupted report
continues. Its slot stays due until its posts are in the outbox.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from bot import wording
from bot.errors import HotPapersError
from bot.fulltext.cache import Cache, CacheEntry
from bot.models.post import PostKind
from bot.models.report import Report
from bot.models.subscription import Slot, SlotState
from bot.pipeline.planner import RETRY_INTERVAL, decide_slot
from bot.pipeline.report_builder import BuiltReport
from bot.pipeline.slot_batch import SlotDecision
from bot.pipeline.weekly_reports import ReportContext, ReportRequest, build_report
from bot.report import thread
from bot.store.tables import reports, slots, subscriptions
from bot.store.tables.slots import Outcome

log = logging.getLogger(__name__)

Layout = Callable[[Report], Sequence[PostKind]]


async def plan_due_reports(
    context: ReportContext, layouts: Mapping[str, Layout], clock: Callable[[], datetime]
) -> datetime | None:
    """Make every due report on the platforms of *layouts*, one after the other. Return when the next is due.

    A report that can't be made now stays due with the reason, until it is too late.
    """
    store = context.store
    due = await store.read(subscriptions.due, list(layouts), clock(), is_report=True)
    waits = [not await _plan_one(context, slot, layouts, clock) for slot, _ in due]
    following = await store.read(slots.next_at, list(layouts), clock(), is_report=True)
    again = clock() + RETRY_INTERVAL
    return min(again, following or again) if any(waits) else following


def store_report(cache: Cache, report: BuiltReport, week: date) -> Report:
    """Cache the picture files of a report, and return its posted form."""
    figures = []
    for name, raw in report.pictures.items():
        key = f"figure:{hashlib.sha256(raw.body).hexdigest()}"
        cache.put(key, CacheEntry(raw.body, ""))
        figures.append(thread.StoredFigure(name, key, raw.page))
    return thread.build_report(week, thread.StoredSlides(report.deck, tuple(figures)), report.presented)


async def _plan_one(
    context: ReportContext, slot: Slot, layouts: Mapping[str, Layout], clock: Callable[[], datetime]
) -> bool:
    """Settle a slot. Return False if it stays due."""
    decision = decide_slot(slot, None, clock(), context.holidays)
    if decision.state is not SlotState.DUE:
        await context.store.write(slots.settle, slot, _outcomes(decision, decision.state, decision.text))
        return True
    try:
        await _post(context, decision, layouts, clock)
    except HotPapersError as error:
        log.warning("report postponed: destination=%s error=%s", slot.subscription.destination, error)
        await context.store.write(slots.record_failure, slot, str(error).rstrip("."))
        return False
    except Exception:  # a bug in one report must not stop the others
        log.exception("report failed: subscription=%d day=%s", slot.subscription.number, slot.day)
        await context.store.write(slots.record_failure, slot, wording.FAILED_SLOT)
        return False
    return True


async def _post(
    context: ReportContext, decision: SlotDecision, layouts: Mapping[str, Layout], clock: Callable[[], datetime]
) -> None:
    slot, there = decision.slot, decision.slot.subscription.destination
    report = await build_report(
        context,
        ReportRequest(there, slot.day),
        clock(),
        lambda step: log.info("report step started: destination=%s step=%s", there, step),
    )
    if report is None:
        outcomes = _outcomes(decision, SlotState.NOTHING_TO_SEND, wording.NO_REPORT)
        await context.store.write(slots.settle, slot, outcomes)
        return
    bulletin = await asyncio.to_thread(store_report, context.cache, report, slot.day)
    content = bulletin, layouts[there.platform](bulletin)
    await context.store.write(reports.post, slot, _outcomes(decision, SlotState.PLANNED, ""), content, clock())


def _outcomes(decision: SlotDecision, state: SlotState, reason: str) -> tuple[Outcome, ...]:
    slot = decision.slot
    return (*decision.missed, Outcome(slot.day, slot.due, state, slot.late, reason))
