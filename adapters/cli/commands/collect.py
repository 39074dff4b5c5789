"""``hotpapers collect``: fetch papers and discussions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import click

from adapters.cli import listing_dates, wiring
from adapters.cli.digest_options import listing_date
from adapters.cli.fetch_requests import build_request, listings_of, sources_to_poll
from bot import pipeline
from bot.config import Settings
from bot.errors import SourceError
from bot.schedule.polling import POLL_INTERVALS
from bot.sources import CITATION_SOURCES, FetchRequest, Source
from bot.store import Store
from bot.store.lock import exclusive_lock
from bot.store.tables import source_health as looks

TOGETHER = 5  # listings per request; earlier ones are kept after a failure or Ctrl-C


@click.command()
@click.option("--date", "day", type=listing_date, metavar="D", help="Date of a single listing")
@click.option("--since", type=listing_date, metavar="D", help="Date of the first listing")
@click.option("--until", type=listing_date, metavar="D", help="Date of the last listing, with --since")
def collect(day: date | None, since: date | None, until: date | None) -> None:
    """Fetch papers and discussions.

    The first run fetches the last 7 days. Later runs fetch new papers, and update the counts of recent ones. It is
    safe to collect a day twice. arXiv requires 3 seconds between requests, so a week takes a few minutes. Past listings
    are rebuilt from submission times, so a few papers may be one day off.

    \b
    Examples:
      hotpapers collect
      hotpapers collect --date 2026-01-15
      hotpapers collect --since 2026-01-05 --until 2026-01-16
    """  # noqa: D301 - \b keeps click from joining lines
    if (day and (since or until)) or (until and not since):
        raise click.UsageError("Use either --date, or --since with an optional --until.")
    if since and until and until < since:
        raise click.UsageError(f"--until {until} is before --since {since}.")
    settings = wiring.read_settings()
    with exclusive_lock(settings.database, "collect"):
        asyncio.run(_collect(settings, day or since, day or until))


async def _collect(settings: Settings, since: date | None, until: date | None) -> None:
    holidays = wiring.read_holidays(settings)
    async with await wiring.open_store(settings) as store, wiring.open_http_client(settings, store) as web:
        listings = await listings_of(store, holidays, since, until)
        if not listings:
            click.echo(listing_dates.why_none(until or since or wiring.now().date(), holidays))
        failures = []
        with _progress() as tell:
            for start in range(0, len(listings), TOGETHER):
                ask = build_request(settings, holidays, listings[start : start + TOGETHER])
                tell(f"Listings {', '.join(map(str, ask.listings))}:")
                asked = await _but_for_seldom(store, sources_to_poll(settings, ask), ask)
                collected = await pipeline.collect(store, web, asked, ask, tell)
                failures += [source.error for source in collected.sources if source.name == "arxiv" and not source.ok]
    if failures:
        raise SourceError(f"arXiv results are incomplete: {failures[-1]}. Run `hotpapers collect` again later.")


async def _but_for_seldom(store: Store, asked: dict[str, Source], ask: FetchRequest) -> dict[str, Source]:
    """Leave out citation sources that were polled recently."""
    answered = {source.name: source.as_of for source in await store.read(looks.health)}
    lately = {name for name in CITATION_SOURCES if (at := answered.get(name)) and ask.now - at < POLL_INTERVALS[name]}
    return {name: source for name, source in asked.items() if name not in lately}


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Return a function that prints a line of progress. On a terminal, the current step has a spinner."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda line: click.echo(line, err=True)
        return
    with console.status("") as status:
        yield lambda line: status.update(Text(line)) if line.endswith("…") else console.print(Text(line))
