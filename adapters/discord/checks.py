"""What `check` found at Discord, in plain words. Pure."""

from __future__ import annotations

import discord

from adapters.discord.api.errors import Permission
from bot.errors import DeliveryPostponed
from bot.platforms import CheckResult

REASONS = {
    Permission.LOOK: "to see the channel",
    Permission.POST: "to post the list",
    Permission.OPEN_THREAD: "to open a thread for the papers",
    Permission.REPLY: "to post the papers in it",
    Permission.READ_BACK: "to verify uncertain posts",
    Permission.ATTACH: "to attach report slides (digests work without it)",
}


def token(bot: str) -> CheckResult:
    """Show whom the token speaks for."""
    return CheckResult("Discord token", ok=True, message=f"the bot {bot}")


def channel(name: str, found: discord.abc.GuildChannel) -> CheckResult:
    """Show where a channel is."""
    return CheckResult(name, ok=True, message=f"#{found.name} in {found.guild.name}")


def permissions(name: str, granted: discord.Permissions) -> tuple[CheckResult, ...]:
    """Show for each permission that posting takes whether the bot has it."""
    return tuple(_permission(f"{name}: {step}", step, granted) for step in Permission)


def failed(name: str, error: Exception) -> CheckResult:
    """Show a question whose answer is an error, with what to do about it behind its last colon, or later."""
    if isinstance(error, DeliveryPostponed):
        return CheckResult(name, ok=False, message=str(error), fix="try again later", inconclusive=True)
    found, colon, advice = str(error).rpartition(": ")
    return CheckResult(name, ok=False, message=found or advice, fix=advice if colon else "try again later")


def has_permission(granted: discord.Permissions, step: Permission) -> bool:
    """Tell whether *granted* is enough for *step*."""
    return bool(getattr(granted, step.lower().replace(" ", "_")))


def _permission(name: str, step: Permission, granted: discord.Permissions) -> CheckResult:
    if has_permission(granted, step):
        return CheckResult(name, ok=True, message="allowed")
    return CheckResult(name, ok=False, message="missing", fix=f"allow {step} in the channel {REASONS[step]}")


SCOPES = ("bot", "applications.commands")


def invite(application: int) -> str:
    """Return the address for *application*, the number on the page "General Information" of Discord's portal."""
    needed = {step.lower().replace(" ", "_"): True for step in Permission}
    return discord.utils.oauth_url(application, permissions=discord.Permissions(**needed), scopes=SCOPES)
