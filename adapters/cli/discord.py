"""``hotpapers discord``: what an operator needs to install the bot in Discord."""

from __future__ import annotations

import click


@click.group()
def discord() -> None:
    """Install the bot in Discord.

    \b
    hotpapers discord invite 123456789012345678
    """  # noqa: D301 - \b keeps click from joining lines


@discord.command()
@click.argument("application", type=click.IntRange(min=1))
def invite(application: int) -> None:
    """Print the address that invites the bot to a server, with exactly the permissions that it uses.

    APPLICATION is the “Application ID” on the page General Information at discord.com/developers/applications.
    """
    from adapters.discord.invite import invite as address

    click.echo(address(application))
