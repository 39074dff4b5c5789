"""The address at which a server's owner invites the bot, with exactly the permissions that it uses. Pure."""

from __future__ import annotations

import discord

from adapters.discord.translate import Step

SCOPES = ("bot", "applications.commands")


def invite(application: int) -> str:
    """Return the address for *application*, the number on the page "General Information" of Discord's portal."""
    needed = {step.lower().replace(" ", "_"): True for step in Step}
    return discord.utils.oauth_url(application, permissions=discord.Permissions(**needed), scopes=SCOPES)
