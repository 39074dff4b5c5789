"""Erase everything about a person."""

from __future__ import annotations

from bot.commands.desk import Desk
from bot.commands.reply import Button, Reply, Style
from bot.commands.values import Asker, ForgetMe
from bot.store import people

ASK = (
    "This erases everything here about you: your subscriptions, your reading list, what was sent to you and how to "
    "write to you. It cannot be undone. The digest of a channel that you set up stays, without your name."
)


async def answer(desk: Desk, asker: Asker, asked: ForgetMe) -> Reply:
    """Ask once, then erase, and say what."""
    if not asked.confirmed:
        return Reply(ASK, buttons=(Button("Erase everything about me", ForgetMe(confirmed=True), Style.DANGER),))
    erased = await desk.store.write(people.erase, asker.platform, asker.workspace, asker.user)
    if not erased:
        return Reply("There was nothing about you here.")
    return Reply(f"Erased: {', '.join(f'{name} ({number:,})' for name, number in erased.items())}.")
