"""Erase everything about a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.commands.context import CommandContext
from bot.commands.spec import CommandSpec, NamedForm
from bot.commands.syntax.tokens import quote_hint
from bot.errors import CommandError
from bot.models.command import Command, Requester
from bot.models.reply import Button, ButtonStyle, Reply
from bot.pipeline.erasure import erase_person

ASK = (
    "This permanently deletes your data: subscriptions, reading list, likes, sent digests, DM channel and time zone. "
    "It can't be undone. Channel digests you set up stay, without your name."
)

TRACES = " Deleted data disappears from the database file within an hour."


@dataclass(frozen=True, slots=True)
class ForgetMe(Command):
    """Erase everything about the person, after a confirmation."""

    label: ClassVar[str] = "ForgetMe"
    replaces_message: ClassVar[bool] = True
    confirmed: bool = False

    @property
    def may_repeat(self) -> bool:
        """Whether it only asks for the confirmation."""
        return not self.confirmed


async def handle(context: CommandContext, requester: Requester, command: ForgetMe) -> Reply:
    """Ask once, then erase, and list what was erased."""
    if not command.confirmed:
        return Reply(ASK, buttons=(Button("Delete my data", ForgetMe(confirmed=True), ButtonStyle.DANGER),))
    who = requester.person
    direct = [requester.destination.channel] if requester.is_direct_message else []
    forgotten = await erase_person(context.store, who, direct, context.clock())
    if not forgotten.erased:
        return Reply("I had no data about you.")
    said = ", ".join(f"{name} ({number:,})" for name, number in forgotten.erased.items())
    return Reply(f"Deleted: {said}.{'' if forgotten.is_purged else TRACES}")


def _parse(rest: str) -> ForgetMe | None:
    """Parse what follows ``forget``. ``forget gates`` is a search."""
    said = rest.casefold().split()
    if not said:
        raise CommandError(f"To delete your data, type it in full. For example: forget me. {quote_hint('forget')}")
    return ForgetMe(confirmed=len(said) == 2) if said in (["me"], ["me", "yes"]) else None


SPECS = (
    CommandSpec(
        command=ForgetMe,
        handle=handle,
        description="Erase everything about you",
        format=lambda command: "forget me yes" if command.confirmed else "forget me",
        parsers={"forget": _parse},
        usage="forget me",
        named=NamedForm("mypapers forget", lambda _: ForgetMe()),
        examples=lambda _: ((ForgetMe(), "delete your data"),),
    ),
)
