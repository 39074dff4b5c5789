"""The status of data, sources and deliveries, here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from bot import wording
from bot.commands.command_text import command_text
from bot.commands.context import CommandContext
from bot.models.command import Command, Requester, ResetFeedback, SetDigest, ShowStatus, Subscribe
from bot.models.papers import SourceHealth
from bot.models.reply import Button, Instant, ListItem, Reply
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
from bot.store.tables.outbox import DeliveryStatus
from bot.store.tables.slots import Outcome
from bot.wording import subscriptions as describing

MAX_SKIPPED = 3
MINUTE = timedelta(minutes=1)


async def handle(desk: CommandContext, asker: Requester, _: ShowStatus) -> Reply:
    """Say what is in the store and of when, how every source does, and what came and comes here."""
    health = await desk.store.read(source_health.health)
    of_sources = [ListItem(wording.source_name(source.name), _health(source, desk.clock())) for source in health]
    of_here = [item async for item in _here(desk, asker)]
    text, instants = await _data(desk, health)
    return Reply(text, items=(*of_sources, *of_here), instants=instants)


async def _data(desk: CommandContext, health: Sequence[SourceHealth]) -> tuple[str, tuple[Instant, ...]]:
    newest = await desk.store.read(papers.listing_dates, date.max, 1)
    if not newest:
        return "I'm still collecting the first papers. Try again in a few minutes.", ()
    looks = [source.as_of for source in health if source.as_of]
    instants = (Instant(wording.instant(max(looks)), max(looks)),) if looks else ()
    as_of = f"Updated {instants[0].text}" if instants else "Imported data"
    count, listings = await desk.store.read(papers.counts)
    seen = await desk.store.read(mentions.counts)
    told = f"{wording.plural(count, 'paper')}, {wording.plural(seen, 'mention')}, {wording.plural(listings, 'listing')}"
    return f"{as_of}: {told} (latest {newest[0]}).", instants


def _health(source: SourceHealth, now: datetime) -> str:
    updated = f"updated {_ago(now - source.as_of)}" if source.as_of else "no data yet"
    odd = f"; {source.note}" if source.note else ""
    last = f"last {updated}" if source.as_of else updated
    return f"{updated}{odd}." if source.ok else f"unavailable ({source.error}), {last}."


def _ago(elapsed: timedelta) -> str:
    return "just now" if elapsed < MINUTE else f"{wording.age(elapsed)} ago"


async def _here(desk: CommandContext, asker: Requester) -> AsyncIterator[ListItem]:
    """Tell what was delivered here, what comes next, and what did not come and why."""
    zone = await desk.zone(asker)
    async for last in _last(desk, asker, zone):
        yield last
    parked = await desk.store.read(suspensions.get, asker.destination)
    if parked:
        since = describing.instant(parked.since, zone)
        yield ListItem(f"Paused here: {since.text}", f"{parked.reason}.", instants=(since,))
    quiet = await desk.store.read(slots.quiet_for, asker.destination)
    if quiet:
        yield ListItem(f"Quiet: {_outcome_text(quiet)}", f"{quiet.reason.rstrip('.')}.")
    coming, instants = await _next(desk, asker, zone)
    yield ListItem("Next digest here", coming, instants=instants)
    report = await desk.store.read(partial(slots.next_for, is_report=True), asker.destination)
    if report:
        due = describing.instant(report, zone)
        yield ListItem("Next report here", due.text, instants=(due,))
    factors = (await desk.store.read(personalization.of_place, asker.destination)).weights.factors
    if factors:
        may = asker.is_direct_message or asker.can_manage_channel
        reset = (Button("Reset feedback", ResetFeedback()),) if may else ()
        yield ListItem(_feedback(asker), f"{wording.weights(factors)}.", reset)
    for failed in await desk.store.read(slots.failed_for, asker.destination):
        yield ListItem(f"Waiting: {_outcome_text(failed)}", f"{failed.reason}.")
    for skipped in await desk.store.read(slots.skipped_for, asker.destination, MAX_SKIPPED):
        yield ListItem(f"Skipped: {_outcome_text(skipped)}", f"{skipped.reason}.")


def _outcome_text(outcome: Outcome) -> str:
    return f"the {'report' if outcome.is_report else 'digest'} of {outcome.day}"


async def _last(desk: CommandContext, asker: Requester, zone: str) -> AsyncIterator[ListItem]:
    """Tell what became of the last digest here, and of the last report."""
    for what in ("digest", "report"):
        newest = await desk.store.read(partial(deliveries.latest, is_report=what == "report"), asker.destination)
        if newest:
            number, created = newest
            standing = await desk.store.read(outbox.delivery_status, number)
            made = describing.instant(created, zone)
            again = describing.instant(standing.retry_at, zone) if standing.retry_at else None
            instants = (made, again) if again else (made,)
            yield ListItem(f"Last {what} here: {made.text}", _delivery_text(standing, again), instants=instants)


async def _next(desk: CommandContext, asker: Requester, zone: str) -> tuple[str, tuple[Instant, ...]]:
    due = await desk.store.read(slots.next_for, asker.destination)
    if due:
        return describing.next_run(due, zone, desk.clock()), (describing.instant(due, zone),)
    is_paused = await desk.store.read(subscriptions.has_any, asker.destination)
    if is_paused:
        return "none (paused).", ()
    set_up: Command = Subscribe() if asker.is_direct_message else SetDigest()
    return f"none. Set one up with {command_text(set_up, asker.platform)}", ()


def _feedback(asker: Requester) -> str:
    whose = "your" if asker.is_direct_message else "this channel's"
    return f"Source weights (from {whose} feedback)"


def _delivery_text(delivered: DeliveryStatus, retry: Instant | None) -> str:
    """Say what became of a delivery's messages."""
    parts = [
        f"{delivered.done:,} posted" if delivered.done else "",
        f"{delivered.waiting:,} waiting" if delivered.waiting else "",
        f"{delivered.dead:,} given up" if delivered.dead else "",
    ]
    counts = ", ".join(part for part in parts if part)
    again = f", again {retry.text}" if retry else ""
    return f"{counts}{again}: {delivered.problem}" if delivered.problem else f"{counts}."
