"""``hotpapers tidy``: drop what need not be kept any longer."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import click

from adapters.cli import wiring
from bot import pipeline
from bot.config import Settings
from bot.pipeline import PruneResult


@click.command()
def tidy() -> None:
    """Thin old counts of attention and drop old deliveries, as the settings want; `hotpapers run` does so once a day.

    HOTPAPERS_THIN_AFTER, HOTPAPERS_LAST_AFTER, HOTPAPERS_KEEP_DELIVERIES and HOTPAPERS_KEEP_LOOKS say after how many
    days. Which papers were shown where stays known. The file keeps its size: what is free is used again.

    \b
    hotpapers tidy
    """  # noqa: D301 - \b keeps click from joining lines
    dropped = asyncio.run(_tidy(wiring.read_settings()))
    told = ", ".join(f"{what} ({number:,})" for what, number in asdict(dropped).items() if number)
    click.echo(f"Dropped: {told}." if told else "Nothing is old enough to be dropped.")


async def _tidy(settings: Settings) -> PruneResult:
    async with await wiring.open_store(settings) as store:
        return await pipeline.prune(store, settings, wiring.now())
