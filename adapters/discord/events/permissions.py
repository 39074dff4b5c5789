"""Who may set a channel's digest: people who manage channels, and those to whom an admin gave the command.

The latter is a matter of Discord (*Server Settings*, *Integrations*), which checks it before a command arrives. It does
not check the forms and buttons that follow, so what a command has shown holds for its person there for a while.
https://docs.discord.com/developers/interactions/application-commands#permissions
"""

from __future__ import annotations

import time
from collections.abc import Callable

import discord

GUARDED_COMMANDS = {"digest", "report"}
"""Commands that are shown to people who manage channels, unless the server's admins say otherwise."""
GRANT_LIFETIME = 900.0  # seconds, as long as an answer can be worked with

Interaction = discord.Interaction[discord.Client]


class GrantCache:
    """Remembers who was let use a guarded command where. Ask it with each interaction before it is answered."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._expiry: dict[tuple[int | None, int], float] = {}

    def can_manage(self, interaction: Interaction) -> bool:
        """Tell whether the person of *interaction* may set the digest of its channel."""
        if interaction.guild_id is None:
            return False
        key, now = (interaction.channel_id, interaction.user.id), self._clock()
        if _is_guarded_command(interaction):
            self._expiry = {each: end for each, end in self._expiry.items() if end > now}
            self._expiry[key] = now + GRANT_LIFETIME
        return interaction.permissions.manage_channels or self._expiry.get(key, now) > now


def _is_guarded_command(interaction: Interaction) -> bool:
    """Tell whether Discord checked the permission: it does for these, which only a server can install."""
    is_command = interaction.type is discord.InteractionType.application_command
    return is_command and dict(interaction.data or {}).get("name") in GUARDED_COMMANDS
