"""All commands, in the order in which help shows them. A new module is one line here."""

from __future__ import annotations

from importlib import import_module

from bot.commands.command_set import CommandSet
from bot.commands.spec import CommandGroup, CommandSpec

MODULES = (
    "hot_list",
    "paper",
    "subscriptions",
    "channel_digest",
    "channel_report",
    "reading_list",
    "explain_score",
    "status",
    "forget_me",
    "paper_actions",
    "help",
)
"""The modules of `bot.commands` that have commands, in `SPECS`."""

GROUPS = (
    CommandGroup("digest", "The digest of this channel", for_managers=True),
    CommandGroup("report", "The weekly report of this channel: slides of the week's top papers", for_managers=True),
    CommandGroup("mypapers", "Your reading list and your data"),
    CommandGroup("about", "Status and help"),
)


def _specs(module: str) -> tuple[CommandSpec, ...]:
    specs: tuple[CommandSpec, ...] = import_module(f"bot.commands.{module}").SPECS
    return specs


COMMANDS = CommandSet([spec for module in MODULES for spec in _specs(module)], GROUPS)
