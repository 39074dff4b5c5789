"""When and where the web pages are served."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.web.page_server import PageServer
from adapters.web.site_reader import open_reader
from bot.commands.context import CommandContext
from bot.config import Settings, is_loopback


def are_public_or_local(settings: Settings) -> bool:
    """Return whether `run` serves the pages: they have a public address, or only this machine can read them."""
    return bool(settings.address) or is_loopback(f"//{settings.listen}")


@asynccontextmanager
async def open_pages(context: CommandContext) -> AsyncIterator[PageServer]:
    """Open the pages of a store, and close what they keep."""
    reader = open_reader(context)
    try:
        yield PageServer(reader, context.settings.address)
    finally:
        await reader.rankings.close()
