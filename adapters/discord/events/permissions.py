"""Decide who can set a channel's digest: people who manage channels, or who were granted the command.

Discord checks grants (*Server Settings*, *Integrations*) before it sends a command. It does not check the forms and
buttons that follow, so a grant is remembered for the person and channel for a while.
https://docs.discord.com/developers/interactions/application-commands#permissions
"""

from __future__ import annotations

import time
from collections.abc import Callable

import discord

GUARDED_COMMANDS = {"digest", "report"}
"""Commands for people who manage channels, unless admins change that."""
GRANT_LIFETIME = 900.0  # seconds, the lifetime of an interaction

Interaction = discord.Interaction[discord.Client]


class GrantCache:
    """Remembers who used a guarded command where. Call it for each interaction."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._expiry: dict[tuple[int | None, int], float] = {}

    def can_manage(self, interaction: Interaction) -> bool:
        """Return whether the person can set the digest of the channel."""
        if interaction.guild_id is None:
            return False
        key, now = (interaction.channel_id, interaction.user.id), self._clock()
        if _is_guarded_command(interaction):
            self._expiry = {each: end for each, end in self._expiry.items() if end > now}
            self._expiry[key] = now + GRANT_LIFETIME
        return interaction.permissions.manage_channels or self._expiry.get(key, now) > now


def _is_guarded_command(interaction: Interaction) -> bool:
    """Return whether Discord checked the permission, as it does for guarded commands."""
    is_command = interaction.type is discord.InteractionType.application_command
    return is_command and dict(interaction.data or {}).get("name") in GUARDED_COMMANDS
