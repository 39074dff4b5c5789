"""``hotpapers discord``: what an operator needs to install the bot in Discord."""

from __future__ import annotations

import asyncio

import click

from adapters.cli import wiring


@click.group()
def discord() -> None:
    """Install the bot in Discord.

    \b
    hotpapers discord invite
    """  # noqa: D301 - \b keeps click from joining lines


@discord.command(short_help="Print the address that invites the bot.")
def invite() -> None:
    """Print the address at which the bot is invited to a server, with exactly the permissions that it uses.

    The bot is that of DISCORD_BOT_TOKEN.
    """
    from adapters.discord import invitation

    click.echo(asyncio.run(invitation(wiring.read_settings())))
