"""How data, sources and deliveries stand, here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from bot import wording
from bot.commands.context import Desk
from bot.models.command import Asker, DigestReset, Status
from bot.models.papers import SourceHealth
from bot.models.reply import Button, Item, Reply
from bot.store.tables import (
    deliveries,
    mentions,
    outbox,
    papers,
    personalization,
    slots,
    source_health,
    subscriptions,
    suspensions,
)
from bot.store.tables.outbox import Delivered
from bot.store.tables.slots import Outcome
from bot.wording import subscriptions as describing

MOST_SKIPPED = 3
MINUTE = timedelta(minutes=1)


async def answer(desk: Desk, asker: Asker, _: Status) -> Reply:
    """Say what is in the store and of when, how every source does, and what came and comes here."""
    health = await desk.store.read(source_health.health)
    of_sources = [Item(wording.source_name(source.name), _health(source, desk.clock())) for source in health]
    of_here = [item async for item in _here(desk, asker)]
    return Reply(await _data(desk, health), items=(*of_sources, *of_here))


async def _data(desk: Desk, health: Sequence[SourceHealth]) -> str:
    newest = await desk.store.read(papers.listing_dates, date.max, 1)
    if not newest:
        return "Nothing is collected yet; ask again in some minutes."
    looks = [source.as_of for source in health if source.as_of]
    as_of = f"Data as of {wording.instant(max(looks))}" if looks else "Data as it was imported"
    count, listings = await desk.store.read(papers.counts)
    seen = await desk.store.read(mentions.counts)
    told = f"{wording.plural(count, 'paper')} and {wording.plural(seen, 'mention')} of them"
    return f"{as_of}: {told}, in {wording.plural(listings, 'listing')} up to {newest[0]}."


def _health(source: SourceHealth, now: datetime) -> str:
    answered = f"answered {_ago(now - source.as_of)}" if source.as_of else "has not answered yet"
    odd = f"; {source.note}" if source.note else ""
    return f"{answered}{odd}." if source.ok else f"failed at the last look ({source.error}); {answered}."


def _ago(elapsed: timedelta) -> str:
    return "just now" if elapsed < MINUTE else f"{wording.age(elapsed)} ago"


async def _here(desk: Desk, asker: Asker) -> AsyncIterator[Item]:
    """Tell what was delivered here, what comes next, and what did not come and why."""
    zone = await desk.zone(asker)
    async for last in _last(desk, asker, zone):
        yield last
    parked = await desk.store.read(suspensions.get, asker.here)
    if parked:
        yield Item(f"Paused here: {describing.moment(parked.since, zone)}", f"{parked.reason}.")
    quiet = await desk.store.read(slots.quiet_for, asker.here)
    if quiet:
        yield Item(f"Quiet: {_of(quiet)}", f"{quiet.reason.rstrip('.')}.")
    yield Item("Next digest here", await _next(desk, asker, zone))
    report = await desk.store.read(partial(slots.next_for, is_report=True), asker.here)
    if report:
        yield Item("Next report here", describing.moment(report, zone))
    factors = (await desk.store.read(personalization.of_place, asker.here)).weights.factors
    if factors:
        may = asker.is_direct or asker.may_set_digests
        reset = (Button("Reset feedback", DigestReset()),) if may else ()
        yield Item(_feedback(asker), f"{wording.weights(factors)}.", reset)
    for failed in await desk.store.read(slots.failed_for, asker.here):
        yield Item(f"Waiting: {_of(failed)}", f"{failed.reason}.")
    for skipped in await desk.store.read(slots.skipped_for, asker.here, MOST_SKIPPED):
        yield Item(f"Skipped: {_of(skipped)}", f"{skipped.reason}.")


def _of(outcome: Outcome) -> str:
    return f"the {'report' if outcome.is_report else 'digest'} of {outcome.day}"


async def _last(desk: Desk, asker: Asker, zone: str) -> AsyncIterator[Item]:
    """Tell what became of the last digest here, and of the last report."""
    for what in ("digest", "report"):
        newest = await desk.store.read(partial(deliveries.newest, is_report=what == "report"), asker.here)
        if newest:
            number, created = newest
            standing = await desk.store.read(outbox.standing, number)
            yield Item(f"Last {what} here: {describing.moment(created, zone)}", _standing(standing, zone))


async def _next(desk: Desk, asker: Asker, zone: str) -> str:
    due = await desk.store.read(slots.next_for, asker.here)
    if due:
        return describing.due(due, zone, desk.clock())
    is_paused = await desk.store.read(subscriptions.has_any, asker.here)
    return "none: it is paused." if is_paused else "none: nobody has set one up."


def _feedback(asker: Asker) -> str:
    whose = "your" if asker.is_direct else "this channel's"
    return f"How much places count here, by {whose} feedback"


def _standing(delivered: Delivered, zone: str) -> str:
    """Say what became of a delivery's messages."""
    parts = [
        f"{delivered.done:,} posted" if delivered.done else "",
        f"{delivered.waiting:,} waiting" if delivered.waiting else "",
        f"{delivered.dead:,} given up" if delivered.dead else "",
    ]
    counts = ", ".join(part for part in parts if part)
    again = f", again {describing.moment(delivered.retry_at, zone)}" if delivered.retry_at else ""
    return f"{counts}{again}: {delivered.problem}" if delivered.problem else f"{counts}."
