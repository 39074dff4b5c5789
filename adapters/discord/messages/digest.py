"""Render a digest as Discord messages in Components V2: the list, then a reply per paper. Pure.

A message holds 40 components, including nested ones, and 4,000 characters. Longer lists continue in another one.
https://docs.discord.com/developers/components/reference
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from discord import AllowedMentions, MessageFlags, ui

from adapters.discord.messages.buttons import open_paper_menu, rows
from adapters.discord.messages.markup import escape, size, timestamp
from adapters.discord.messages.paper import SMALL, byline, lines, places, posts, small, summary_line, title, why
from bot import wording
from bot.commands.buttons import paper_buttons
from bot.models.digest import Digest, Entry
from bot.models.post import PostKind
from bot.platforms import even_splits

Body = dict[str, Any]
Item = ui.Item[ui.LayoutView]

MAX_COMPONENTS = 40
MAX_CHARACTERS = 3900
SUMMARIES = (240, 180, 150, 120)  # summary lengths; the first that gives the fewest messages is used
NOTE, ABSTRACT = 600, 1500
ACCENT = 0xE8590C


def layout(digest: Digest) -> tuple[PostKind, ...]:
    """Return the messages of *digest*: the list, then a reply per paper."""
    return tuple(kind for kind, _ in views(digest))


def render(digest: Digest) -> tuple[Body, ...]:
    """Return the messages of *digest* in layout order, as API payloads."""
    fixed = {"flags": MessageFlags(components_v2=True).value, "allowed_mentions": AllowedMentions.none().to_dict()}
    components = (view.to_components() for _, view in views(digest))  # type: ignore[no-untyped-call] # theirs
    return tuple({"components": each} | fixed for each in components)


def views(digest: Digest) -> tuple[tuple[PostKind, ui.LayoutView], ...]:
    """Return the messages of *digest* in layout order, as views."""
    parent, *further = _lists(digest)
    return (
        (PostKind.PARENT, in_container(parent)),
        *((PostKind.CONTINUATION, in_container(items)) for items in further),
        *((PostKind.REPLY, in_container(_reply(rank, entry))) for rank, entry in digest.numbered()),
    )


def page(digest: Digest, beside: Sequence[Item]) -> list[Item]:
    """Return *digest* in one message with *beside*: with shorter summaries, then with fewer papers."""
    papers = range(len(digest.entries), -1, -1)
    cut = (
        with_separators(_texts(digest, _cards(digest, summary), 0, count)) for count in papers for summary in SUMMARIES
    )
    return next(items for items in cut if fits([*items, *beside]))


def in_container(items: Iterable[Item]) -> ui.LayoutView:
    """Return *items* in a container with a colored border."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*items, accent_colour=ACCENT))
    return view


def with_separators(texts: Iterable[str]) -> list[Item]:
    """Return *texts* with separators."""
    pairs: list[tuple[Item, Item]] = [(ui.Separator(), ui.TextDisplay(text)) for text in texts]
    return [item for pair in pairs for item in pair][1:]


def fits(items: Iterable[Item]) -> bool:
    """Return whether *items* fit into one message."""
    every = [part for item in items for part in (item, *getattr(item, "children", ()))]
    return 1 + len(every) <= MAX_COMPONENTS and text_size(every) <= MAX_CHARACTERS


def text_size(items: Iterable[Item]) -> int:
    """Return the size of the texts in *items*."""
    return sum(size(item.content) for item in items if isinstance(item, ui.TextDisplay))


def _lists(digest: Digest) -> list[list[Item]]:
    """Split the list into as few messages as possible."""
    lengths = [_cards(digest, summary) for summary in SUMMARIES]
    for spread in even_splits(len(digest.entries)):
        for cards in lengths:
            messages = [_list(digest, cards, start, end) for start, end in spread]
            if all(map(fits, messages)):
                return messages
    return messages


def _list(digest: Digest, cards: Sequence[str], start: int, end: int) -> list[Item]:
    """Return a message of the list with the papers from *start* to before *end* and their menu."""
    return [
        *with_separators(_texts(digest, cards, start, end)),
        *open_paper_menu(islice(digest.numbered(), start, end)),
    ]


def _cards(digest: Digest, summary: int) -> list[str]:
    return [summary_line(rank, entry, summary) for rank, entry in digest.numbered()]


def _texts(digest: Digest, cards: Sequence[str], start: int, end: int) -> list[str]:
    """Return the texts of that message."""
    head = small(f"{wording.heading(digest)}, continued") if start else _head(digest)
    thanks = [small(wording.THANKS)] if end == len(cards) else []
    return [head, *cards[start:end], *thanks]


def _head(digest: Digest) -> str:
    about = small(f"{escape(wording.scope(digest), SMALL)} · updated {timestamp(digest.as_of, 'R')}")
    outages = [small(f"⚠️ {escape(sentence, SMALL)}") for sentence in wording.health(digest)]
    return lines(f"## {wording.heading(digest)}", about, *outages, escape(digest.note, NOTE))


def _reply(rank: int, entry: Entry) -> list[Item]:
    """Return a full paper: abstract, links, posts and buttons."""
    head = lines(title(entry, f"{rank} · "), byline(entry, wording.authors(entry)))
    said, reasons = posts(entry), why(entry)
    room = MAX_CHARACTERS - sum(map(size, (head, said, reasons)))
    texts = (head, escape(entry.abstract, min(ABSTRACT, room)), lines(said, reasons))
    links = [ui.ActionRow(*buttons)] if (buttons := places(entry)) else []
    return [*(ui.TextDisplay[ui.LayoutView](text) for text in texts if text), *links, *rows(paper_buttons(entry.id))]
