"""Erase everything about a person."""

from __future__ import annotations

from bot.commands.context import CommandContext
from bot.models.command import ForgetMe, Requester
from bot.models.reply import Button, ButtonStyle, Reply
from bot.pipeline.erasure import erase_person

ASK = (
    "This erases everything here about you: your subscriptions, your reading list, what you liked for your team, what "
    "was sent to you, how to write to you and your time zone. It cannot be undone. The digest of a channel that you "
    "set up stays, without your name."
)

TRACES = " Its last traces leave the database within an hour, when nobody is reading them."


async def handle(desk: CommandContext, asker: Requester, asked: ForgetMe) -> Reply:
    """Ask once, then erase, and say what."""
    if not asked.confirmed:
        return Reply(ASK, buttons=(Button("Erase everything about me", ForgetMe(confirmed=True), ButtonStyle.DANGER),))
    who = asker.platform, asker.workspace, asker.user
    direct = [asker.destination.channel] if asker.is_direct_message else []
    forgotten = await erase_person(desk.store, who, direct, desk.clock())
    if not forgotten.erased:
        return Reply("There was nothing about you here.")
    said = ", ".join(f"{name} ({number:,})" for name, number in forgotten.erased.items())
    return Reply(f"Erased: {said}.{'' if forgotten.is_purged else TRACES}")
