"""What a command says about itself: its name, options, help, completion and permission, on all platforms. Pure.

A command is one module with its handler and its `CommandSpec`, and one line in `registry`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.commands.syntax.parser import Parser
from bot.models.command import Command, Requester
from bot.models.papers import PaperId
from bot.models.reply import Reply

Suggestion = tuple[str, str]
"""A label to show, and its value."""

Suggest = Callable[[str, str], list[Suggestion]]
"""`ChatEventHandler.autocomplete`: completes a text for `categories`, `zone` or `paper`."""

Example = tuple[Command, str]
"""A command, and what its answer is."""

Handler = Callable[[Any, Requester, Any], Awaitable[Reply]]
"""Takes a `CommandContext`, the requester and the command. Raises CommandError."""


@dataclass(frozen=True, slots=True)
class Option:
    """A named option. Without *required*, its value is *default* if it's left out.

    *type* is str, int, float or bool. A number is within *bounds*, a text one of *choices*, if there are some.
    """

    name: str
    description: str
    type: type[Any] = str
    bounds: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    complete: Callable[[str, Suggest], list[Suggestion]] | None = None
    required: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class CommandGroup:
    """Commands that share the first word of their name where options are named."""

    name: str
    description: str
    for_managers: bool = False


@dataclass(frozen=True, slots=True)
class NamedForm:
    """How a command is typed where its options are named, as ``/digest set what:cs.CV``.

    A *name* of two words begins with a `CommandGroup`. `read` makes the command of the options' values and raises
    CommandError. `write` returns the options to type.
    """

    name: str
    read: Callable[[Mapping[str, Any]], Command]
    options: tuple[Option, ...] = ()
    write: Callable[[Any], Mapping[str, str]] = lambda _: {}


@dataclass(frozen=True, slots=True)
class OwnSlash:
    """A slash command of its own, next to ``/hotpapers``. `usage` is the hint that Slack shows."""

    name: str
    description: str
    usage: str


def no_examples(_: str) -> tuple[Example, ...]:
    """Return no examples."""
    return ()


def no_papers(_: Any) -> tuple[PaperId, ...]:
    """Return no papers."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSpec:
    """Everything the other packages know about a command.

    `parsers` parse the text after each of its names. With `parses_public`, they parse ``public`` themselves; the answer
    of other commands can't be public. `format` is the inverse: buttons carry its text. `usage` is what people type
    after ``/hotpapers``, and `named` how they type it where options are named. Without both, only buttons give it.

    Missing papers of `paper_ids` are fetched first. `examples` are for help, and take a category of the channel.
    `welcome` is for the first message. With `for_managers`, help and Discord offer it only to people who may change the
    channel's digest; the handler checks that too.
    """

    command: type[Command]
    handle: Handler
    description: str
    format: Callable[[Any], str]
    parsers: Mapping[str, Parser] = field(default_factory=dict)
    parses_public: bool = False
    usage: str | None = None
    named: NamedForm | None = None
    slash: OwnSlash | None = None
    paper_ids: Callable[[Any], tuple[PaperId, ...]] = no_papers
    examples: Callable[[str], tuple[Example, ...]] = no_examples
    welcome: Example | None = None
    for_managers: bool = False
