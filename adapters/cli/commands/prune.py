"""``hotpapers prune``: delete old data."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import click

from adapters.cli import wiring
from bot import pipeline
from bot.config import Settings
from bot.pipeline import PruneResult


@click.command()
def prune() -> None:
    """Delete old data per your settings.

    These settings say after how many days: HOTPAPERS_DOWNSAMPLE_AFTER_DAYS, HOTPAPERS_KEEP_LAST_AFTER_DAYS,
    HOTPAPERS_KEEP_DELIVERIES_DAYS and HOTPAPERS_KEEP_POLLS_DAYS. `hotpapers run` prunes once a day. The record of which
    papers were shown is kept. The file doesn't shrink, because freed space is reused.

    \b
    Examples:
      hotpapers prune
    """  # noqa: D301 - \b keeps click from joining lines
    dropped = asyncio.run(_prune(wiring.read_settings()))
    told = ", ".join(f"{what} ({number:,})" for what, number in asdict(dropped).items() if number)
    click.echo(f"Deleted: {told}." if told else "Nothing to delete.")


async def _prune(settings: Settings) -> PruneResult:
    async with await wiring.open_store(settings) as store:
        return await pipeline.prune(store, settings, wiring.now())
