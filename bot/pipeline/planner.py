"""Plan: make the digests of due slots and put them into the outbox.

A daily or weekday digest looks for papers only if a listing was expected since it last did: on a holiday it says so in
one line, on a weekend it stays quiet. Digests on named days, weekly and monthly ones always look. If no paper
qualifies, nothing is posted.

The store is read once for each window. Papers are ranked once for each window and ranking (a score depends on its paper
alone, so all are ranked before selection) and matched once for each filter. Then the matches of each slot are
personalized, shown papers are dropped, and the top N are taken. Outcomes and posts are stored in batches of slots, each
batch in one transaction (`slot_batch`).
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from bot.arxiv import calendar
from bot.arxiv.calendar import DAY, Holidays
from bot.config import Settings
from bot.models.digest import Digest, DigestQuery, Entry
from bot.models.papers import SourceHealth
from bot.models.subscription import Frequency, Slot, SlotState, Subscription
from bot.pipeline.candidates import load_candidates
from bot.pipeline.composer import data_timestamp, listing_dates, resolve_ranking, warning
from bot.pipeline.document_frequencies import load_document_frequencies
from bot.pipeline.slot_batch import BATCH, Layout, PlannedSlot, SlotDecision, SlotRequest, SlotSettler
from bot.pipeline.summaries import SummaryProvider
from bot.ranking import rank
from bot.schedule.recurrence import LATE, Occurrence, catch_up_window, missed_and_current
from bot.selection.selector import DigestSelector
from bot.store import Store
from bot.store.tables import papers, shown_papers, slots, source_health, subscriptions
from bot.store.tables.shown_papers import ShownBefore
from bot.store.tables.slots import Outcome
from bot.wording import notes
from bot.wording.digest_pages import with_page

log = logging.getLogger(__name__)

T = TypeVar("T")
K = TypeVar("K")

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


async def plan(
    provider: SummaryProvider, layouts: Mapping[str, Layout], now: datetime, holidays: Holidays
) -> PlanResult:
    """Settle every due slot on the platforms of *layouts*. Without a collected listing, slots stay due.

    A slot with an unexpected error stays due; the others are settled. An interrupted pass is completed by the next one,
    and no slot is planned twice.
    """
    store = provider.store
    due = await store.read(subscriptions.due, list(layouts), now)
    settler, listing = SlotSettler(provider, layouts, now), calendar.current(now, holidays)
    health = tuple(await store.read(source_health.health))
    states = await _PlanningPass(settler, holidays, health, listing).states(due)
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

    settler: SlotSettler
    holidays: Holidays
    health: tuple[SourceHealth, ...]
    listing: date

    @property
    def store(self) -> Store:
        return self.settler.store

    @property
    def now(self) -> datetime:
        return self.settler.now

    async def states(self, due: Sequence[tuple[Slot, datetime | None]]) -> list[SlotState]:
        """Return the state of each slot after the pass, except of failed ones."""
        decided = await self.settler.isolate(due, lambda each: each[0], self._decide)
        ready = [each for _, each in decided if isinstance(each, PlannedSlot)]
        states = await self.settler.settle(ready)
        async for selector, before, same in self._ranked(
            [each for _, each in decided if isinstance(each, SlotRequest)]
        ):
            if selector is None:
                states += [SlotState.DUE] * len(same)
                continue
            for start in range(0, len(same), BATCH):
                chosen = await self.settler.choose(same[start : start + BATCH], selector, before)
                states += await self.settler.settle([self._planned(selector, *each) for each in chosen])
        return states

    def _decide(self, due: tuple[Slot, datetime | None]) -> PlannedSlot | SlotRequest:
        """Decide a slot, or return what it asks for if that depends on the papers."""
        decision = decide_slot(*due, self.now, self.holidays)
        choices = build_query(decision.slot.subscription, self.listing, self.settler.provider.settings, self.holidays)
        if decision.state is SlotState.DUE:
            return SlotRequest(choices, decision)
        if decision.state is not SlotState.PLANNED:
            return PlannedSlot(decision)
        expected = calendar.current(self.now, _NO_HOLIDAYS)
        return PlannedSlot(decision, self._digest(expected, choices, (), decision))

    async def _ranked(
        self, asked: Sequence[SlotRequest]
    ) -> AsyncIterator[tuple[DigestSelector | None, ShownBefore, list[SlotRequest]]]:
        """Yield the ranked papers of each window and ranking, with their slots; None if nothing is collected."""
        for days, in_window in _group_by(asked, lambda one: one.choices.days):
            stored = await self.store.read(papers.listing_dates, self.listing, days)
            dates = listing_dates(stored, self.listing, days, self.holidays)
            field = await load_candidates(self.store, dates, self.health, data_timestamp(self.health, self.listing))
            before = await self.store.read(
                shown_papers.shown_of, *([each.paper.id for each in some] for some in (field.listed, field.resurfaced))
            )
            if not field.listed:
                yield None, before, in_window
                continue
            known = None
            if any(one.subscription.how.mine for one in in_window):
                known = await load_document_frequencies(self.store, self.now)
            for ranking, in_order in _group_by(in_window, lambda one: one.choices.ranking):
                ranked = await asyncio.to_thread(rank, ranking, field.candidates(ranking), 0.0, field.basis)
                told = warning(field, ranking)
                by_choices = (one for _, same in _group_by(in_order, lambda one: one.choices) for one in same)
                noted = [replace(one, decision=replace(one.decision, text=told)) for one in by_choices]
                yield DigestSelector(ranked, known=known), before, noted

    def _planned(self, selector: DigestSelector, asked: SlotRequest, entries: tuple[Entry, ...]) -> PlannedSlot:
        decision, choices = asked.decision, asked.choices
        if entries:
            note = " ".join(filter(None, [decision.text, notes.held_back(selector.held_back(choices, entries))]))
            digest = self._digest(self.listing, choices, entries, replace(decision, text=note))
            counted = replace(digest, announced=selector.count(choices.filter))
            return PlannedSlot(replace(decision, state=SlotState.PLANNED), counted)
        why = notes.nothing_qualifies(choices)
        return PlannedSlot(replace(decision, state=SlotState.NOTHING_TO_SEND, text=why))

    def _digest(self, day: date, choices: DigestQuery, entries: tuple[Entry, ...], decision: SlotDecision) -> Digest:
        moment, tag = data_timestamp(self.health, self.listing), decision.slot.subscription.how.tag or ""
        made = Digest(day, choices, moment, self.health, entries, decision.text, tag=tag)
        settings = self.settler.provider.settings
        return with_page(made, settings.address, settings.categories, self.holidays) if entries else made


def _group_by(items: Iterable[T], key: Callable[[T], K]) -> list[tuple[K, list[T]]]:
    """Group items by key, in the order in which the keys first appear."""
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return list(groups.items())
