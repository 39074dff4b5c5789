"""How a command is typed: text after a word at Slack, named options at Discord. Pure."""

from __future__ import annotations

import re
from dataclasses import asdict

from bot.commands import syntax
from bot.errors import CommandError
from bot.models.command import (  # fmt: skip
    Command,
    ExplainScore,
    ExportReadingList,
    ForgetMe,
    ListSubscriptions,
    ResetFeedback,
    SetDigest,
    SetReport,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowReadingList,
    ShowStatus,
    StopDigest,
    StopReport,
    Subscribe,
)
from bot.models.platform import CommandSyntax, find_platform
from bot.models.subscription import DigestOptions, Period

QUOTING = re.compile(r'\.? To search for the word itself, quote it: "[^"]*"$', re.MULTILINE)
EXAMPLE = re.compile(r"(For example: )(.+?)(?=\.?$)", re.MULTILINE)


def command_text(command: Command, platform: str) -> str:
    """Return what people type for *command*: ``/hotpapers cs.CV week``, ``/hotpapers what:cs.CV when:week``.

    Of a command that only buttons have, it is what they carry: ``save 2401.00017``.
    """
    if find_platform(platform).command_syntax is CommandSyntax.OPTIONS:
        return _with_options(command)
    said = syntax.format_command(command)
    return f"/{said}" if isinstance(command, ShowPaper) else f"/hotpapers {said}".rstrip()


def localize_examples(sentence: str, platform: str) -> str:
    """Return a sentence of the grammar with its examples as they are typed on *platform*.

    What is an example of an option alone stays as it is. Words need no quotes where commands are no words.
    """
    if find_platform(platform).command_syntax is not CommandSyntax.OPTIONS:
        return sentence
    return EXAMPLE.sub(lambda match: match[1] + _respelled(match[2]), without_quote_hint(sentence))


def without_quote_hint(sentence: str) -> str:
    """Return a sentence of the grammar without how to search for a word that it takes for its own."""
    return QUOTING.sub("", sentence)


def _respelled(example: str) -> str:
    try:
        command = syntax.parse(example)
    except CommandError:
        return example
    return _with_options(command) if syntax.format_command(command) == example else example


def _with_options(command: Command) -> str:
    match command:
        case ShowHotList(what, when, public):
            name, options = "hotpapers", {"what": syntax.format_filter(what), "when": _when(when)} | _public(public)
        case ShowPaper(query, public):
            name, options = "paper", {"query": query} | _public(public)
        case ExplainScore(id, public):
            name, options = "why", {"paper": id} | _public(public)
        case Subscribe() | SetDigest():
            name = "subscribe" if isinstance(command, Subscribe) else "digest set"
            every = syntax.format_schedule(command.every) if command.every else ""
            options = {"what": syntax.format_filter(command.what), "every": every} | _how(command.how)
        case SetReport(every):
            name, options = "report set", {"every": syntax.format_day(every) if every else ""}
        case ExportReadingList(format):
            name, options = "mypapers export", {"format": format.value}
        case _ if type(command) not in NAMES:
            return syntax.format_command(command)
        case _:
            name, options = NAMES[type(command)], {}
    return " ".join([f"/{name}", *(f"{option}:{text}" for option, text in options.items() if text)])


def _how(how: DigestOptions) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(how).items() if value is not None}


def _public(public: bool) -> dict[str, str]:  # noqa: FBT001 - is the field of a command
    return {"public": "True"} if public else {}


def _when(when: Period) -> str:
    return "" if when == Period() else syntax.format_period(when)


NAMES: dict[type[Command], str] = {
    ListSubscriptions: "subscriptions",
    StopDigest: "digest off",
    StopReport: "report off",
    ResetFeedback: "digest reset",
    ShowReadingList: "mypapers saved",
    ShowStatus: "about status",
    ForgetMe: "mypapers forget",
    ShowHelp: "about help",
}
