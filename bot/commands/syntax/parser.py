"""Find the command in a text by its name. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TypeVar

from bot.arxiv import identifiers
from bot.commands.syntax import subscriptions
from bot.commands.syntax.tokens import QUOTES, normalize, quote_hint, quote_in_message, tokenize
from bot.errors import CommandError
from bot.models.command import Command, ShowPaper, ShowPapers
from bot.models.papers import PaperId

AnyCommand = TypeVar("AnyCommand", bound=Command)
Parser = Callable[[str], Command | None]
"""Parses the text after a name. None if that text shows that the name is a word to search for."""

PUBLIC = re.compile(r"(?:^|(?<=[\s,]))public$", re.IGNORECASE)
SEPARATORS = re.compile(r"[\s,;，；、]+")  # between papers
NAME = re.compile(rf"([^\s,{QUOTES}]+)[\s,]*")


class CommandParser:
    """Parses texts with the parsers of commands, by name. Those of the names in *parse_public* parse ``public`` too."""

    def __init__(self, parsers: Mapping[str, Parser], parse_public: Collection[str]) -> None:
        self._parsers, self._parse_public = parsers, frozenset(parse_public)

    def parse(self, text: str) -> Command:
        """Parse the command that a text names. Without a name, it is a hot list, or papers.

        Raises CommandError, which names what was not understood and gives a correct example.
        """
        typed = normalize(text).strip(" ,")
        name = NAME.match(typed)
        if name is None:
            return subscriptions.hot_list(tokenize(typed))
        before_public, is_public = split_public(typed)
        if identifiers.parse(before_public):
            return ShowPaper(before_public, is_public)
        key, rest = name[1].casefold(), typed[name.end() :]
        command = self._named(key, rest) if key in self._parsers else None
        if command:
            return command
        self._reject_misspelled(key, rest)
        papers = find_papers(before_public)
        return ShowPapers(papers, is_public) if papers else subscriptions.hot_list(tokenize(typed))

    def parse_named(self, name: str, text: str) -> Command:
        """Parse the text after a slash command that has the name of a command. Raises CommandError."""
        return self._parsers[name](normalize(text)) or self.parse(f"{name} {text}")

    def _named(self, key: str, rest: str) -> Command | None:
        """Parse the command of that name. Raises CommandError if its answer can't be public and is asked to be."""
        before_public, is_public = split_public(rest)
        is_refused = is_public and key not in self._parse_public
        command = self._parsers[key](before_public if is_refused else rest)
        if command and is_refused:
            raise CommandError(
                f"“{key}” is private, so it can't be public. Lists, papers and scores can. "
                f"For example: cs.CV week public. {quote_hint('public')}"
            )
        return command

    def _reject_misspelled(self, key: str, rest: str) -> None:
        """Raise a CommandError if *key* is nearly the name of a command that can parse the rest."""
        for name in self._parsers:
            behind = rest if name in self._parse_public else split_public(rest)[0]
            if _is_misspelled(key, name) and self._is_parsed(name, behind):
                meant = f"{name} {behind}".rstrip()
                raise CommandError(f"Unknown command “{key}”. Did you mean: {meant}? {quote_hint(key)}")

    def _is_parsed(self, name: str, rest: str) -> bool:
        try:
            return self._parsers[name](rest) is not None
        except CommandError:
            return False


def split_public(text: str) -> tuple[str, bool]:
    """Return the text without ``public`` at its end, and whether it was there."""
    rest = PUBLIC.sub("", text)
    return rest.strip(" ,"), rest != text


def format_public(command: Command) -> str:
    """Return `` public`` if everyone may see the answer."""
    return " public" if command.is_public else ""


def find_papers(text: str) -> tuple[PaperId, ...] | None:
    """Return the papers of a text that lists nothing else, each once."""
    found = [identifiers.parse(word) for word in SEPARATORS.split(text) if word]
    return tuple(dict.fromkeys(one.id for one in found if one)) if all(found) else None


def not_a_paper(text: str) -> str:
    """Return the error for a text in the place of a paper."""
    return f"{quote_in_message(text)} isn't an arXiv ID or link." if text else "Which paper? Use its arXiv ID or link."


def without_arguments(name: str, command: AnyCommand) -> Callable[[str], AnyCommand]:
    """Return the parser of a command that takes no arguments."""
    return partial(_reject_arguments, name, command)


def _reject_arguments(name: str, command: AnyCommand, rest: str) -> AnyCommand:
    if rest:
        raise CommandError(
            f"“{name}” takes no arguments. Leave out {quote_in_message(rest)}. For example: {name}. {quote_hint(name)}"
        )
    return command


def _is_misspelled(key: str, name: str) -> bool:
    from rapidfuzz.distance import OSA

    if len(name) < 5 or not key[0].isalpha():
        return len(name) == 4 and sorted(key) == sorted(name)
    return OSA.distance(key, name) <= (2 if len(name) > 7 else 1)
