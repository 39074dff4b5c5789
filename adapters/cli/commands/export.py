"""``hotpapers export``: write the web pages into a folder."""

from __future__ import annotations

import asyncio
import errno
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import click

from adapters.cli import wiring
from adapters.site.static_export import ExportResult
from adapters.site.static_export import export as write_pages
from adapters.web.site_reader import open_reader
from bot import wording
from bot.commands.context import CommandContext
from bot.errors import CommandError, ConfigError


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), required=True, metavar="DATE", help="First listing")
def export(folder: Path, since: datetime) -> None:
    """Write the web pages into FOLDER.

    The folder works on any web server and from disk. There is a page for each day, week, month and category since a
    date, and for the hottest papers of each list. A search works with JavaScript. HOTPAPERS_SITE is the public address
    of the folder, which feeds need.

    \b
    Examples:
      hotpapers export public --since 2026-01-01
    """  # noqa: D301 - \b keeps click from joining lines
    try:
        written = asyncio.run(_export(folder, since))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise  # it has a sentence of its own
        raise CommandError(f"can't write to {folder} ({error.strerror}). Choose another folder.") from error
    lists, papers = wording.plural(written.lists, "list"), wording.plural(written.papers, "paper")
    click.echo(f"Written: {folder / 'index.html'} and pages of {lists} and {papers}")


async def _export(folder: Path, since: datetime) -> ExportResult:
    settings = wiring.read_settings()
    if not settings.database.exists():
        raise ConfigError(f"there is no database at {settings.database}. Run `hotpapers collect` first.")
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(await wiring.open_store(settings))
        client = await stack.enter_async_context(wiring.open_http_client(settings, store))
        context = CommandContext(store, client, settings, wiring.read_holidays(settings), wiring.now)
        return await write_pages(open_reader(context), folder, since.date(), settings.site)
