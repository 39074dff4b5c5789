"""``hotpapers digest``: show or save a digest."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import click

from adapters.cli import output_files, wiring
from adapters.cli.digest_options import DigestCliOptions, choices
from adapters.cli.formats import FORMATS
from bot import pipeline
from bot.config import Settings
from bot.models.digest import Digest
from bot.models.platform import CHAT_INFOS
from bot.store.tables import papers

STANDARD_OUTPUT = Path("-")
UNREADABLE = {"json", *CHAT_INFOS}  # a note in these is easy to miss


@click.command()
@choices
@click.option("--format", "format", type=click.Choice(list(FORMATS)),
              help=f"Output format; {' and '.join(CHAT_INFOS)} print the payload of their API"
                   " [default: from the extension of --output, else terminal]")  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), metavar="FILE",
              help="Output file, or - for standard output")  # fmt: skip
def digest(options: DigestCliOptions, format: str | None, output: Path | None) -> None:
    """Show or save a digest.

    This ranks the papers of the latest listings in the database. Fetch them with `hotpapers collect`. The digest
    includes papers that were posted before, and changes nothing.

    \b
    Examples:
      hotpapers digest
      hotpapers digest --category cs.CL --category cs.IR --top 5
      hotpapers digest --keyword diffusion --date 2026-01-15 --days 5
      hotpapers digest --ranking classic --as-of 2026-01-15T09:00Z
      hotpapers digest --output digest.json
    """  # noqa: D301 - \b keeps click from joining lines
    format = output_files.format_of(format, output, "terminal", FORMATS)
    settings = wiring.read_settings()
    to_file = output is not None and output != STANDARD_OUTPUT
    if output and to_file:
        output_files.refuse_unwritable(output, settings)
    chosen = asyncio.run(_compose(settings, options))
    text = FORMATS[format](chosen)
    if output and to_file:
        output_files.write(output, text.encode())
    else:
        click.echo(text, nl=False)
    if chosen.note and (output or format in UNREADABLE):
        click.echo(chosen.note, err=True)


async def _compose(settings: Settings, options: DigestCliOptions) -> Digest:
    holidays = wiring.read_holidays(settings)
    now = wiring.now()
    wanted = options.wanted(settings, now, holidays)
    async with await wiring.open_store(settings) as store:
        chosen = await pipeline.compose(store, wanted, holidays, pipeline.SummaryProvider(store, settings, wiring.now))
        (newest,) = await store.read(papers.listing_dates, date.max, 1) or [wanted.day]
    if options.listing is None and not options.as_of and newest < wanted.day:
        click.echo(
            f"The latest listing in the database is {newest}. Run `hotpapers collect` to fetch newer ones.", err=True
        )
    return wiring.noted(chosen, settings)
