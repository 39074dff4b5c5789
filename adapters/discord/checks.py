"""What `check` found at Discord, in plain words. Pure."""

from __future__ import annotations

import discord

from adapters.discord.api.errors import Step
from bot.errors import DeliveryPostponed
from bot.platforms import Check

REASONS = {
    Step.LOOK: "to see the channel",
    Step.POST: "to post the list",
    Step.OPEN_THREAD: "to open a thread for the papers",
    Step.REPLY: "to post the papers in it",
    Step.READ_BACK: "to look for a post whose answer was lost",
    Step.ATTACH: "to attach the slides of a report; digests do without",
}


def token(bot: str) -> Check:
    """Show whom the token speaks for."""
    return Check("Discord token", ok=True, found=f"the bot {bot}")


def channel(name: str, found: discord.abc.GuildChannel) -> Check:
    """Show where a channel is."""
    return Check(name, ok=True, found=f"#{found.name} in {found.guild.name}")


def permissions(name: str, granted: discord.Permissions) -> tuple[Check, ...]:
    """Show for each permission that posting takes whether the bot has it."""
    return tuple(_permission(f"{name}: {step}", step, granted) for step in Step)


def failed(name: str, error: Exception) -> Check:
    """Show a question whose answer is an error, with what to do about it behind its last colon, or later."""
    if isinstance(error, DeliveryPostponed):
        return Check(name, ok=False, found=str(error), advice="try again later", unsure=True)
    found, colon, advice = str(error).rpartition(": ")
    return Check(name, ok=False, found=found or advice, advice=advice if colon else "try again later")


def may(granted: discord.Permissions, step: Step) -> bool:
    """Tell whether *granted* is enough for *step*."""
    return bool(getattr(granted, step.lower().replace(" ", "_")))


def _permission(name: str, step: Step, granted: discord.Permissions) -> Check:
    if may(granted, step):
        return Check(name, ok=True, found="allowed")
    return Check(name, ok=False, found="missing", advice=f"allow the bot {step} in the channel, {REASONS[step]}")


SCOPES = ("bot", "applications.commands")


def invite(application: int) -> str:
    """Return the address for *application*, the number on the page "General Information" of Discord's portal."""
    needed = {step.lower().replace(" ", "_"): True for step in Step}
    return discord.utils.oauth_url(application, permissions=discord.Permissions(**needed), scopes=SCOPES)
