"""Erase everything about a person."""

from __future__ import annotations

from bot.commands.context import CommandContext
from bot.models.command import ForgetMe, Requester
from bot.models.reply import Button, ButtonStyle, Reply
from bot.pipeline.erasure import erase_person

ASK = (
    "This permanently deletes your data: subscriptions, reading list, likes, sent digests, DM channel and time zone. "
    "It can't be undone. Channel digests you set up stay, without your name."
)

TRACES = " Deleted data disappears from the database file within an hour."


async def handle(desk: CommandContext, asker: Requester, asked: ForgetMe) -> Reply:
    """Ask once, then erase, and say what."""
    if not asked.confirmed:
        return Reply(ASK, buttons=(Button("Delete my data", ForgetMe(confirmed=True), ButtonStyle.DANGER),))
    who = asker.platform, asker.workspace, asker.user
    direct = [asker.destination.channel] if asker.is_direct_message else []
    forgotten = await erase_person(desk.store, who, direct, desk.clock())
    if not forgotten.erased:
        return Reply("I had no data about you.")
    said = ", ".join(f"{name} ({number:,})" for name, number in forgotten.erased.items())
    return Reply(f"Deleted: {said}.{'' if forgotten.is_purged else TRACES}")
