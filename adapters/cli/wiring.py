"""What commands stand on: settings, store, web, calendar, platforms, each opened here and closed behind them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import cast

import click

from adapters import PLATFORMS
from bot import config, data, logs
from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.config import Settings
from bot.errors import ConfigError
from bot.http.client import HttpClient
from bot.models.digest import Digest
from bot.models.platform import CHAT_INFOS
from bot.pipeline import DeliveryPolicy, arxiv_throttle
from bot.platforms import ChatPlatform, Platform, ReportRenderer
from bot.report import optional_deps
from bot.sources import REQUIRED_SETTINGS, SOURCES, Source
from bot.store import Store
from bot.store.lock import is_running
from bot.store.tables import installation
from bot.wording import notes

log = logging.getLogger(__name__)


def read_settings() -> Settings:
    """Read the settings, log as they say, and warn of names that mean nothing. Raises ConfigError."""
    logs.configure(config.log_format())  # until the settings say more
    settings = config.load()
    logs.configure(settings.log_format, config.secrets(settings))
    for sentence in config.unknown():
        log.warning("%s", sentence)
    return settings


def now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def delivery_policy(settings: Settings, *, in_run: bool = False) -> DeliveryPolicy:
    """Return what senders keep to."""
    settle, lease = timedelta(seconds=settings.settle), timedelta(seconds=settings.lease)
    return DeliveryPolicy(settle, lease, settings.promise, is_daemon=in_run)


def read_holidays(settings: Settings) -> Holidays:
    """Read arXiv's holidays, the operator's own or those that come with us. Raises ConfigError."""
    if settings.holidays is None:
        return calendar.parse_holidays(data.read("holidays.json"))
    try:
        return calendar.parse_holidays(settings.holidays.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"HOTPAPERS_HOLIDAYS: {settings.holidays} cannot be read as text") from error
    except ConfigError as error:
        raise ConfigError(f"HOTPAPERS_HOLIDAYS: {settings.holidays}: {error}") from error


def sources_of(settings: Settings) -> dict[str, Source]:
    """Return the sources that can be asked, having all the settings that they need."""
    return {name: source for name, source in SOURCES.items() if not missing_settings(settings, name)}


def missing_settings(settings: Settings, source: str) -> list[str]:
    """Return the variables that a source needs and that are not set."""
    names = config.variables()
    return [names[field] for field in REQUIRED_SETTINGS.get(source, ()) if not getattr(settings, field)]


def open_http_client(settings: Settings, store: Store, *, is_urgent: bool = False) -> HttpClient:
    """Return the way to the sources, which takes turns at arXiv with all processes on *store*, first where urgent."""
    return HttpClient(settings, arxiv_throttle(store, settings.arxiv_delay, is_urgent=is_urgent))


async def open_store(settings: Settings) -> Store:
    """Open the database; where there was none, one is made, and that is said."""
    before = installation.read_companion(settings.database)
    store = await Store.open(settings.database)
    if store.is_new:
        click.echo(f"There was no database at {settings.database.absolute()}, so a new, empty one was made.", err=True)
    if store.is_new and before:
        click.echo(
            f"Another one was there before (installation {before.id}), and what it knew is missing now. If you did not"
            " delete it, stop, and put it back or bring back a backup with `hotpapers restore FILE`.",
            err=True,
        )
    return store


def noted(digest: Digest, settings: Settings) -> Digest:
    """Let a digest say of which of its categories only cross-lists are collected."""
    uncollected = notes.uncollected(digest.choices.filter.categories, settings.categories)
    return replace(digest, note=" ".join(filter(None, [uncollected, digest.note])))


def create_renderer(settings: Settings) -> ReportRenderer | None:
    """Return who draws reports, None where what that takes is not installed."""
    if not optional_deps.is_installed():
        return None
    from adapters.report import renderer as drawing

    return drawing.create_renderer(settings.cache)


@asynccontextmanager
async def connect_platform(platform: str, settings: Settings) -> AsyncIterator[Platform]:
    """Connect to a platform by its name, and let go of it afterwards. Raises ConfigError."""
    module, _, connect = PLATFORMS[platform].partition(":")
    connection: Platform = getattr(import_module(module), connect)(settings, create_renderer(settings))
    if platform in CHAT_INFOS:
        cast("ChatPlatform", connection).pressable = is_running(settings.database)
    try:
        yield connection
    finally:
        await connection.close()
