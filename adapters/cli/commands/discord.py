"""``hotpapers discord``: print the invite link for Discord."""

from __future__ import annotations

import asyncio

import click

from adapters.cli import wiring


@click.group()
def discord() -> None:
    """Print the invite link for Discord.

    \b
    Examples:
      hotpapers discord invite
    """  # noqa: D301 - \b keeps click from joining lines


@discord.command(short_help="Print the invite link")
def invite() -> None:
    """Print the invite link.

    The link adds the bot of DISCORD_BOT_TOKEN to a server, with only the permissions that it uses.

    \b
    Examples:
      hotpapers discord invite
    """  # noqa: D301 - \b keeps click from joining lines
    from adapters.discord import invitation

    click.echo(asyncio.run(invitation(wiring.read_settings())))
