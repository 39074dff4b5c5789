"""Ask a person in the terminal, or take the answers from options. A wrong answer is one sentence, then asked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import click

from bot.errors import CommandError, HotPapersError
from bot.logs import redact

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Questions:
    """The way to ask. With *assume_yes*, nothing is asked: what has no option has its usual answer."""

    assume_yes: bool = False

    def ask(
        self, text: str, read: Callable[[str], T], *, given: str | None = None, usual: str | None = None,
        hidden: bool = False,
    ) -> T:  # fmt: skip
        """Return what *read* makes of the answer. It raises a HotPapersError for a wrong one, which is asked again."""
        if given is not None:
            return read(given)
        if self.assume_yes:
            if usual is None:
                raise CommandError(f"With --yes this needs an answer from the options or settings: {text}")
            return read(usual)
        while True:
            answer = click.prompt(text, default=usual, hide_input=hidden, show_default=bool(usual), err=True)
            try:
                return read(str(answer))
            except HotPapersError as error:
                tell(str(error))

    def confirm(self, text: str, *, given: bool | None = None, usual: bool) -> bool:
        """Return whether the answer is yes."""
        if given is not None:
            return given
        return usual if self.assume_yes else click.confirm(text, default=usual, err=True)

    def choose(self, text: str, choices: Sequence[tuple[str, str]], *, given: str | None = None, usual: str) -> str:
        """Return the key of a choice, which is chosen by its number or its key."""
        if given is None and not self.assume_yes:
            for number, (_, label) in enumerate(choices, 1):
                tell(f"  {number}  {label}")
        return self.ask(text, lambda answer: _chosen(answer, choices), given=given, usual=usual)


def tell(sentence: str) -> None:
    """Show a sentence, without secrets."""
    click.echo(redact(sentence), err=True)


def _chosen(answer: str, choices: Sequence[tuple[str, str]]) -> str:
    text = answer.strip().lower()
    keys = [key for key, _ in choices]
    if text.isdecimal() and 1 <= int(text) <= len(keys):
        return keys[int(text) - 1]
    found = next((key for key in keys if key.lower() == text), None)
    if found is None:
        raise CommandError(f"Choose a number from 1 to {len(keys)}, or one of {', '.join(keys)}.")
    return found
