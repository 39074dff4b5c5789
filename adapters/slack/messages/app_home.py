"""Render the Home tab: an introduction, the hottest papers, and the person's own lists. Pure.

Views: https://docs.slack.dev/surfaces/app-home
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.slack.messages.blocks import Block, Element, plain, rich, section, small, words
from adapters.slack.messages.controls import buttons, select
from adapters.slack.messages.replies import MAX_VIEW_BLOCKS, content, controls, fitted, listed
from bot import wording
from bot.commands.buttons import entry_menu
from bot.commands.status import ShowStatus
from bot.models.command import ShowHelp, ShowHotList, Subscribe
from bot.models.reply import Button, ButtonStyle, Reply

HOTTEST = 5
HOT = "Hottest papers"
WHAT_IT_IS = (
    "I find the arXiv papers that people discuss on Hugging Face, Hacker News and other sites. "
    "I post the hottest ones in your fields to you or to a channel. "
    "Type /hotpapers or /paper anywhere, mention me in a channel, or write to me in Messages."
)
START = (
    Button("Subscribe", Subscribe(), ButtonStyle.PRIMARY),
    Button("Show the hot list", ShowHotList()),
    Button("Help", ShowHelp()),
    Button("Status", ShowStatus()),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the Home tab: undivided pieces, then controls."""

    heading: str
    pieces: Sequence[list[Block]]
    tail: Sequence[Block]


def home(parts: Sequence[Part]) -> Element:
    """Return the view of *parts*. Pieces that do not fit are left out with a note."""
    blocks = [_header("hotpapers"), *rich(section(words(WHAT_IT_IS))), *buttons(START)]
    for number, part in enumerate(parts):
        reserved = sum(2 + len(later.tail) for later in parts[number + 1 :])  # a heading and a sentence
        room = MAX_VIEW_BLOCKS - len(blocks) - 1 - reserved
        blocks += [_header(part.heading), *fitted(part.pieces, part.tail, room)]
    return {"type": "home", "blocks": blocks}


def theirs(heading: str, replies: Sequence[Reply]) -> Part:
    """Return *replies* as a section."""
    pieces = [piece for reply in replies for piece in content(_under(heading, reply)) if piece]
    return Part(heading, pieces, [block for reply in replies for block in controls(reply)])


def hottest(replies: Sequence[Reply]) -> Part:
    """Return the first papers of a hot list, or the text of *replies* without one."""
    digest = next((reply.digest for reply in replies if reply.digest), None)
    if digest is None:
        return Part(HOT, [piece for reply in replies for piece in content(reply)], ())
    first = replace(digest, entries=digest.entries[:HOTTEST])
    about = small(f"{wording.scope(first)} · {wording.data_as_of(first)}", digest.note)
    return Part(f"{HOT}: {first.date.isoformat()}", [about, *listed(first)], select(entry_menu(first)))


def _header(text: str) -> Block:
    return {"type": "header", "text": plain(text)}


def _under(heading: str, reply: Reply) -> Reply:
    """Return *reply* without a leading *heading*."""
    return replace(reply, text=reply.text.removeprefix(f"{heading}:").strip())
