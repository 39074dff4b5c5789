"""A digest as Discord messages in Components V2: the list, then a reply for each paper. Pure.

A message holds 40 components, nested ones among them, and 4,000 characters of text; a longer list goes on in another.
https://docs.discord.com/developers/components/reference
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from discord import AllowedMentions, MessageFlags, ui

from adapters.discord.messages.buttons import open_paper_menu, rows
from adapters.discord.messages.markup import escape, size
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
SUMMARIES = (240, 180, 150, 120)  # the first with which the list takes the fewest messages
NOTE, ABSTRACT = 600, 1500
ACCENT = 0xE8590C


def layout(digest: Digest) -> tuple[PostKind, ...]:
    """Plan the messages of *digest*: the list in as many as it takes, then a reply for each paper."""
    return tuple(kind for kind, _ in views(digest))


def render(digest: Digest) -> tuple[Body, ...]:
    """Return the messages of *digest* in the order of its layout, as the API takes them."""
    fixed = {"flags": MessageFlags(components_v2=True).value, "allowed_mentions": AllowedMentions.none().to_dict()}
    components = (view.to_components() for _, view in views(digest))  # type: ignore[no-untyped-call] # theirs
    return tuple({"components": each} | fixed for each in components)


def views(digest: Digest) -> tuple[tuple[PostKind, ui.LayoutView], ...]:
    """Return the messages of *digest* in the order of its layout, as discord.py takes them."""
    parent, *further = _lists(digest)
    return (
        (PostKind.PARENT, in_container(parent)),
        *((PostKind.CONTINUATION, in_container(items)) for items in further),
        *((PostKind.REPLY, in_container(_reply(rank, entry))) for rank, entry in digest.numbered()),
    )


def page(digest: Digest, beside: Sequence[Item]) -> list[Item]:
    """Show *digest* in one message with what is *beside* it: with shorter lines if need be, then with fewer papers."""
    papers = range(len(digest.entries), -1, -1)
    cut = (
        with_separators(_texts(digest, _cards(digest, summary), 0, count)) for count in papers for summary in SUMMARIES
    )
    return next(items for items in cut if fits([*items, *beside]))


def in_container(items: Iterable[Item]) -> ui.LayoutView:
    """Put *items* into a box with a coloured border."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*items, accent_colour=ACCENT))
    return view


def with_separators(texts: Iterable[str]) -> list[Item]:
    """Set a line between *texts*."""
    pairs: list[tuple[Item, Item]] = [(ui.Separator(), ui.TextDisplay(text)) for text in texts]
    return [item for pair in pairs for item in pair][1:]


def fits(items: Iterable[Item]) -> bool:
    """Tell whether *items* fit into the box of one message."""
    every = [part for item in items for part in (item, *getattr(item, "children", ()))]
    return 1 + len(every) <= MAX_COMPONENTS and text_size(every) <= MAX_CHARACTERS


def text_size(items: Iterable[Item]) -> int:
    """Measure the texts among *items*."""
    return sum(size(item.content) for item in items if isinstance(item, ui.TextDisplay))


def _lists(digest: Digest) -> list[list[Item]]:
    """Spread the list over as few messages as hold it."""
    lengths = [_cards(digest, summary) for summary in SUMMARIES]
    for spread in even_splits(len(digest.entries)):
        for cards in lengths:
            messages = [_list(digest, cards, start, end) for start, end in spread]
            if all(map(fits, messages)):
                return messages
    return messages


def _list(digest: Digest, cards: Sequence[str], start: int, end: int) -> list[Item]:
    """Return one message of the list, with the papers from *start* to before *end* and the menu that opens them."""
    return [
        *with_separators(_texts(digest, cards, start, end)),
        *open_paper_menu(islice(digest.numbered(), start, end)),
    ]


def _cards(digest: Digest, summary: int) -> list[str]:
    return [summary_line(rank, entry, summary) for rank, entry in digest.numbered()]


def _texts(digest: Digest, cards: Sequence[str], start: int, end: int) -> list[str]:
    """Return the texts of one message of the list, with the papers from *start* to before *end*."""
    head = small(f"{wording.heading(digest)}, continued") if start else _head(digest)
    thanks = [small(wording.THANKS)] if end == len(cards) else []
    return [head, *cards[start:end], *thanks]


def _head(digest: Digest) -> str:
    about = small(f"{escape(wording.scope(digest), SMALL)} · {wording.data_as_of(digest)}")
    outages = [small(f"⚠️ {escape(sentence, SMALL)}") for sentence in wording.health(digest)]
    return lines(f"## {wording.heading(digest)}", about, *outages, escape(digest.note, NOTE))


def _reply(rank: int, entry: Entry) -> list[Item]:
    """Show all of a paper: its abstract, where to read it, what is said of it, and what to do with it."""
    head = lines(title(entry, f"{rank} · "), byline(entry, wording.authors(entry)))
    said, reasons = posts(entry), why(entry)
    room = MAX_CHARACTERS - sum(map(size, (head, said, reasons)))
    texts = (head, escape(entry.abstract, min(ABSTRACT, room)), lines(said, reasons))
    links = [ui.ActionRow(*buttons)] if (buttons := places(entry)) else []
    return [*(ui.TextDisplay[ui.LayoutView](text) for text in texts if text), *links, *rows(paper_buttons(entry.id))]
