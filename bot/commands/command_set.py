"""All commands together: parse, format and name one, on each platform. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.commands.spec import CommandGroup, CommandSpec, Example, OwnSlash
from bot.commands.syntax.parser import CommandParser
from bot.commands.syntax.tokens import without_quote_hint
from bot.errors import CommandError
from bot.models.command import Command, Requester
from bot.models.platform import CommandSyntax, find_platform

MAX_BUTTON_ID = 100  # https://discord.com/developers/docs/components/reference: custom_id
EXAMPLE = re.compile(r"(For example: )(.+?)(?=\.?$)", re.MULTILINE)


class CommandSet:
    """Commands by their specs."""

    def __init__(self, specs: Iterable[CommandSpec] = (), groups: Iterable[CommandGroup] = ()) -> None:
        self.specs, self.groups = tuple(specs), tuple(groups)
        self._by_type = {spec.command: spec for spec in self.specs}
        self._parser = CommandParser(
            {name: parser for spec in self.specs for name, parser in spec.parsers.items()},
            [name for spec in self.specs if spec.parses_public for name in spec.parsers],
        )

    def spec(self, command: Command) -> CommandSpec:
        """Return the spec of a command."""
        return self._by_type[type(command)]

    def parse(self, text: str) -> Command:
        """Parse the text after ``/hotpapers``. Without a command's name, it's a hot list. Raises CommandError."""
        return self._parser.parse(text)

    def parse_slash(self, name: str, text: str) -> Command:
        """Parse the text after a slash command. Raises CommandError."""
        own = name.removeprefix("/")
        is_own = any(slash.name == own for slash in self.own_slashes)
        return self._parser.parse_named(own, text) if is_own else self.parse(text)

    @property
    def own_slashes(self) -> tuple[OwnSlash, ...]:
        """The slash commands of their own, next to ``/hotpapers``."""
        return tuple(spec.slash for spec in self.specs if spec.slash)

    def format(self, command: Command) -> str:
        """Return the text that `parse` reads as the same command. It's never empty."""
        return self.spec(command).format(command)

    def fits_button(self, command: Command) -> bool:
        """Return whether the text of a command is short enough for the ID of a Discord button."""
        return len(self.format(command).encode("utf-16-le")) // 2 <= MAX_BUTTON_ID

    def text(self, command: Command, platform: str) -> str:
        """Return what people type: ``/hotpapers cs.CV week``, or ``/hotpapers what:cs.CV when:week``."""
        if find_platform(platform).command_syntax is CommandSyntax.OPTIONS:
            return self._with_options(command)
        slash, typed = self.spec(command).slash, self.format(command)
        return f"/{typed}" if slash else f"/hotpapers {typed}".rstrip()

    def localize_examples(self, sentence: str, platform: str) -> str:
        """Return an error of the parser with its examples as they're typed on *platform*.

        An example of an option alone stays as it is. Words need no quotes where options are named.
        """
        if find_platform(platform).command_syntax is not CommandSyntax.OPTIONS:
            return sentence
        return EXAMPLE.sub(lambda match: match[1] + self._respell(match[2]), without_quote_hint(sentence))

    def examples(self, requester: Requester, category: str) -> Iterator[Example]:
        """Return the examples that the requester may use here."""
        may_manage = requester.can_manage_channel and not requester.is_direct_message
        for spec in self.specs:
            if may_manage or not spec.for_managers:
                yield from spec.examples(category)

    def _respell(self, example: str) -> str:
        try:
            command = self.parse(example)
        except CommandError:
            return example
        return self._with_options(command) if self.format(command) == example else example

    def _with_options(self, command: Command) -> str:
        named = self.spec(command).named
        if named is None:
            return self.format(command)
        given = named.write(command)
        return " ".join([f"/{named.name}", *(f"{option}:{text}" for option, text in given.items() if text)])
