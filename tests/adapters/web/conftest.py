"""The pages of a filled store, asked over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from adapters.cli.http_server import listening
from adapters.cli.web_pages import open_pages
from bot.arxiv.calendar import parse_holidays
from bot.commands.context import CommandContext
from bot.data import read
from bot.store import Store
from tests.helpers import transcripts
from tests.helpers.fakes import Clock


@asynccontextmanager
async def pages_of(context: CommandContext) -> AsyncIterator[httpx.AsyncClient]:
    """A reader of the pages of *context*, which follows no redirects."""
    async with (
        open_pages(context) as pages,
        listening("127.0.0.1:0", pages.routes()) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as reader,
    ):
        yield reader


@pytest.fixture
def clock() -> Clock:
    return Clock(transcripts.NOW)


@pytest.fixture
def context(store: Store, web, served, clock) -> CommandContext:
    return CommandContext(store, web, served.settings, parse_holidays(read("holidays.json")), clock)


@pytest.fixture
def public(context) -> CommandContext:
    """The context of pages with a public address."""
    return replace(context, settings=context.settings.model_copy(update={"address": "https://papers.example.org/hot"}))


@pytest.fixture
async def reader(store, context) -> AsyncIterator[httpx.AsyncClient]:
    await transcripts.fill(store, "full", "slack")
    async with pages_of(context) as opened:
        yield opened
