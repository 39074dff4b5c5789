"""Plan: make digests of the slots that are due, and put them into the outbox.

What comes every day or weekday looks for papers only if arXiv should have announced something since it last did: on a
holiday it says so in one line, on a weekend it is quiet. Named days, weekly and monthly digests always look. Where no
paper qualifies, nothing is posted.

There is one look into the store for each distinct window, one ranking for each window and order (a score is of its
paper alone, so all are ranked before any are picked), one match for each filter. Then, one slot after the other: what
matches as the place's own feedback, team and reader have it, if there are any; minus what was shown there, top N; its
outcome and its posts are one transaction.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from bot import wording
from bot.arxiv import calendar
from bot.arxiv.calendar import DAY, Holidays
from bot.config import Settings
from bot.errors import HotPapersError
from bot.models.digest import Digest, DigestQuery, Entry
from bot.models.papers import SourceHealth
from bot.models.post import PostKind
from bot.models.subscription import Frequency, Slot, SlotState, Subscription
from bot.pipeline.candidates import load_candidates
from bot.pipeline.composer import data_timestamp, listing_dates, resolve_ranking
from bot.pipeline.summaries import SummaryProvider
from bot.ranking import rank
from bot.schedule.recurrence import LATE, Occurrence, catch_up_window, missed_and_current, zone_of
from bot.selection.selector import DigestSelector
from bot.store import Store
from bot.store.tables import dismissals, papers, personalization, slots, source_health, subscriptions
from bot.store.tables.slots import Outcome
from bot.wording import notes

log = logging.getLogger(__name__)

T = TypeVar("T")
K = TypeVar("K")
Layout = Callable[[Digest], Sequence[PostKind]]

DEFAULT_LISTINGS = 3
LOOKBACK_DAYS = {Frequency.WEEKLY: 7, Frequency.MONTHLY: 30}  # days, whose listings are ranked
RETRY_INTERVAL = timedelta(minutes=5)
"""After which to look again where nothing is collected yet."""

_EVERY_DAY = {Frequency.DAILY, Frequency.WEEKDAYS}
_NO_HOLIDAYS = Holidays(frozenset(), ())


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What a pass made of the slots that were due, and when the next one is worth it."""

    planned: int = 0
    quiet: int = 0
    skipped: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SlotDecision:
    """What becomes of a slot; what was *missed* before it is skipped. DUE: that depends on the papers.

    *text* is why nothing is posted, or else all that is.
    """

    slot: Slot
    missed: tuple[Outcome, ...]
    state: SlotState
    text: str = ""


async def plan(lining: SummaryProvider, layouts: Mapping[str, Layout], now: datetime, holidays: Holidays) -> PlanResult:
    """Bring every slot that is due on the platforms of *layouts* to its end; where no paper is collected, it waits.

    So does one that a bug keeps from its end; the others have theirs. A pass that was interrupted is finished by the
    next one; none plans a slot twice. Digests are made from the store of *lining*, by its settings.
    """
    store = lining.store
    due = await store.read(subscriptions.due, list(layouts), now)
    this = _PlanningPass(lining, layouts, now, holidays, tuple(await store.read(source_health.health)))
    states = [state async for state in this.states(due)]
    following = await store.read(slots.next_at, list(layouts), now)
    if len(states) < len(due) or SlotState.DUE in states:
        following = min(now + RETRY_INTERVAL, following or now + RETRY_INTERVAL)
    planned, quiet, skipped = map(states.count, (SlotState.PLANNED, SlotState.NOTHING_TO_SEND, SlotState.SKIPPED))
    if planned or quiet or skipped:
        log.info("slots planned: posted=%d quiet=%d skipped=%d next=%s", planned, quiet, skipped, following)
    return PlanResult(planned, quiet, skipped, following)


def decide_slot(slot: Slot, looked: datetime | None, now: datetime, holidays: Holidays) -> SlotDecision:
    """Decide what can be decided without papers. *looked* is when the subscription last looked for some. Pure."""
    every = slot.subscription.every
    *missed, newest = missed_and_current(every, Occurrence(slot.day, slot.due), now)
    slot = replace(slot, day=newest.day, due=newest.due, late=now - newest.due > LATE)
    skipped = tuple(Outcome(m.day, m.due, SlotState.SKIPPED, reason=notes.too_late(now - m.due)) for m in missed)
    if now - newest.due > catch_up_window(every):
        return SlotDecision(slot, skipped, SlotState.SKIPPED, notes.too_late(now - newest.due))
    if every.rhythm not in _EVERY_DAY or looked is None:
        return SlotDecision(slot, skipped, SlotState.DUE)
    return SlotDecision(slot, skipped, *_has_news(looked, now, holidays))


def build_query(subscription: Subscription, listing: date, settings: Settings, holidays: Holidays) -> DigestQuery:
    """Return what a subscription asks of the newest *listing*, completed by its rhythm and the settings. Pure."""
    how, span = subscription.how, LOOKBACK_DAYS.get(subscription.every.rhythm)
    ranking, floor = resolve_ranking(how.ranking, how.floor, settings)
    return DigestQuery(
        filter=subscription.filter,
        days=how.days or (_listings_within(span, listing, holidays) if span else DEFAULT_LISTINGS),
        ranking=ranking,
        top=how.top or settings.top,
        floor=floor,
        fair=bool(how.fair),
    )


def _has_news(looked: datetime, now: datetime, holidays: Holidays) -> tuple[SlotState, str]:
    """Say whether a listing should have come out since we *looked*, and if a holiday took it, say that."""
    last, newest = calendar.current(looked, _NO_HOLIDAYS), calendar.current(now, _NO_HOLIDAYS)
    new = [day for day in calendar.last_listings(newest, (newest - last).days, _NO_HOLIDAYS) if day > last]
    if any(calendar.is_listing(day, holidays) for day in new):
        return SlotState.DUE, ""
    if not new:
        return SlotState.NOTHING_TO_SEND, notes.nothing_new(calendar.current(now, holidays))
    why = calendar.why_none(newest, holidays)
    return SlotState.PLANNED, notes.no_listing(newest, why, calendar.following(newest, holidays))


def _listings_within(days: int, listing: date, holidays: Holidays) -> int:
    span = [listing - DAY * back for back in range(days)]
    return sum(calendar.is_listing(day, holidays) for day in span)


@dataclass(frozen=True, slots=True)
class _PlanningPass:
    """One pass over what is due: what all its slots have in common."""

    lining: SummaryProvider
    layouts: Mapping[str, Layout]
    now: datetime
    holidays: Holidays
    health: tuple[SourceHealth, ...]

    @property
    def store(self) -> Store:
        return self.lining.store

    @property
    def listing(self) -> date:
        return calendar.current(self.now, self.holidays)

    async def states(self, due: Sequence[tuple[Slot, datetime | None]]) -> AsyncIterator[SlotState]:
        """Decide about each slot, choose what is read; say of each what became of it, but of one that failed."""
        asked: list[tuple[DigestQuery, SlotDecision]] = []
        for slot, looked in due:
            async with self._isolate_errors(slot):
                decision = await asyncio.to_thread(decide_slot, slot, looked, self.now, self.holidays)
                if decision.state is SlotState.DUE:
                    asked.append((self._choices(decision), decision))
                else:
                    yield await self._finish(decision)
        async for shelf, same in self._ranked(asked):
            for choices, decision in same:
                if shelf is None:
                    yield SlotState.DUE
                    continue
                async with self._isolate_errors(decision.slot):
                    yield await self._select_entries(choices, decision, shelf)

    @asynccontextmanager
    async def _isolate_errors(self, slot: Slot) -> AsyncIterator[None]:
        """Keep a bug that one subscription meets from all others: it is logged, and the slot stays due and says so."""
        try:
            yield
        except HotPapersError:
            raise
        except Exception:  # whatever it is, it is no reason why nobody else gets a digest
            log.exception("slot failed: subscription=%d day=%s", slot.subscription.number, slot.day)
            await self.store.write(slots.record_failure, slot, wording.FAILED_SLOT)

    async def _finish(self, decision: SlotDecision) -> SlotState:
        """End a slot that needs no papers: skip it, leave it quiet, or post the one line that there is to say."""
        if decision.state is SlotState.PLANNED:
            return await self._enqueue(decision, self._choices(decision), ())
        await self.store.write(slots.settle, decision.slot, self._outcomes(decision))
        return decision.state

    async def _ranked(
        self, asked: Sequence[tuple[DigestQuery, SlotDecision]]
    ) -> AsyncIterator[tuple[DigestSelector | None, list[tuple[DigestQuery, SlotDecision]]]]:
        """Yield the papers of each window in each order, with all who asked for it; None if nothing is collected."""
        for days, in_window in _group_by(asked, lambda one: one[0].days):
            stored = await self.store.read(papers.listing_dates, self.listing, days)
            dates = listing_dates(stored, self.listing, days, self.holidays)
            field = await load_candidates(self.store, dates, self.health, data_timestamp(self.health, self.listing))
            if not field.listed:
                yield None, in_window
                continue
            for ranking, in_order in _group_by(in_window, lambda one: one[0].ranking):
                ranked = await asyncio.to_thread(rank, ranking, field.candidates(ranking), 0.0, field.basis)
                told = notes.doubted(field.basis.anomalous)
                by_choices = (one for _, same in _group_by(in_order, lambda one: one[0]) for one in same)
                yield (
                    DigestSelector(ranked),
                    [(choices, replace(decision, text=told)) for choices, decision in by_choices],
                )

    async def _select_entries(self, choices: DigestQuery, decision: SlotDecision, shelf: DigestSelector) -> SlotState:
        unwanted = await self.store.read(dismissals.hidden_papers, decision.slot.subscription.destination)
        tuning = await self.store.read(personalization.of, decision.slot.subscription)
        entries = await asyncio.to_thread(shelf.choose, choices, unwanted, tuning)
        if entries:
            entries = await self.lining.add_summaries(entries)
            return await self._enqueue(replace(decision, state=SlotState.PLANNED), choices, entries)
        return await self._finish(
            replace(decision, state=SlotState.NOTHING_TO_SEND, text=notes.nothing_qualifies(choices))
        )

    async def _enqueue(self, decision: SlotDecision, choices: DigestQuery, entries: tuple[Entry, ...]) -> SlotState:
        slot = decision.slot
        note = " ".join(filter(None, [decision.text, self._late_note(slot)]))
        day = self.listing if entries else calendar.current(self.now, _NO_HOLIDAYS)  # the one that was expected
        made = Digest(day, choices, data_timestamp(self.health, self.listing), self.health, entries, note)
        outcomes = self._outcomes(replace(decision, text=""))
        content = made, self._kinds(slot.subscription, made)
        posted = await self.store.write(slots.settle_and_enqueue, slot, outcomes, content, self.now)
        return SlotState.SKIPPED if posted is None else SlotState.PLANNED  # paused or removed meanwhile

    def _kinds(self, subscription: Subscription, made: Digest) -> list[PostKind]:
        """Plan the posts; replies are the last of them, and people read without unless they want them."""
        how = subscription.how.threads
        threads = subscription.is_channel if how is None else how
        kinds = self.layouts[subscription.destination.platform](made)
        return [kind for kind in kinds if threads or kind is not PostKind.REPLY]

    def _outcomes(self, decision: SlotDecision) -> tuple[Outcome, ...]:
        slot = decision.slot
        return (*decision.missed, Outcome(slot.day, slot.due, decision.state, slot.late, decision.text))

    def _choices(self, decision: SlotDecision) -> DigestQuery:
        return build_query(decision.slot.subscription, self.listing, self.lining.settings, self.holidays)

    def _late_note(self, slot: Slot) -> str:
        zone = zone_of(slot.subscription.every)
        return notes.late(slot.due.astimezone(zone), self.now.astimezone(zone)) if slot.late else ""


def _group_by(items: Iterable[T], key: Callable[[T], K]) -> list[tuple[K, list[T]]]:
    """Put together what has the same key, in the order in which keys first come."""
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return list(groups.items())
