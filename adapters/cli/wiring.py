"""The dependencies of commands: settings, store, HTTP client, calendar and platforms."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
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
    """Return the settings, set up logging, and warn about unknown names. Raises ConfigError."""
    logs.configure(config.log_format())  # until the settings are loaded
    settings = config.load()
    logs.configure(settings.log_format, config.secrets(settings))
    for sentence in config.unknown():
        log.warning("%s", sentence)
    return settings


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def delivery_policy(settings: Settings, *, in_run: bool = False) -> DeliveryPolicy:
    """Return the delivery policy of the settings."""
    settle, lease = timedelta(seconds=settings.settle), timedelta(seconds=settings.lease)
    return DeliveryPolicy(settle, lease, settings.promise, is_daemon=in_run)


def read_holidays(settings: Settings) -> Holidays:
    """Return arXiv's holidays, from the operator's file or the bundled one. Raises ConfigError."""
    if settings.holidays is None:
        return calendar.parse_holidays(data.read("holidays.json"))
    try:
        return calendar.parse_holidays(settings.holidays.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"HOTPAPERS_HOLIDAYS: can't read {settings.holidays} as UTF-8 text") from error
    except ConfigError as error:
        raise ConfigError(f"HOTPAPERS_HOLIDAYS: {settings.holidays}: {error}") from error


def sources_of(settings: Settings) -> dict[str, Source]:
    """Return the sources that have all their required settings."""
    return {name: source for name, source in SOURCES.items() if not missing_settings(settings, name)}


def missing_settings(settings: Settings, source: str) -> list[str]:
    """Return the required variables of a source that are not set."""
    names = config.variables()
    return [names[field] for field in REQUIRED_SETTINGS.get(source, ()) if not getattr(settings, field)]


def open_http_client(settings: Settings, store: Store, *, is_urgent: bool = False) -> HttpClient:
    """Return an HTTP client. It shares arXiv's rate limit with all processes on *store*; urgent requests go first."""
    return HttpClient(settings, arxiv_throttle(store, settings.arxiv_delay, is_urgent=is_urgent))


async def open_store(settings: Settings) -> Store:
    """Open the database. Create it if it doesn't exist, and print that."""
    before = installation.read_companion(settings.database)
    store = await Store.open(settings.database, _identity(settings))
    if store.is_new:
        await store.write(installation.forget_before, now())
        click.echo(f"Created a new database at {settings.database.absolute()}.", err=True)
    if store.is_new and before:
        click.echo(
            f"Warning: the previous database (installation {before.id}) is missing. If you didn't delete it, stop"
            " hotpapers, and get it or a backup of it back with `hotpapers restore FILE`.",
            err=True,
        )
    return store


def _identity(settings: Settings) -> str | None:
    """Return an installation ID from the bot's token, so that a run that lost all its files finds its own messages."""
    tokens = (getattr(settings, info.token_setting) for info in CHAT_INFOS.values())
    token = next(filter(None, tokens), None)
    return token and blake2b(token.get_secret_value().encode(), digest_size=16, person=b"installation").hexdigest()


def noted(digest: Digest, settings: Settings) -> Digest:
    """Add a note to a digest for categories with cross-lists only."""
    uncollected = notes.uncollected(digest.choices.filter.categories, settings.categories)
    return replace(digest, note=" ".join(filter(None, [uncollected, digest.note])))


def create_renderer(settings: Settings) -> ReportRenderer | None:
    """Return the report renderer, or None if its packages are not installed."""
    if not optional_deps.is_installed():
        return None
    from adapters.report import renderer as drawing

    return drawing.create_renderer(settings.cache)


@asynccontextmanager
async def connect_platform(platform: str, settings: Settings) -> AsyncIterator[Platform]:
    """Connect to a platform by name, and close it afterwards. Raises ConfigError."""
    module, _, connect = PLATFORMS[platform].partition(":")
    connection: Platform = getattr(import_module(module), connect)(settings, create_renderer(settings))
    if platform in CHAT_INFOS:
        cast("ChatPlatform", connection).pressable = is_running(settings.database)
    try:
        yield connection
    finally:
        await connection.close()
