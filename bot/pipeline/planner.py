"""Plan: make the digests of due slots and put them into the outbox.

A daily or weekday digest looks for papers only if a listing was expected since it last did: on a holiday it says so in
one line, on a weekend it stays quiet. Digests on named days, weekly and monthly ones always look. If no paper
qualifies, nothing is posted.

The store is read once for each window. Papers are ranked once for each window and ranking (a score depends on its paper
alone, so all are ranked before selection) and matched once for each filter. Then, slot by slot, the matches are
personalized, shown papers are dropped, and the top N are taken. The slot's outcome and its posts are stored in one
transaction.
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
from bot.pipeline.composer import data_timestamp, listing_dates, resolve_ranking, warning
from bot.pipeline.document_frequencies import load_document_frequencies
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
LOOKBACK_DAYS = {Frequency.WEEKLY: 7, Frequency.MONTHLY: 30}  # days
RETRY_INTERVAL = timedelta(minutes=5)
"""Time until the next attempt if no listing is collected yet."""

_EVERY_DAY = {Frequency.DAILY, Frequency.WEEKDAYS}
_NO_HOLIDAYS = Holidays(frozenset(), ())


@dataclass(frozen=True, slots=True)
class PlanResult:
    """The outcomes of a planning pass, and when the next pass is due."""

    planned: int = 0
    quiet: int = 0
    skipped: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SlotDecision:
    """The decision about a slot. Its *missed* earlier slots are skipped. DUE: it depends on the papers.

    *text* is the reason why nothing is posted, or the only line of the digest.
    """

    slot: Slot
    missed: tuple[Outcome, ...]
    state: SlotState
    text: str = ""


async def plan(
    provider: SummaryProvider, layouts: Mapping[str, Layout], now: datetime, holidays: Holidays
) -> PlanResult:
    """Settle every due slot on the platforms of *layouts*. Without a collected listing, slots stay due.

    A slot with an unexpected error stays due; the others are settled. An interrupted pass is completed by the next one,
    and no slot is planned twice.
    """
    store = provider.store
    due = await store.read(subscriptions.due, list(layouts), now)
    this = _PlanningPass(provider, layouts, now, holidays, tuple(await store.read(source_health.health)))
    states = [state async for state in this.states(due)]
    following = await store.read(slots.next_at, list(layouts), now)
    if len(states) < len(due) or SlotState.DUE in states:
        following = min(now + RETRY_INTERVAL, following or now + RETRY_INTERVAL)
    planned, quiet, skipped = map(states.count, (SlotState.PLANNED, SlotState.NOTHING_TO_SEND, SlotState.SKIPPED))
    if planned or quiet or skipped:
        log.info("slots planned: posted=%d quiet=%d skipped=%d next=%s", planned, quiet, skipped, following)
    return PlanResult(planned, quiet, skipped, following)


def decide_slot(slot: Slot, looked: datetime | None, now: datetime, holidays: Holidays) -> SlotDecision:
    """Decide what doesn't depend on papers. *looked* is when the subscription last looked for some. Pure."""
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
    """Return a subscription's query for the newest *listing*, completed by its frequency and the settings. Pure."""
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
    """Return DUE if a listing was expected since *looked*; else a quiet outcome, or the note about a holiday."""
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
    """One pass over the due slots: what they have in common."""

    provider: SummaryProvider
    layouts: Mapping[str, Layout]
    now: datetime
    holidays: Holidays
    health: tuple[SourceHealth, ...]

    @property
    def store(self) -> Store:
        return self.provider.store

    @property
    def listing(self) -> date:
        return calendar.current(self.now, self.holidays)

    async def states(self, due: Sequence[tuple[Slot, datetime | None]]) -> AsyncIterator[SlotState]:
        """Yield the state of each slot after the pass, except of failed ones."""
        asked: list[tuple[DigestQuery, SlotDecision]] = []
        for slot, looked in due:
            async with self._isolate_errors(slot):
                decision = await asyncio.to_thread(decide_slot, slot, looked, self.now, self.holidays)
                if decision.state is SlotState.DUE:
                    asked.append((self._choices(decision), decision))
                else:
                    yield await self._finish(decision)
        async for selector, same in self._ranked(asked):
            for choices, decision in same:
                if selector is None:
                    yield SlotState.DUE
                    continue
                async with self._isolate_errors(decision.slot):
                    yield await self._select_entries(choices, decision, selector)

    @asynccontextmanager
    async def _isolate_errors(self, slot: Slot) -> AsyncIterator[None]:
        """Log an unexpected error and store it with the slot, which stays due. Other slots go on."""
        try:
            yield
        except HotPapersError:
            raise
        except Exception:  # a bug in one slot must not stop the others
            log.exception("slot failed: subscription=%d day=%s", slot.subscription.number, slot.day)
            await self.store.write(slots.record_failure, slot, wording.FAILED_SLOT)

    async def _finish(self, decision: SlotDecision) -> SlotState:
        """Settle a slot that needs no papers: skip it, leave it quiet, or post its one line."""
        if decision.state is SlotState.PLANNED:
            return await self._enqueue(decision, self._choices(decision), ())
        await self.store.write(slots.settle, decision.slot, self._outcomes(decision))
        return decision.state

    async def _ranked(
        self, asked: Sequence[tuple[DigestQuery, SlotDecision]]
    ) -> AsyncIterator[tuple[DigestSelector | None, list[tuple[DigestQuery, SlotDecision]]]]:
        """Yield the ranked papers of each window and ranking, with their slots; None if nothing is collected."""
        for days, in_window in _group_by(asked, lambda one: one[0].days):
            stored = await self.store.read(papers.listing_dates, self.listing, days)
            dates = listing_dates(stored, self.listing, days, self.holidays)
            field = await load_candidates(self.store, dates, self.health, data_timestamp(self.health, self.listing))
            if not field.listed:
                yield None, in_window
                continue
            known = None
            if any(decision.slot.subscription.how.mine for _, decision in in_window):
                known = await load_document_frequencies(self.store, self.now)
            for ranking, in_order in _group_by(in_window, lambda one: one[0].ranking):
                ranked = await asyncio.to_thread(rank, ranking, field.candidates(ranking), 0.0, field.basis)
                told = warning(field, ranking)
                by_choices = (one for _, same in _group_by(in_order, lambda one: one[0]) for one in same)
                yield (
                    DigestSelector(ranked, known=known),
                    [(choices, replace(decision, text=told)) for choices, decision in by_choices],
                )

    async def _select_entries(
        self, choices: DigestQuery, decision: SlotDecision, selector: DigestSelector
    ) -> SlotState:
        unwanted = await self.store.read(dismissals.hidden_papers, decision.slot.subscription.destination)
        tuning = await self.store.read(personalization.of, decision.slot.subscription)
        entries = await asyncio.to_thread(selector.choose, choices, unwanted, tuning)
        if entries:
            entries = await self.provider.add_summaries(entries)
            held_back = await asyncio.to_thread(selector.held_back, choices, entries)
            told = " ".join(filter(None, [decision.text, notes.held_back(held_back)]))
            planned = replace(decision, state=SlotState.PLANNED, text=told)
            return await self._enqueue(planned, choices, entries, selector.count(choices.filter))
        return await self._finish(
            replace(decision, state=SlotState.NOTHING_TO_SEND, text=notes.nothing_qualifies(choices))
        )

    async def _enqueue(
        self, decision: SlotDecision, choices: DigestQuery, entries: tuple[Entry, ...], announced: int = 0
    ) -> SlotState:
        slot = decision.slot
        note = " ".join(filter(None, [decision.text, self._late_note(slot)]))
        day = self.listing if entries else calendar.current(self.now, _NO_HOLIDAYS)  # the expected listing
        made = Digest(
            day, choices, data_timestamp(self.health, self.listing), self.health, entries, note, announced=announced
        )
        outcomes = self._outcomes(replace(decision, text=""))
        content = made, self._kinds(slot.subscription, made)
        posted = await self.store.write(slots.settle_and_enqueue, slot, outcomes, content, self.now)
        return SlotState.SKIPPED if posted is None else SlotState.PLANNED  # paused or removed in the meantime

    def _kinds(self, subscription: Subscription, made: Digest) -> list[PostKind]:
        """Return the kinds of the posts. Replies come last and are left out unless the subscription wants them."""
        how = subscription.how.threads
        threads = subscription.is_channel if how is None else how
        kinds = self.layouts[subscription.destination.platform](made)
        return [kind for kind in kinds if threads or kind is not PostKind.REPLY]

    def _outcomes(self, decision: SlotDecision) -> tuple[Outcome, ...]:
        slot = decision.slot
        return (*decision.missed, Outcome(slot.day, slot.due, decision.state, slot.late, decision.text))

    def _choices(self, decision: SlotDecision) -> DigestQuery:
        return build_query(decision.slot.subscription, self.listing, self.provider.settings, self.holidays)

    def _late_note(self, slot: Slot) -> str:
        zone = zone_of(slot.subscription.every)
        return notes.late(slot.due.astimezone(zone), self.now.astimezone(zone)) if slot.late else ""


def _group_by(items: Iterable[T], key: Callable[[T], K]) -> list[tuple[K, list[T]]]:
    """Group items by key, in the order in which the keys first appear."""
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return list(groups.items())
