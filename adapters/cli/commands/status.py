"""``hotpapers status``: show data, sources and deliveries."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import click

from adapters.cli import wiring
from bot import wording
from bot.config import Settings
from bot.models.papers import SourceHealth
from bot.models.platform import find_platform
from bot.models.post import PostState
from bot.store.tables import installation, mentions, outbox, papers, source_health, suspensions, workspaces
from bot.store.tables.installation import Installation
from bot.store.tables.suspensions import Suspension

STATES = {
    PostState.DONE: "posted",
    PostState.PENDING: "waiting",
    PostState.SENDING: "being sent",
    PostState.UNKNOWN: "unconfirmed",
    PostState.POSTPONED: "postponed",
    PostState.DEAD: "failed",
}
WIDTH = 18
MAX_PARKED = 10  # shown


@dataclass(frozen=True, slots=True)
class Status:
    """A summary of the store. `listings` is their number, `newest` the date of the latest.

    `unknown` is the number of mentions of papers that are not in the store.
    """

    papers: int
    listings: int
    newest: date | None
    mentions: int
    unknown: int
    sources: tuple[SourceHealth, ...]
    posts: Mapping[PostState, int]
    stops: Mapping[tuple[str, str], str] = field(default_factory=dict)
    parked: tuple[Suspension, ...] = ()
    unheard: Mapping[str, str] = field(default_factory=dict)
    installation: Installation | None = None
    ahead: Mapping[str, timedelta] = field(default_factory=dict)


@click.command()
def status() -> None:
    """Show data, sources and deliveries.

    \b
    Examples:
      hotpapers status
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    found = asyncio.run(_read(settings))
    click.echo(f"{'Database':{WIDTH}}{settings.database}")
    for name, text in status_lines(found, wiring.now()):
        click.echo(f"{name:{WIDTH}}{text}")


def status_lines(found: Status, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield a status as pairs of a label and a text."""
    if found.installation:
        yield "Installation", f"{found.installation.id}, {wording.plural(found.installation.starts, 'start')}"
    newest = f" (latest {found.newest})" if found.newest else ". Run `hotpapers collect` to fetch some."
    yield "Papers", f"{found.papers:,}"
    yield "Listings", f"{found.listings:,}{newest}"
    unknown = f" ({found.unknown:,} of papers that aren't collected)" if found.unknown else ""
    yield "Mentions", f"{found.mentions:,}{unknown}"
    for source in found.sources:
        yield wording.source_name(source.name), _health(source, now)
    counts = [f"{found.posts[state]:,} {words}" for state, words in STATES.items() if found.posts.get(state)]
    yield "Messages", ", ".join(counts) or "none yet"
    for (platform, workspace), why in found.stops.items():
        yield "Stopped", f"{platform}{':' if workspace else ''}{workspace}: {why}"
    for platform, why in found.unheard.items():
        yield "Not listening", f"{platform}: {why}"
    for platform, ahead in found.ahead.items():
        yield "Clock", f"{wording.clock(find_platform(platform).label, ahead)}. Synchronize it with a time server."
    for each in found.parked[:MAX_PARKED]:
        yield "Parked", f"{each.destination}, {wording.age(now - each.since)} ago: {each.reason}"
    if len(found.parked) > MAX_PARKED:
        yield "Parked", f"and {len(found.parked) - MAX_PARKED:,} more"


async def _read(settings: Settings) -> Status:
    async with await wiring.open_store(settings) as store:
        count, listings = await store.read(papers.counts)
        newest = await store.read(papers.listing_dates, date.max, 1)
        return Status(
            papers=count,
            listings=listings,
            newest=newest[0] if newest else None,
            mentions=await store.read(mentions.counts),
            unknown=await store.read(mentions.unknown),
            sources=tuple(await store.read(source_health.health)),
            posts=await store.read(outbox.count_by_state),
            stops=await store.read(workspaces.stops),
            parked=tuple(await store.read(suspensions.all_suspensions)),
            unheard=await store.read(workspaces.unheard),
            installation=await store.read(installation.read),
            ahead=await store.read(workspaces.ahead),
        )


def _health(source: SourceHealth, now: datetime) -> str:
    answered = f"updated {wording.age(now - source.as_of)} ago" if source.as_of else "no data yet"
    odd = f"; {source.note}" if source.note else ""
    return f"{answered}{odd}" if source.ok else f"unavailable ({source.error}), {answered}"
