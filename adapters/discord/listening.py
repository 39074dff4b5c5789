"""Discord listens: a gateway connection for what people ask, from login until it ends or is cancelled."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from discord import ConnectionClosed
from discord.app_commands import AppCommandContext, AppCommandError, AppInstallationType, CommandTree

from adapters.discord import conversation
from adapters.discord.client import Client
from adapters.discord.commands import COMMANDS
from adapters.discord.conversation import Question
from adapters.discord.pace import Pace
from adapters.discord.translate import FAILURES, REFUSED_TOKEN, Step, translate_asking
from bot.errors import ConfigError, DeliveryPostponed
from bot.platform import Answerer

log = logging.getLogger(__name__)

AUTHENTICATION_FAILED = 4004  # https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway


class Tree(CommandTree[Client]):
    """All commands, on servers and in direct messages, for servers and for people who install the bot themselves."""

    def __init__(self, client: Client) -> None:
        super().__init__(
            client,
            allowed_contexts=AppCommandContext(guild=True, dm_channel=True, private_channel=False),
            allowed_installs=AppInstallationType(guild=True, user=True),
        )
        for command in COMMANDS:
            self.add_command(command)

    async def on_error(self, interaction: Question, error: AppCommandError, /) -> None:
        """Log what failed, and say so to who asked; a command of an earlier version is not there any more."""
        name = getattr(interaction.command, "qualified_name", "unknown")
        log.error("command failed: name=%s", name, exc_info=error)
        await conversation.apologise(interaction)


class Listener(Client):
    """The client with all commands, which are told to Discord at every login: that changes only what is different."""

    def __init__(self, answerer: Answerer, pace: Pace | None = None) -> None:
        super().__init__(answerer, pace)
        self.tree = Tree(self)

    async def setup_hook(self) -> None:
        """Tell Discord the commands, before anybody can be heard."""
        await self.tree.sync()


async def listen(listener: Listener, token: str, deadline: timedelta) -> None:
    """Listen until cancelled. Raises ConfigError if the token is refused, DeliveryPostponed if Discord does not answer.

    discord.py reconnects by itself. What it does not understand ends the connection, with whatever error that raised.
    """
    async with listener as client:
        try:
            async with asyncio.timeout(deadline.total_seconds()):
                await client.login(token)
        except FAILURES as error:
            raise translate_asking(error, Step.LOOK) from error
        await _stay_connected(client)


async def _stay_connected(client: Client) -> None:
    try:
        await client.connect()
    except ConnectionClosed as error:
        if error.code == AUTHENTICATION_FAILED:
            raise ConfigError(f"DISCORD_BOT_TOKEN: {REFUSED_TOKEN}") from error
        raise
    raise DeliveryPostponed("Discord's gateway ended the connection")
