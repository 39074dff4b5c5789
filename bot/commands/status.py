"""The status of data, sources and deliveries, here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import ClassVar

from bot import wording
from bot.commands.context import CommandContext
from bot.commands.spec import CommandSpec, NamedForm
from bot.commands.syntax.parser import without_arguments
from bot.models.command import Command, Requester, ResetFeedback, SetDigest, Subscribe
from bot.models.papers import SourceHealth
from bot.models.reply import Button, Instant, ListItem, Reply
from bot.store.tables import (
    deliveries,
    mentions,
    outbox,
    papers,
    personalization,
    reports,
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


@dataclass(frozen=True, slots=True)
class ShowStatus(Command):
    """Show the status of data, sources and deliveries."""

    label: ClassVar[str] = "Status"


async def handle(context: CommandContext, requester: Requester, _: ShowStatus) -> Reply:
    """Say what is in the store and of when, how every source does, and what came and comes here."""
    health = await context.store.read(source_health.health)
    of_sources = [ListItem(wording.source_name(source.name), _health(source, context.clock())) for source in health]
    of_here = [item async for item in _here(context, requester)]
    text, instants = await _data(context, health)
    return Reply(text, items=(*of_sources, *of_here), instants=instants)


async def _data(context: CommandContext, health: Sequence[SourceHealth]) -> tuple[str, tuple[Instant, ...]]:
    newest = await context.store.read(papers.listing_dates, date.max, 1)
    if not newest:
        return "I'm still collecting the first papers. Try again in a few minutes.", ()
    looks = [source.as_of for source in health if source.as_of]
    instants = (Instant(wording.instant(max(looks)), max(looks)),) if looks else ()
    as_of = f"Updated {instants[0].text}" if instants else "Imported data"
    count, listings = await context.store.read(papers.counts)
    seen = await context.store.read(mentions.counts)
    told = f"{wording.plural(count, 'paper')}, {wording.plural(seen, 'mention')}, {wording.plural(listings, 'listing')}"
    return f"{as_of}: {told} (latest {newest[0]}).", instants


def _health(source: SourceHealth, now: datetime) -> str:
    updated = f"updated {_ago(now - source.as_of)}" if source.as_of else "no data yet"
    odd = f"; {source.note}" if source.note else ""
    last = f"last {updated}" if source.as_of else updated
    return f"{updated}{odd}." if source.ok else f"unavailable ({source.error}), {last}."


def _ago(elapsed: timedelta) -> str:
    return "just now" if elapsed < MINUTE else f"{wording.age(elapsed)} ago"


async def _here(context: CommandContext, requester: Requester) -> AsyncIterator[ListItem]:
    """Tell what was delivered here, what comes next, and what did not come and why."""
    zone = await context.zone(requester)
    async for last in _last(context, requester, zone):
        yield last
    parked = await context.store.read(suspensions.get, requester.destination)
    if parked:
        since = describing.instant(parked.since, zone)
        yield ListItem(f"Paused here: {since.text}", f"{parked.reason}.", instants=(since,))
    quiet = await context.store.read(slots.quiet_for, requester.destination)
    if quiet:
        yield ListItem(f"Quiet: {_outcome_text(quiet)}", f"{quiet.reason.rstrip('.')}.")
    coming, instants = await _next(context, requester, zone)
    yield ListItem("Next digest here", coming, instants=instants)
    async for about in _report(context, requester, zone):
        yield about
    factors = (await context.store.read(personalization.of_place, requester.destination)).weights.factors
    if factors:
        may = requester.is_direct_message or requester.can_manage_channel
        reset = (Button("Reset feedback", ResetFeedback()),) if may else ()
        yield ListItem(_feedback(requester), f"{wording.weights(factors)}.", reset)
    for failed in await context.store.read(slots.failed_for, requester.destination):
        yield ListItem(f"Waiting: {_outcome_text(failed)}", f"{failed.reason}.")
    for skipped in await context.store.read(slots.skipped_for, requester.destination, MAX_SKIPPED):
        yield ListItem(f"Skipped: {_outcome_text(skipped)}", f"{skipped.reason}.")


async def _report(context: CommandContext, requester: Requester, zone: str) -> AsyncIterator[ListItem]:
    """Tell when the next report comes here, and how many picks of the reports were not changed."""
    due = await context.store.read(partial(slots.next_for, is_report=True), requester.destination)
    if due:
        instant = describing.instant(due, zone)
        yield ListItem("Next report here", instant.text, instants=(instant,))
    stood, shown = await context.store.read(reports.pick_counts, requester.destination)
    if shown:
        yield ListItem("Report picks here", f"{stood:,} of {wording.plural(shown, 'pick')} stood.")


def _outcome_text(outcome: Outcome) -> str:
    return f"the {'report' if outcome.is_report else 'digest'} of {outcome.day}"


async def _last(context: CommandContext, requester: Requester, zone: str) -> AsyncIterator[ListItem]:
    """Tell what became of the last digest here, and of the last report."""
    for what in ("digest", "report"):
        newest = await context.store.read(partial(deliveries.latest, is_report=what == "report"), requester.destination)
        if newest:
            number, created = newest
            standing = await context.store.read(outbox.delivery_status, number)
            made = describing.instant(created, zone)
            again = describing.instant(standing.retry_at, zone) if standing.retry_at else None
            instants = (made, again) if again else (made,)
            yield ListItem(f"Last {what} here: {made.text}", _delivery_text(standing, again), instants=instants)


async def _next(context: CommandContext, requester: Requester, zone: str) -> tuple[str, tuple[Instant, ...]]:
    due = await context.store.read(slots.next_for, requester.destination)
    if due:
        return describing.next_run(due, zone, context.clock()), (describing.instant(due, zone),)
    is_paused = await context.store.read(subscriptions.has_any, requester.destination)
    if is_paused:
        return "none (paused).", ()
    set_up: Command = Subscribe() if requester.is_direct_message else SetDigest()
    return f"none. Set one up with {context.commands.text(set_up, requester.platform)}", ()


def _feedback(requester: Requester) -> str:
    whose = "your" if requester.is_direct_message else "this channel's"
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


SPECS = (
    CommandSpec(
        command=ShowStatus,
        handle=handle,
        description="Data, sources and deliveries here",
        format=lambda _: "status",
        parsers={"status": without_arguments("status", ShowStatus())},
        usage="status",
        named=NamedForm("about status", lambda _: ShowStatus()),
        examples=lambda _: ((ShowStatus(), "data freshness and next digest"),),
    ),
)
