"""Look up channels, and what the bot may do there."""

from __future__ import annotations

import re

import discord

from adapters.discord.api.errors import Permission, to_request_error, to_setup_error
from adapters.discord.api.session import Session
from adapters.discord.checks import has_permission
from bot.errors import CommandError, DeliveryUnverifiable, DestinationGone
from bot.models.digest import Destination

CHANNEL = re.compile(r"(?:<#|https://(?:ptb\.|canary\.)?discord(?:app)?\.com/channels/\d+/)?(\d{1,19})(?:>|/\d*)?")


async def resolve(session: Session, channel: str) -> Destination:
    """Return the channel of that ID, link or mention. Raises CommandError for anything else."""
    named = CHANNEL.fullmatch(channel)
    if named is None:
        raise CommandError(
            f"“{channel}” isn't a Discord channel ID: turn on Developer Mode (Settings › Advanced), right-click the"
            " channel, then Copy Channel ID."
        )
    async with session.requesting(Permission.LOOK, to_request_error) as client:
        found = await client.fetch_channel(int(named[1]))
    if not isinstance(found, discord.TextChannel):
        raise DestinationGone(f"“{channel}” does not support threads: choose a text channel")
    return Destination("discord", str(found.guild.id), str(found.id))


async def require_history(session: Session, destination: Destination) -> None:
    """Raise DeliveryUnverifiable if the bot cannot read history: Discord then returns an empty channel.

    Direct messages can always be read.
    """
    if not destination.workspace:
        return
    _, granted = await permissions_in(session, destination)
    if not has_permission(granted, Permission.READ_BACK):
        raise DeliveryUnverifiable(
            f"the bot cannot read the channel history: allow {Permission.READ_BACK} in the channel"
        )


async def permissions_in(
    session: Session, destination: Destination
) -> tuple[discord.abc.GuildChannel, discord.Permissions]:
    """Return the channel and the bot's permissions there."""
    async with session.requesting(Permission.LOOK, to_setup_error) as client:
        server = await client.fetch_guild(int(destination.workspace), with_counts=False)
        place = await client.fetch_channel(int(destination.channel))  # the list may hold unknown kinds
        bot = await server.fetch_member(client.user.id)  # type: ignore[union-attr] # it is logged in
        if not isinstance(place, discord.abc.GuildChannel):
            raise DestinationGone(f"“{destination.channel}” is not a server channel")
        place.guild = server  # it has the roles
        return place, place.permissions_for(bot)
