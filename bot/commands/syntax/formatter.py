"""Commands as text that `read` reads as the same command: what buttons carry. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.commands.syntax.filters import printed_what
from bot.commands.syntax.options import printed_how
from bot.commands.syntax.periods import printed_when
from bot.commands.syntax.schedules import printed_day, printed_every
from bot.commands.syntax.tokens import escaped, quoted
from bot.models.command import (
    PUBLIC,
    Command,
    DigestOff,
    DigestReset,
    Exchange,
    Export,
    ForgetMe,
    Help,
    HotList,
    Look,
    LookUpAll,
    Manage,
    OnPaper,
    ReportOff,
    Saved,
    SetDigest,
    SetReport,
    Status,
    Subscribe,
    Subscriptions,
    Why,
)
from bot.models.subscription import Period

BUTTON = 100  # https://discord.com/developers/docs/components/reference: custom_id


def printed(command: Command) -> str:
    """Print *command* so that `read` reads the same: for all that `read` can return, and never nothing."""
    return PRINTERS[type(command)](command)


def fits_button(command: Command) -> bool:
    """Say whether *command*, printed, is short enough for the id of a button at Discord."""
    return len(printed(command).encode("utf-16-le")) // 2 <= BUTTON


def _hot_list(asked: HotList) -> str:
    when = printed_when(asked.when) if asked.when != Period() else ""
    page = f"page {asked.page + 1}" if asked.page else ""
    said = " ".join(filter(None, (printed_what(asked.what), when))) + _public(asked)
    return f"{said} {page}".strip() or printed_when(asked.when)


def _public(asked: PUBLIC) -> str:
    return " public" if asked.public else ""


def _digest(wanted: Subscribe | SetDigest) -> str:
    every = printed_every(wanted.every) if wanted.every else ""
    change = wanted.change if isinstance(wanted, Subscribe) else None
    name = "digest" if isinstance(wanted, SetDigest) else "subscribe"
    replaced = f"replacing {change}" if change is not None else ""
    return " ".join(filter(None, (name, printed_what(wanted.what), every, printed_how(wanted.how), replaced)))


def _help(given: Help) -> str:
    return f"help {escaped(quoted(given.misunderstood))}" if given.misunderstood else "help"


PRINTERS: Mapping[type[Command], Callable[[Any], str]] = {
    HotList: _hot_list,
    Look: lambda look: f"paper {escaped(look.query)}{_public(look)}",
    Why: lambda why: f"why {why.paper}{_public(why)}",
    Subscribe: _digest,
    Subscriptions: lambda _: "subscriptions",
    Manage: lambda manage: f"{manage.act} {manage.subscription}",
    SetDigest: _digest,
    DigestOff: lambda _: "digest off",
    SetReport: lambda wanted: f"report {printed_day(wanted.every)}" if wanted.every else "report",
    ReportOff: lambda _: "report off",
    Exchange: lambda asked: f"swap {asked.kind} {asked.paper}",
    DigestReset: lambda _: "digest reset",
    OnPaper: lambda on: f"{on.act} {on.paper}",
    Saved: lambda _: "saved",
    Export: lambda export: f"export {export.format}",
    Status: lambda _: "status",
    ForgetMe: lambda forget: "forget me yes" if forget.confirmed else "forget me",
    LookUpAll: lambda look: " ".join(("lookup", *look.papers)) + _public(look),
    Help: _help,
}
