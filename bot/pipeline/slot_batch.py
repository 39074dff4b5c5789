"""Settle many slots at once: choose their digests, and store slots, digests and posts in one transaction.

What differs is made once: a digest for each different choice, its JSON and its layout for each different content. What
a batch needs of the store is read in a few queries. After a crash, a batch that was not stored is made again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import TypeVar

from bot import wording
from bot.errors import HotPapersError
from bot.models.digest import Destination, Digest, DigestQuery, Entry
from bot.models.post import PostKind
from bot.models.subscription import Slot, SlotState, Subscription
from bot.pipeline.summaries import SummaryProvider
from bot.ranking.personalization import Personalization
from bot.schedule.recurrence import zone_of
from bot.selection.select import NOTHING_SEEN, SeenScores
from bot.selection.selector import DigestSelector
from bot.store import Store
from bot.store.tables import contents, dismissals, personalization, slots
from bot.store.tables.contents import EncodedContent, EncodedEntry
from bot.store.tables.outbox import NewDelivery
from bot.store.tables.shown_papers import ShownBefore
from bot.store.tables.slots import Outcome, Settlement
from bot.wording import notes

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Result = TypeVar("Result")
Layout = Callable[[Digest], Sequence[PostKind]]
BATCH = 500  # slots in one transaction


@dataclass(frozen=True, slots=True)
class SlotDecision:
    """The decision about a slot. Its *missed* earlier slots are skipped. DUE: it depends on the papers.

    *text* is the reason why nothing is posted, or a note of the digest.
    """

    slot: Slot
    missed: tuple[Outcome, ...]
    state: SlotState
    text: str = ""

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes of the slot and of those missed before it."""
        reason = "" if self.state is SlotState.PLANNED else self.text
        return (*self.missed, Outcome(self.slot.day, self.slot.due, self.state, self.slot.late, reason))


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """A slot that needs papers, and its query."""

    choices: DigestQuery
    decision: SlotDecision

    @property
    def subscription(self) -> Subscription:
        """The slot's subscription."""
        return self.decision.slot.subscription


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """A decided slot, and the digest that is posted for it, if any."""

    decision: SlotDecision
    digest: Digest | None = None


@dataclass(slots=True)
class SlotSettler:
    """Settles the slots of a pass. A slot with an unexpected error stays due, and the others go on."""

    provider: SummaryProvider
    layouts: Mapping[str, Layout]
    now: datetime
    _summarized: dict[Entry, Entry] = field(default_factory=dict)
    _entries: dict[Entry, EncodedEntry] = field(default_factory=dict)
    _contents: dict[Digest, EncodedContent] = field(default_factory=dict)
    _kinds: dict[tuple[str, Digest], Sequence[PostKind]] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        """The store that slots are settled in."""
        return self.provider.store

    async def choose(
        self, asked: Sequence[SlotRequest], selector: DigestSelector, before: ShownBefore
    ) -> list[tuple[SlotRequest, tuple[Entry, ...]]]:
        """Return the entries for each slot, at most `BATCH`, without what its destination was shown or hides."""
        wanted = [each.subscription for each in asked]
        hidden = await self.store.read(dismissals.hidden_at, {each.destination for each in wanted}, before)
        tunings = await self.store.read(personalization.of_all, wanted)
        picker = _Picker(selector, hidden)
        pairs = [*zip(asked, tunings, strict=True)]
        chosen = await self.isolate(pairs, lambda pair: pair[0].decision.slot, picker.pick)
        for _, entries in chosen:
            await self._summarize(entries)
        return [(each, tuple(map(self._summarized.__getitem__, entries))) for (each, _), entries in chosen]

    async def settle(self, planned: Sequence[PlannedSlot]) -> list[SlotState]:
        """Store outcomes and digests, `BATCH` at a time. Return the states of the slots without an error."""
        states: list[SlotState] = []
        for start in range(0, len(planned), BATCH):
            some = planned[start : start + BATCH]
            made = await self.isolate(some, lambda each: each.decision.slot, self._settlement)
            settlements = [settlement for _, settlement in made]
            if settlements:
                states += map(_state, settlements, await self.store.write(slots.settle_all, settlements, self.now))
        return states

    async def isolate(
        self, items: Sequence[Item], slot_of: Callable[[Item], Slot], work: Callable[[Item], Result]
    ) -> list[tuple[Item, Result]]:
        """Return the result of each item, made in a thread.

        An unexpected error is logged and stored with the slot, which stays due: a bug in one must not stop the others.
        """
        tried = await asyncio.to_thread(lambda: [(item, _attempt(work, item)) for item in items])
        for item, (_, error) in tried:
            if error:
                slot = slot_of(item)
                log.error("slot failed: subscription=%d day=%s", slot.subscription.number, slot.day, exc_info=error)
                await self.store.write(slots.record_failure, slot, wording.FAILED_SLOT)
        return [(item, result) for item, (results, _) in tried for result in results]

    def _settlement(self, planned: PlannedSlot) -> Settlement:
        """Return what is stored for a slot. What is the same for many is made once."""
        slot, digest = planned.decision.slot, planned.digest
        if digest is None:
            return Settlement(slot, planned.decision.outcomes)
        if digest not in self._contents:
            self._contents[digest] = contents.encode(digest, self._encode_entry)
        kinds, note = self._posts(slot.subscription, digest), self._late_note(slot)
        new = NewDelivery(self._contents[digest], slot.subscription.destination, kinds, note)
        return Settlement(slot, planned.decision.outcomes, new)

    def _posts(self, subscription: Subscription, digest: Digest) -> list[PostKind]:
        """Return the kinds of the posts. Replies come last and are left out unless the subscription wants them."""
        how, key = subscription.how.threads, (subscription.destination.platform, digest)
        threads = subscription.is_channel if how is None else how
        if key not in self._kinds:
            self._kinds[key] = self.layouts[subscription.destination.platform](digest)
        return [kind for kind in self._kinds[key] if threads or kind is not PostKind.REPLY]

    def _late_note(self, slot: Slot) -> str:
        zone = zone_of(slot.subscription.every)
        return notes.late(slot.due.astimezone(zone), self.now.astimezone(zone)) if slot.late else ""

    def _encode_entry(self, entry: Entry) -> EncodedEntry:
        if entry not in self._entries:
            self._entries[entry] = contents.encode_entry(entry)
        return self._entries[entry]

    async def _summarize(self, entries: Sequence[Entry]) -> None:
        """Look up or ask for the summaries of entries that had none in this pass."""
        new = [entry for entry in entries if entry not in self._summarized]
        if new:
            self._summarized.update(zip(new, await self.provider.add_summaries(new), strict=True))


@dataclass(frozen=True, slots=True)
class _Picker:
    """Picks entries from one ranking. What a destination gets is hidden from its next digest of the same batch."""

    selector: DigestSelector
    hidden: dict[Destination, SeenScores]

    def pick(self, pair: tuple[SlotRequest, Personalization]) -> tuple[Entry, ...]:
        """Return the entries for a slot."""
        asked, tuning = pair
        destination = asked.subscription.destination
        seen = self.hidden.get(destination, NOTHING_SEEN)
        entries = self.selector.choose(asked.choices, seen, tuning)
        if entries:
            again = {entry.id: inf if entry.id in seen else entry.score for entry in entries}
            self.hidden[destination] = {**seen, **again}
        return entries


def _attempt(work: Callable[[Item], Result], item: Item) -> tuple[tuple[Result, ...], Exception | None]:
    """Return a result or an unexpected error."""
    try:
        return (work(item),), None
    except HotPapersError:
        raise
    except Exception as error:  # noqa: BLE001 - the caller logs it
        return (), error


def _state(settled: Settlement, is_due: bool) -> SlotState:  # noqa: FBT001 - one of two columns
    """Return a slot's state. One that was paused or removed in the meantime is skipped."""
    return SlotState.SKIPPED if settled.delivery and not is_due else settled.outcomes[-1].state
