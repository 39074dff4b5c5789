"""Discord's markup as its client reads it, as far as our messages go: a second opinion on what is live in them.

Facts from https://github.com/LyricLy/parse-discord, which was found by trying out the client: a backslash escapes
punctuation but not within a link's text, where zero-width characters are dropped; nothing else than text, an emoji
for one, makes the link fall apart; blocks begin at the start of a line, and again behind a "-# " or a bold's stars.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.text.sanitize import sanitize

LINK = re.compile(r"(?<!\\)\[([^\[\]]*)\]\(<([^<>\s]*)>\)")
ESCAPE = re.compile(r"\\([^A-Za-z0-9\s])")
PREFIX = re.compile(r"## |-# |- |(?=\*\*\d+ · .*\*\*$)")
TIME = re.compile(r"<t:\d+:F> \(<t:\d+:R>\)|updated <t:\d+:R>$")
BLOCK = re.compile(r" *(?:#{1,3} |-# |> |>>> |[-*] |\d+\. )")
FORMAT = re.compile(r"[*_`\[\]\\|~]")
REFERENCE = re.compile(
    # pings; whatever an angle bracket opens: mentions, channels, roles, commands, times, emoji, addresses, mail, phones
    r"@everyone|@here|<(?![\s\u200b]|$)|:[\w+~-]+:|\w://|(?:www|discord|discordapp)\.",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """A line as people see it, where its links lead, and what in it is more than text beyond what we write."""

    shown: str
    links: tuple[tuple[str, str], ...]
    live: tuple[str, ...]


def read(content: str) -> list[Line]:
    return [_line(line) for line in content.split("\n")]


def _line(line: str) -> Line:
    rest = line[PREFIX.match(line).end() :] if PREFIX.match(line) else line
    if rest.startswith("**") and rest.endswith("**") and len(rest) > 4:
        rest = rest[2:-2]
    rest = TIME.sub("a time", rest)
    links = tuple(LINK.findall(rest))
    block = BLOCK.match(rest)
    broken = [label for label, _ in links if not _holds(label)]
    bare = ESCAPE.sub("\x00", LINK.sub("\x00", rest))
    live = [*broken, *FORMAT.findall(bare), *REFERENCE.findall(bare), *([block[0]] if block else [])]
    unescaped = ESCAPE.sub(r"\1", LINK.sub(lambda found: found[1].replace("\\", "\\\\"), rest))
    return Line(unescaped.replace("\u200b", ""), links, tuple(live))


def _holds(label: str) -> bool:
    """Tell whether a link's text is shown as it is: nothing in it is escaped, formatted, a reference or an emoji."""
    emoji = any(unicodedata.category(one) == "So" for one in label)
    plain = label == sanitize(label) != ""
    return plain and not emoji and not FORMAT.search(label) and not REFERENCE.search(label) and not BLOCK.match(label)
