"""``hotpapers ledger``: carry over what was posted between machines that keep no files."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from adapters.cli import wiring
from adapters.cli.destinations import ALL, DestinationArg, place
from bot import wording
from bot.config import Settings
from bot.errors import CommandError
from bot.filesystem import atomic_replace
from bot.store.maintenance import ledger as ledgers
from bot.store.maintenance.ledger import LedgerPlace


@click.group()
def ledger() -> None:
    """Carry over what was posted, without a database.

    For machines that keep no files between two runs, such as GitHub's. The ledger says which digests were posted and
    which papers were shown, as hashes that say nothing to strangers. See docs/github.md.

    \b
    Examples:
      hotpapers ledger load ledger.json --to slack:C0123ABCD
      hotpapers ledger save ledger.json
    """  # noqa: D301 - \b keeps click from joining lines


@ledger.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def save(file: Path) -> None:
    """Write what the database knows to FILE."""
    text = asyncio.run(_export(wiring.read_settings()))
    try:
        atomic_replace.replace(file, text.encode())
    except OSError as error:
        raise CommandError(f"{file} can't be written ({error.strerror}).") from error


@ledger.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--to", type=place, required=True, metavar="DESTINATION", help=f"Destination, such as {ALL}")
def load(file: Path, to: DestinationArg) -> None:
    """Add what FILE knows of a destination. A missing FILE is an empty one."""
    try:
        text = file.read_text(encoding="utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} can't be read as text.") from error
    found = asyncio.run(_load(wiring.read_settings(), text, to))
    digests, papers = wording.plural(len(found.posted), "digest"), wording.plural(len(found.shown), "paper")
    click.echo(f"Known of {to}: {digests}, {papers}.", err=True)


async def _export(settings: Settings) -> str:
    async with await wiring.open_store(settings) as store:
        return ledgers.write(await store.read(ledgers.export, wiring.now()))


async def _load(settings: Settings, text: str, to: DestinationArg) -> LedgerPlace:
    known = ledgers.parse(text)
    async with wiring.connect_platform(to.platform, settings) as platform:
        there = await platform.resolve_channel(to.channel)
    async with await wiring.open_store(settings) as store:
        return await store.write(ledgers.load, known, there, wiring.now())
