"""``hotpapers serve``: show the web pages."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack

import click

from adapters.cli import wiring
from adapters.cli.http_server import listening, refuse_taken
from adapters.cli.web_pages import open_pages
from bot.commands.context import CommandContext
from bot.config import Settings
from bot.errors import ConfigError


@click.command()
@click.option("--listen", metavar="ADDRESS", help="Address and port; default: HOTPAPERS_LISTEN")
def serve(listen: str | None) -> None:
    """Show the collected papers as web pages.

    The pages only read the database. `hotpapers run` serves them too; this command is for machines without a chat
    platform. Collect papers with `hotpapers collect`. Ctrl-C or SIGTERM stops it.

    \b
    Examples:
      hotpapers serve
      hotpapers serve --listen 127.0.0.1:8000
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    if not settings.database.exists():
        raise ConfigError(f"there is no database at {settings.database}. Run `hotpapers collect` first.")
    asyncio.run(_serve(settings, listen or settings.listen))


async def _serve(settings: Settings, address: str) -> None:
    await refuse_taken(address)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(await wiring.open_store(settings))
        client = await stack.enter_async_context(wiring.open_http_client(settings, store))
        context = CommandContext(store, client, settings, wiring.read_holidays(settings), wiring.now)
        pages = await stack.enter_async_context(open_pages(context))
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        where = await stack.enter_async_context(listening(address, pages.routes()))
        click.echo(f"Serving {where}/", err=True)
        await stop.wait()
