"""Describe the results of `check` for Discord. Pure."""

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
    """Return the bot of the token."""
    return CheckResult("Discord token", ok=True, message=f"the bot {bot}")


def channel(name: str, found: discord.abc.GuildChannel) -> CheckResult:
    """Return the channel and its server."""
    return CheckResult(name, ok=True, message=f"#{found.name} in {found.guild.name}")


def permissions(name: str, place: object, granted: discord.Permissions) -> tuple[CheckResult, ...]:
    """Return a result for each permission that posting to *place* needs."""
    return tuple(_permission(f"{name}: {step}", step, granted) for step in needed(place))


def needed(place: object) -> list[Permission]:
    """Return the permissions that digests and reports need in a channel of that kind."""
    left_out: set[Permission] = set()
    match place:
        case discord.Thread(parent=discord.ForumChannel()) | discord.ForumChannel():
            left_out = {Permission.OPEN_THREAD}
        case discord.Thread():
            left_out = {Permission.POST, Permission.OPEN_THREAD}
        case discord.VoiceChannel():
            left_out = {Permission.OPEN_THREAD, Permission.REPLY}
    return [step for step in Permission if step not in left_out]


def failed(name: str, error: Exception) -> CheckResult:
    """Return a check that failed with *error*. The fix is the text after its last colon."""
    if isinstance(error, DeliveryPostponed):
        return CheckResult(name, ok=False, message=str(error), fix="try again later", inconclusive=True)
    found, colon, advice = str(error).rpartition(": ")
    return CheckResult(name, ok=False, message=found or advice, fix=advice if colon else "try again later")


def has_permission(granted: discord.Permissions, step: Permission) -> bool:
    """Return whether *granted* includes *step*."""
    return bool(getattr(granted, step.lower().replace(" ", "_")))


def _permission(name: str, step: Permission, granted: discord.Permissions) -> CheckResult:
    if has_permission(granted, step):
        return CheckResult(name, ok=True, message="allowed")
    return CheckResult(name, ok=False, message="missing", fix=f"allow {step} in the channel {REASONS[step]}")


SCOPES = ("bot", "applications.commands")


def invite(application: int) -> str:
    """Return the invite URL of *application*, the ID on the page "General Information" of Discord's portal."""
    needed = {step.lower().replace(" ", "_"): True for step in Permission}
    return discord.utils.oauth_url(application, permissions=discord.Permissions(**needed), scopes=SCOPES)
