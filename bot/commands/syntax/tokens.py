"""The words of a command, as people and platforms write them, and back. Pure.

Spaces and commas separate. Text in quotes, straight or curly, double or single, is one word.
In double ones a backslash before a quote, or before another backslash, makes that an ordinary character. ``="…"`` is
the word ``=…``: as it is written, and no other form of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.arxiv import identifiers
from bot.errors import CommandError
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate

QUOTES = '"“”„‟«»＂'
SINGLE = "'‘’‚‛"  # quotes around a word, apostrophes within one
MAX_SHOWN_LENGTH = 40  # characters of what is named in a sentence
NUMBER = re.compile(r"\d{1,9}")
QUOTE_HINT = re.compile(r'\.? To search for the word itself, quote it: "[^"]*"$', re.MULTILINE)
DASHES = "-–—−"  # phones and editors make others of the first

# https://docs.slack.dev/messaging/formatting-message-text: links, people and channels, and the three escapes
SLACK_LINK = re.compile(r"<((?:https?://|mailto:|[@#!])[^<>|]*)(?:\|([^<>]*))?>")
SLACK_ESCAPE = re.compile(r"&(amp|lt|gt);")
ESCAPED = {"amp": "&", "lt": "<", "gt": ">"}

WORD = re.compile(
    rf"(?P<mark>(?:[{DASHES}]?author:\s?|[{DASHES}]))?"
    rf"(?:(?P<exactly>=)?[{QUOTES}](?P<quoted>(?:[^{QUOTES}\\]|\\[{QUOTES}\\]|\\)*+)[{QUOTES}]"
    rf"|[{SINGLE}](?P<single>[^{QUOTES}{SINGLE}](?:[^{QUOTES}]{{0,200}}?[^{QUOTES}\s])??)[{SINGLE}](?=[\s,]|$))"
    rf"|(?P<bare>[^\s,{QUOTES}]+)|(?P<open>[{QUOTES}])",
    re.IGNORECASE,
)
ESCAPE = re.compile(rf"\\([{QUOTES}\\])")


class Prefix(StrEnum):
    """What stands before a word."""

    NONE = ""
    WITHOUT = "-"
    AUTHOR = "author:"


@dataclass(frozen=True, slots=True)
class Token:
    """One word or phrase of a command, without its mark and quotes."""

    text: str
    mark: Prefix = Prefix.NONE
    is_quoted: bool = False

    @property
    def keyword(self) -> str:
        """The word in lower case, to compare with the grammar. Empty if it is quoted or has a prefix."""
        return "" if self.is_quoted or self.mark else self.text.casefold()

    def __str__(self) -> str:
        return f"{self.mark}{quoted(self.text)}" if self.is_quoted else f"{self.mark}{self.text}"


def normalize(text: str) -> str:
    """Return *text* on one line, without what cannot be seen and without Slack's links and escapes."""
    linked = SLACK_LINK.sub(_link, sanitize(text))
    return sanitize(SLACK_ESCAPE.sub(lambda match: ESCAPED[match[1]], linked))


def escaped(text: str) -> str:
    """Return what `plain` reads as *text*; only what it would take for Slack's is written in another way."""
    return re.sub(r"<(?=https?://|mailto:|[@#!])", "&lt;", re.sub(r"&(?=(?:amp|lt|gt);)", "&amp;", text))


def tokenize(text: str) -> tuple[Token, ...]:
    """Take `plain` text apart. Raises CommandError for a quote that is never closed."""
    return tuple(_words(text))


def quoted(text: str) -> str:
    """Write *text* so that it is read as one word."""
    return '"' + re.sub(rf"[{QUOTES}\\]", r"\\\g<0>", text) + '"'


def quote_in_message(text: str) -> str:
    """Quote what a person typed in a sentence."""
    return f"“{truncate(text, MAX_SHOWN_LENGTH)}”"


def quote_hint(name: str) -> str:
    """Say how to search for a word that the grammar uses."""
    return f'To search for the word itself, quote it: "{name}"'


def without_quote_hint(sentence: str) -> str:
    """Return an error without its hints of `quote_hint`, for where options have names."""
    return QUOTE_HINT.sub("", sentence)


def _link(match: re.Match[str]) -> str:
    """Read Slack's link: the address of a paper, or else what people see (``<http://cs.CV|cs.CV>``)."""
    address, shown = match.groups()
    return address if shown is None or identifiers.parse(address) else shown


def _words(text: str) -> Iterator[Token]:
    for match in WORD.finditer(text):
        if match["open"]:
            rest = truncate(text[match.start() :], MAX_SHOWN_LENGTH)
            raise CommandError(f'Missing closing quote after {rest}. For example: "diffusion models" week')
        if match["bare"]:
            yield _bare(match["bare"])
        elif match["single"]:
            yield Token(match["single"], _mark(match["mark"] or ""), is_quoted=True)
        else:
            text = ESCAPE.sub(r"\1", match["quoted"]).strip()
            yield Token(f"{match['exactly'] or ''}{text}", _mark(match["mark"] or ""), is_quoted=True)


def _bare(text: str) -> Token:
    if text.lower().lstrip(DASHES).startswith(Prefix.AUTHOR):
        raise CommandError(
            f'{quote_in_message(text)} needs the full name, in quotes. For example: author:"Geoffrey Hinton"'
        )
    if text[0] not in DASHES:
        return Token(text)
    if len(text) == 1:
        raise CommandError(
            f"Write {quote_in_message(text)} right before the word to exclude. For example: cs.CV -survey"
        )
    return Token(text[1:], Prefix.WITHOUT)


def _mark(written: str) -> Prefix:
    without, author = written[:1] in set(DASHES), len(written) > 1
    if without and author:
        raise CommandError("You can't exclude authors, only words. For example: cs.CV -survey")
    if author:
        return Prefix.AUTHOR
    return Prefix.WITHOUT if without else Prefix.NONE
