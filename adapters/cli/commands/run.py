"""``hotpapers run``: run the bot."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import click

from adapters.cli import wiring
from adapters.cli.application import BotApplication
from adapters.cli.commands.check import format_check
from adapters.cli.http_server import refuse_taken
from bot import config, logs
from bot.commands.context import CommandContext
from bot.config import Settings
from bot.errors import ConfigError
from bot.filesystem import scratch_folders
from bot.models.platform import CHAT_INFOS, PLATFORM_INFOS
from bot.platforms import Platform
from bot.runtime import memory
from bot.runtime.supervisor import supervise
from bot.store.lock import exclusive_lock

log = logging.getLogger(__name__)


@click.command()
def run() -> None:
    """Run the bot.

    It answers commands, collects papers, and sends each digest when it is due. It connects to each platform that has a
    token: Slack (SLACK_BOT_TOKEN, with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET) and Discord (DISCORD_BOT_TOKEN). It
    also posts to webhooks (HOTPAPERS_WEBHOOK_NAME). It checks the tokens first, then prints that it is ready. Ctrl-C or
    SIGTERM stops it. Unfinished deliveries continue at the next start.

    \b
    Examples:
      hotpapers run
      curl http://127.0.0.1:8080/healthz
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    logs.tell_steps()
    names = _configured_platforms(settings)
    with exclusive_lock(settings.database, "run"):
        scratch_folders.sweep()  # left by a run that was killed
        memory.limit_arenas()
        asyncio.run(_run(settings, names))


def _configured_platforms(settings: Settings) -> list[str]:
    """Return the platforms that have tokens or channels in the settings. Raises ConfigError if there are none."""
    named = config.variables()
    infos = [info for info in CHAT_INFOS.values() if getattr(settings, info.token_setting) is not None]
    one_way = [info for info in PLATFORM_INFOS.values() if info.channels_setting]
    filled = [info for info in one_way if getattr(settings, info.channels_setting)]
    if not infos and not filled:
        tokens = ", ".join(named[info.token_setting] for info in CHAT_INFOS.values())
        tokens += " or " + " or ".join(named[info.channels_setting] for info in one_way)
        raise ConfigError(f"no chat platform configured. Set {tokens} (see .env.example).")
    for info in infos:
        if info.listen_settings and not any(getattr(settings, name) for name in info.listen_settings):
            needed = " or ".join(named[name] for name in info.listen_settings)
            raise ConfigError(f"{info.label} can't reach the bot. Set {needed} (see .env.example).")
    return [info.name for info in (*infos, *filled)]


async def _run(settings: Settings, names: Sequence[str]) -> None:
    async with _opened(settings, names) as running:
        await _check(running.chats)
        await refuse_taken(settings.listen)
        await running.begin()
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        click.echo(_ready(running.platforms), err=True)
        await supervise(running.services(), running.health, stop)


def _ready(platforms: Iterable[str]) -> str:
    names = " and ".join(PLATFORM_INFOS[name].label for name in platforms)
    return f"Ready. Connected to {names}."


@asynccontextmanager
async def _opened(settings: Settings, names: Sequence[str]) -> AsyncIterator[BotApplication]:
    holidays = wiring.read_holidays(settings)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(await wiring.open_store(settings))
        web = await stack.enter_async_context(wiring.open_http_client(settings, store))
        asked = await stack.enter_async_context(wiring.open_http_client(settings, store, is_urgent=True))
        connected = {name: await stack.enter_async_context(wiring.connect_platform(name, settings)) for name in names}
        yield BotApplication(CommandContext(store, asked, settings, holidays, wiring.now), web, connected)


async def _check(platforms: Mapping[str, Platform]) -> None:
    """Check every token before anything starts. Raises ConfigError with all problems.

    A platform that is unreachable is not a problem: its service restarts until it connects.
    """
    checks = [check for platform in platforms.values() for check in await platform.check(None) if not check.ok]
    wrong = [format_check(check) for check in checks if not (check.inconclusive or check.harmless)]
    if wrong:
        raise ConfigError("\n".join(wrong))
    for check in (each for each in checks if each.inconclusive):
        log.warning("platform unreachable at startup: platform=%s error=%s", check.name, check.message)
