"""How a command is typed: text after a word at Slack, named options at Discord. Pure."""

from __future__ import annotations

from dataclasses import asdict

from bot.commands import grammar
from bot.commands.values import (
    Command,
    DigestOff,
    Export,
    ForgetMe,
    Help,
    HotList,
    Look,
    Saved,
    SetDigest,
    Status,
    Subscribe,
    Subscriptions,
    Why,
)  # fmt: skip
from bot.subscription import How, Period


def spelled(command: Command, platform: str) -> str:
    """Write what somebody types to ask *command*: ``/hotpapers cs.CV week``, ``/hotpapers what:cs.CV when:week``."""
    if platform == "discord":
        return _with_options(command)
    return f"/paper {command.query}" if isinstance(command, Look) else f"/hotpapers {grammar.printed(command)}".rstrip()


def _with_options(command: Command) -> str:
    match command:
        case HotList(what, when):
            name, options = "hotpapers", {"what": grammar.printed_what(what), "when": _when(when)}
        case Look(query):
            name, options = "paper", {"query": query}
        case Why(id):
            name, options = "why", {"paper": id}
        case Subscribe() | SetDigest():
            name = "subscribe" if isinstance(command, Subscribe) else "digest set"
            every = grammar.printed_every(command.every) if command.every else ""
            options = {"what": grammar.printed_what(command.what), "every": every} | _how(command.how)
        case Export(format):
            name, options = "mypapers export", {"format": format.value}
        case _:
            name, options = NAMES[type(command)], {}
    return " ".join([f"/{name}", *(f"{option}:{text}" for option, text in options.items() if text)])


def _how(how: How) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(how).items() if value is not None}


def _when(when: Period) -> str:
    return "" if when == Period() else grammar.printed_when(when)


NAMES: dict[type[Command], str] = {
    Subscriptions: "subscriptions",
    DigestOff: "digest off",
    Saved: "mypapers saved",
    Status: "about status",
    ForgetMe: "mypapers forget",
    Help: "about help",
}
