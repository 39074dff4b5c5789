"""How a command is typed: text after a word at Slack, named options at Discord. Pure."""

from __future__ import annotations

import re
from dataclasses import asdict

from bot.commands import syntax
from bot.errors import CommandError
from bot.models.command import (  # fmt: skip
    Command,
    DigestOff,
    DigestReset,
    Export,
    ForgetMe,
    Help,
    HotList,
    Look,
    ReportOff,
    Saved,
    SetDigest,
    SetReport,
    Status,
    Subscribe,
    Subscriptions,
    Why,
)
from bot.models.subscription import How, Period

QUOTING = re.compile(r'\.? (?:To look for the word, put it in quotes|In quotes it is a word): "[^"]*"$', re.MULTILINE)
EXAMPLE = re.compile(r"(For example: )(.+?)(?=\.?$)", re.MULTILINE)


def spelled(command: Command, platform: str) -> str:
    """Write what somebody types to ask *command*: ``/hotpapers cs.CV week``, ``/hotpapers what:cs.CV when:week``."""
    if platform == "discord":
        return _with_options(command)
    said = syntax.printed(command)
    return f"/{said}" if isinstance(command, Look) else f"/hotpapers {said}".rstrip()


def respelled(sentence: str, platform: str) -> str:
    """Return a sentence of the grammar with its examples as they are typed on *platform*.

    What is an example of an option alone stays as it is. Words need no quotes where commands are no words.
    """
    if platform != "discord":
        return sentence
    return EXAMPLE.sub(lambda match: match[1] + _respelled(match[2]), unquoted(sentence))


def unquoted(sentence: str) -> str:
    """Return a sentence of the grammar without how to look for a word that it takes for its own."""
    return QUOTING.sub("", sentence)


def _respelled(example: str) -> str:
    try:
        command = syntax.read(example)
    except CommandError:
        return example
    return _with_options(command) if syntax.printed(command) == example else example


def _with_options(command: Command) -> str:
    match command:
        case HotList(what, when, public):
            name, options = "hotpapers", {"what": syntax.printed_what(what), "when": _when(when)} | _public(public)
        case Look(query, public):
            name, options = "paper", {"query": query} | _public(public)
        case Why(id, public):
            name, options = "why", {"paper": id} | _public(public)
        case Subscribe() | SetDigest():
            name = "subscribe" if isinstance(command, Subscribe) else "digest set"
            every = syntax.printed_every(command.every) if command.every else ""
            options = {"what": syntax.printed_what(command.what), "every": every} | _how(command.how)
        case SetReport(every):
            name, options = "report set", {"every": syntax.printed_day(every) if every else ""}
        case Export(format):
            name, options = "mypapers export", {"format": format.value}
        case _:
            name, options = NAMES[type(command)], {}
    return " ".join([f"/{name}", *(f"{option}:{text}" for option, text in options.items() if text)])


def _how(how: How) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(how).items() if value is not None}


def _public(public: bool) -> dict[str, str]:  # noqa: FBT001 - is the field of a command
    return {"public": "True"} if public else {}


def _when(when: Period) -> str:
    return "" if when == Period() else syntax.printed_when(when)


NAMES: dict[type[Command], str] = {
    Subscriptions: "subscriptions",
    DigestOff: "digest off",
    ReportOff: "report off",
    DigestReset: "digest reset",
    Saved: "mypapers saved",
    Status: "about status",
    ForgetMe: "mypapers forget",
    Help: "about help",
}
