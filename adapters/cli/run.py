"""``hotpapers run``: the bot as its users know it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import click

from adapters.cli import opening
from adapters.cli.collect import ask_about, asked_now, listings_of
from adapters.cli.serving import serve
from bot import alarm, pipeline
from bot.calendar import Holidays
from bot.commands.answering import Bot
from bot.commands.desk import Desk
from bot.config import Settings
from bot.errors import ConfigError
from bot.pipeline import planning
from bot.platform import Chat, Platform
from bot.running import Health, Part, Postman, arxiv_news, is_due, supervise
from bot.store import Store, sources
from bot.store.lock import held
from bot.web import Web

LOOK = timedelta(minutes=1)  # between two looks which source is due


@click.command()
def run() -> None:
    """Run the bot: listen, collect, and send every digest when it is due.

    It starts what has tokens: Slack (SLACK_BOT_TOKEN, with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET to be talked to)
    and Discord (DISCORD_BOT_TOKEN). It looks at every token first, and says when it is ready. Ctrl-C or SIGTERM stops
    it; what was on its way goes on at the next start.

    \b
    hotpapers run
    curl http://127.0.0.1:8080/healthz
    """  # noqa: D301 - \b keeps click from joining lines
    settings = opening.read_settings()
    with held(settings.database, "run"):
        asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    async with _opened(settings) as running:
        await _check(running.platforms)
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        click.echo(f"ready: {', '.join(running.platforms)}", err=True)
        await supervise(running.parts(), running.health, stop)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[_Running]:
    tokens = {"slack": settings.slack_bot_token, "discord": settings.discord_bot_token}
    names = [name for name, token in tokens.items() if token is not None]
    if not names:
        raise ConfigError("there is nobody to talk to: set SLACK_BOT_TOKEN or DISCORD_BOT_TOKEN; see .env.example")
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(await Store.open(settings.database))
        web = await stack.enter_async_context(opening.open_web(settings, store))
        connected = {name: await stack.enter_async_context(opening.connected(name, settings)) for name in names}
        platforms = cast("dict[str, Chat]", connected)  # all that have tokens are
        yield _Running(settings, opening.read_holidays(settings), store, web, platforms)


async def _check(platforms: Mapping[str, Platform]) -> None:
    """Look at every token before anything starts. Raises ConfigError with all that is wrong."""
    checks = [check for platform in platforms.values() for check in await platform.check(None)]
    wrong = [f"{check.name}: {check.found}. {check.advice}" for check in checks if not check.ok]
    if wrong:
        raise ConfigError("\n".join(wrong))


@dataclass
class _Running:
    """All that a running bot is made of."""

    settings: Settings
    holidays: Holidays
    store: Store
    web: Web
    platforms: Mapping[str, Chat]
    health: Health = field(default_factory=Health)
    tried: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bot = Bot(Desk(self.store, self.web, self.settings, self.holidays, opening.now))
        self.postman = Postman(self.store, self.platforms, opening.now, asyncio.Event())

    def parts(self) -> dict[str, Part]:
        """Return what runs side by side, by name."""
        changed = asyncio.Event()
        routes = [route for platform in self.platforms.values() for route in getattr(platform, "routes", list)()]
        listening: dict[str, Part] = {
            name: lambda platform=platform: platform.listen(self.bot)  # type: ignore[misc]
            for name, platform in self.platforms.items()
        }
        return listening | {
            "collecting": self.collect,
            "planning": lambda: alarm.run(self.plan, changed, opening.now),
            "delivering": self.postman.run,
            "serving": lambda: serve(self.settings.listen, self.health, routes),
        }

    async def plan(self) -> datetime | None:
        """Bring what is due into the outbox, and wake who delivers; return when the next is due."""
        layouts = {name: platform.layout for name, platform in self.platforms.items()}
        planned = await planning.plan(self.store, layouts, opening.now(), self.settings, self.holidays)
        if planned.planned:
            self.postman.wake.set()
        return planned.next_at

    async def collect(self) -> None:
        """Ask each source when it is due, until cancelled."""
        while True:
            await self.collect_due()
            await self.bot.refresh()
            await asyncio.sleep(LOOK.total_seconds())

    async def collect_due(self) -> None:
        """Ask the sources that are due now."""
        now = opening.now()
        answered = {source.name: source.as_of for source in await self.store.read(sources.health)}
        news = arxiv_news(now, self.holidays)
        ask = ask_about(self.settings, self.holidays, await listings_of(self.store, self.holidays, None, None))
        due = {
            name: source
            for name, source in asked_now(self.settings, ask).items()
            if is_due(name, answered.get(name), self.tried.get(name), news, now)
        }
        if due:
            self.tried |= dict.fromkeys(due, now)
            await pipeline.collect(self.store, self.web, due, ask, lambda line: click.echo(line, err=True))
