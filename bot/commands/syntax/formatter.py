"""Commands as text that `read` reads as the same command: what buttons carry. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.commands.syntax.filters import format_filter
from bot.commands.syntax.options import format_options
from bot.commands.syntax.periods import format_period
from bot.commands.syntax.schedules import format_day, format_schedule
from bot.commands.syntax.tokens import escaped, quoted
from bot.models.command import (
    PUBLIC_COMMANDS,
    ActOnPaper,
    Command,
    ExplainScore,
    ExportReadingList,
    ForgetMe,
    ListSubscriptions,
    ManageSubscription,
    ResetFeedback,
    SetDigest,
    SetReport,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowPapers,
    ShowReadingList,
    ShowStatus,
    StopDigest,
    StopReport,
    Subscribe,
    SwapPick,
)
from bot.models.subscription import Period

BUTTON = 100  # https://discord.com/developers/docs/components/reference: custom_id


def format_command(command: Command) -> str:
    """Print *command* so that `read` reads the same: for all that `read` can return, and never nothing."""
    return FORMATTERS[type(command)](command)


def fits_button(command: Command) -> bool:
    """Say whether *command*, printed, is short enough for the id of a button at Discord."""
    return len(format_command(command).encode("utf-16-le")) // 2 <= BUTTON


def _hot_list(asked: ShowHotList) -> str:
    when = format_period(asked.when) if asked.when != Period() else ""
    page = f"page {asked.page + 1}" if asked.page else ""
    said = " ".join(filter(None, (format_filter(asked.what), when))) + _public(asked)
    return f"{said} {page}".strip() or format_period(asked.when)


def _public(asked: PUBLIC_COMMANDS) -> str:
    return " public" if asked.public else ""


def _digest(wanted: Subscribe | SetDigest) -> str:
    every = format_schedule(wanted.every) if wanted.every else ""
    change = wanted.replaces_id if isinstance(wanted, Subscribe) else None
    name = "digest" if isinstance(wanted, SetDigest) else "subscribe"
    replaced = f"replacing {change}" if change is not None else ""
    return " ".join(filter(None, (name, format_filter(wanted.what), every, format_options(wanted.how), replaced)))


def _help(given: ShowHelp) -> str:
    return f"help {escaped(quoted(given.misunderstood))}" if given.misunderstood else "help"


FORMATTERS: Mapping[type[Command], Callable[[Any], str]] = {
    ShowHotList: _hot_list,
    ShowPaper: lambda look: f"paper {escaped(look.query)}{_public(look)}",
    ExplainScore: lambda why: f"why {why.paper}{_public(why)}",
    Subscribe: _digest,
    ListSubscriptions: lambda _: "subscriptions",
    ManageSubscription: lambda manage: f"{manage.act} {manage.subscription}",
    SetDigest: _digest,
    StopDigest: lambda _: "digest off",
    SetReport: lambda wanted: f"report {format_day(wanted.every)}" if wanted.every else "report",
    StopReport: lambda _: "report off",
    SwapPick: lambda asked: f"swap {asked.kind} {asked.paper}",
    ResetFeedback: lambda _: "digest reset",
    ActOnPaper: lambda on: f"{on.act} {on.paper}",
    ShowReadingList: lambda _: "saved",
    ExportReadingList: lambda export: f"export {export.format}",
    ShowStatus: lambda _: "status",
    ForgetMe: lambda forget: "forget me yes" if forget.confirmed else "forget me",
    ShowPapers: lambda look: " ".join(("lookup", *look.papers)) + _public(look),
    ShowHelp: _help,
}
