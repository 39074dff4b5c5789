"""Render replies for chat.postMessage and response URLs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from adapters.slack.messages.blocks import (
    BOLD,
    Block,
    Body,
    body,
    line,
    named,
    pack_messages,
    rich,
    section,
    small,
    words,
)
from adapters.slack.messages.controls import buttons, select
from adapters.slack.messages.digest import head
from adapters.slack.messages.papers import LINE, SUMMARY, TITLE, glance, numbered, summary, title, whole
from bot import wording
from bot.models.digest import Digest
from bot.models.reply import Card, ListItem, Reply
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate
from bot.wording.paper_facts import facts

PARAGRAPH = 2900
SUMMARIES = (180, 120, 80)  # maximum lengths tried in turn to fit a list into one message
MAX_VIEW_BLOCKS = 100
MORE = "To see more: /hotpapers subscriptions, /hotpapers saved"
SENT = "You'll get the file as a direct message."


def render(reply: Reply) -> tuple[Body, ...]:
    """Return the messages of *reply*, usually one. None for just a form or a file."""
    full = pack_messages(groups(reply))
    shorter = (pack_messages(groups(_shorter(reply, most))) for most in SUMMARIES)
    messages = next((each for each in chain([full], shorter) if len(each) == 1), full)
    if len(messages) > 1 and messages[-1] == small(wording.THANKS):
        messages.pop()  # do not send a message with thanks only
    return tuple(body(blocks) for blocks in messages if blocks)


def fitted(pieces: Iterable[list[Block]], tail: Sequence[Block] = (), room: int = MAX_VIEW_BLOCKS) -> list[Block]:
    """Return the *pieces* that fit a view, undivided, then the *tail*. A note says if some are left out."""
    blocks = list(chain.from_iterable(pieces := list(pieces)))
    if len(blocks) + len(tail) <= room:
        return [*blocks, *tail]
    kept: list[Block] = []
    for piece in pieces:
        if len(kept) + len(piece) + len(tail) >= room:  # one block is for the note
            break
        kept += piece
    return [*kept, *small(MORE), *tail]


def groups(reply: Reply) -> Iterator[list[Block]]:
    """Yield the blocks of *reply* in undivided pieces."""
    yield from content(reply)
    yield select(reply.select)
    yield buttons(reply.buttons)
    if reply.digest and reply.digest.entries:
        yield small(wording.THANKS)


def content(reply: Reply) -> Iterator[list[Block]]:
    """Yield the text blocks of *reply* in undivided pieces."""
    for paragraph in filter(str.strip, reply.text.split("\n\n")):
        yield rich(section(words(_lines(paragraph))))
    if reply.by:
        yield named(reply.by)
    if reply.digest:
        yield head(reply.digest)
        yield from listed(reply.digest)
    if reply.card:
        yield _card(reply.card)
    yield from map(_item, reply.items)
    yield small(SENT if reply.file else "")


def controls(reply: Reply) -> list[Block]:
    """Return the controls below *reply*."""
    return [*select(reply.select), *buttons(reply.buttons)]


def listed(digest: Digest) -> Iterator[list[Block]]:
    """Yield the entries of a list."""
    return (glance(entry, numbered(entry, rank)) for rank, entry in digest.numbered())


def _lines(paragraph: str) -> str:
    """Return a sanitized paragraph with its line breaks."""
    return truncate("\n".join(map(sanitize, paragraph.strip().splitlines())), PARAGRAPH)


def _card(card: Card) -> list[Block]:
    entry = card.entry
    authors = line(wording.authors(entry), LINE)
    told = "\n".join(f"{name}: {line(text, LINE)}" for name, text in facts(card))
    heading = [*title(entry, line(entry.title, TITLE)), *summary(entry)]
    return whole(entry, heading, f"{authors}\n{told}")


def _item(item: ListItem) -> list[Block]:
    shown = [
        words(line(item.title, LINE), BOLD),
        words(f"\n{truncate(_lines(item.details), SUMMARY)}" if item.details else ""),
    ]
    return [*rich(section(*shown)), *buttons(item.buttons)]


def _shorter(reply: Reply, most: int) -> Reply:
    """Return *reply* with summaries of at most *most* characters."""
    if reply.digest is None:
        return reply
    entries = (replace(entry, summary=truncate(entry.summary, most)) for entry in reply.digest.entries)
    return replace(reply, digest=replace(reply.digest, entries=tuple(entries)))
