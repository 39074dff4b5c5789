"""Run the gateway connection from login until it ends or is cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta

from discord import ConnectionClosed, InteractionType, NotFound, SessionStartLimits
from discord.app_commands import (
    AppCommandContext,
    AppCommandError,
    AppInstallationType,
    CommandNotFound,
    CommandSignatureMismatch,
    CommandTree,
)

from adapters.discord.api.errors import FAILURES, REFUSED_TOKEN, Permission, to_request_error
from adapters.discord.api.rate_limits import DiscordRateLimits
from adapters.discord.events import responder, resumption
from adapters.discord.events.client import Client
from adapters.discord.events.commands import COMMANDS, Interaction
from adapters.discord.events.localization import Translations
from bot.errors import ConfigError, DeliveryPostponed
from bot.platforms import ChatEventHandler

log = logging.getLogger(__name__)

AUTHENTICATION_FAILED = 4004  # https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway
OUTDATED = (
    "This command has changed since Discord loaded it. Reload Discord (Ctrl+R, or close and reopen the app), then try"
    " again."
)
REGISTRATION_WAIT = 3.0  # seconds to wait for the first sync
RETRY_REGISTRATION, MAX_RETRY_REGISTRATION = 60.0, 3600.0  # seconds, doubled each time
MAX_START_DELAY = timedelta(hours=1)
UNKNOWN_INTERACTION = 10062


class Tree(CommandTree[Client]):
    """The command tree, for servers and for people who install the bot."""

    def __init__(self, client: Client) -> None:
        super().__init__(
            client,
            allowed_contexts=AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=AppInstallationType(guild=True, user=True),
        )
        for command in COMMANDS:
            self.add_command(command)
        logging.getLogger("discord.app_commands.tree").addFilter(_is_no_late_completion)

    async def on_error(self, interaction: Interaction, error: AppCommandError, /) -> None:
        """Log a failed command and report it. Discord offers old commands until it is reloaded."""
        name = getattr(interaction.command, "qualified_name", "unknown")
        is_outdated = isinstance(error, CommandNotFound | CommandSignatureMismatch)
        if is_outdated:
            log.info("command outdated: command=%s error=%s", name, error)
        else:
            log.error("command failed: command=%s", name, exc_info=error)
        if interaction.type is not InteractionType.autocomplete:
            await responder.send_failure(interaction, interaction.client.answerer, OUTDATED if is_outdated else None)


class Listener(Client):
    """The client with all commands. They are synced at each login, which changes only differences."""

    def __init__(self, answerer: ChatEventHandler, pace: DiscordRateLimits | None = None) -> None:
        super().__init__(answerer, pace)
        self.tree = Tree(self)
        self._registering: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Resume unanswered interactions and sync the commands, waiting at most `REGISTRATION_WAIT` for that.

        Until they are synced, the previous ones work.
        """
        self.start_task(resumption.resume(self, self.answerer, await resumption.unanswered(self.answerer)))
        await self.tree.set_translator(Translations())
        tried = asyncio.Event()
        self._registering = asyncio.create_task(self._register(tried))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(tried.wait(), REGISTRATION_WAIT)

    async def close(self) -> None:
        """Stop syncing, then close the client."""
        if self._registering:
            self._registering.cancel()
            await asyncio.wait({self._registering})
        await super().close()

    async def _register(self, tried: asyncio.Event) -> None:
        """Sync the commands until Discord accepts them. discord.py follows Retry-After."""
        wait = RETRY_REGISTRATION
        while True:
            try:
                await self.tree.sync()
            except FAILURES as error:
                log.warning("commands not registered: error=%s retry_in=%.0fs", error, wait)
            else:
                tried.set()
                return
            tried.set()
            await asyncio.sleep(wait)
            wait = min(2 * wait, MAX_RETRY_REGISTRATION)


async def listen(listener: Listener, token: str, deadline: timedelta) -> None:
    """Listen until cancelled. Raises ConfigError for a rejected token, DeliveryPostponed if Discord is down.

    discord.py reconnects by itself. An unexpected payload ends the connection with its error.
    """
    async with listener as client:
        try:
            async with asyncio.timeout(deadline.total_seconds()):
                await client.login(token)
                limits = await client.fetch_session_start_limits()
        except FAILURES as error:
            raise to_request_error(error, Permission.LOOK) from error
        if wait := start_delay(limits):
            log.warning("session start delayed: remaining=%d retry_in=%.0fs", limits.remaining, wait.total_seconds())
            await asyncio.sleep(wait.total_seconds())
        await _stay_connected(client)


def start_delay(limits: SessionStartLimits) -> timedelta:
    """Return how long to wait before connecting, so that the daily session starts last all day.

    Discord resets the token of a bot that starts more sessions than it may:
    https://docs.discord.com/developers/events/gateway#session-start-limit-object
    """
    left = timedelta(milliseconds=limits.reset_after)
    if limits.remaining < 1:
        return left
    return min(left / limits.remaining, MAX_START_DELAY) if limits.remaining < limits.total / 2 else timedelta()


async def _stay_connected(client: Client) -> None:
    try:
        await client.connect()
    except ConnectionClosed as error:
        if error.code == AUTHENTICATION_FAILED:
            raise ConfigError(f"DISCORD_BOT_TOKEN: {REFUSED_TOKEN}") from error
        raise
    raise DeliveryPostponed("Discord's gateway ended the connection")


def _is_no_late_completion(record: logging.LogRecord) -> bool:
    """Return whether to keep a discord.py log record. Late completions are normal while people type."""
    error = record.exc_info[1] if record.exc_info else None
    return not (isinstance(error, NotFound) and error.code == UNKNOWN_INTERACTION)
