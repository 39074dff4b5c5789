"""A digest as Discord messages in Components V2: the list, then a reply for each paper. Pure.

A message holds 40 components, nested ones among them, and 4,000 characters of text; a longer list goes on in another.
https://docs.discord.com/developers/components/reference
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from discord import AllowedMentions, MessageFlags, ui

from adapters.discord.markup import inert, linked, size
from bot import wording
from bot.models import Digest, Entry, PostKind
from bot.platform import spreads
from bot.text.shortening import shorten_list

Body = dict[str, Any]
Item = ui.Item[ui.LayoutView]

MOST_COMPONENTS = 40
MOST_CHARACTERS = 3900
SUMMARIES = (240, 180, 150, 120)  # the first with which the list takes the fewest messages
TITLE, AUTHORS, SMALL, NOTE, ABSTRACT, POST = 400, 200, 300, 600, 1500, 150
AUTHORS_LISTED = 2  # two lines on a phone
POSTS_SHOWN = 3
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
    parent, *further = map(_ruled, _lists(digest))
    return (
        (PostKind.PARENT, _view(parent)),
        *((PostKind.CONTINUATION, _view(items)) for items in further),
        *((PostKind.REPLY, _view(_reply(entry))) for entry in digest.entries),
    )


def _view(items: Iterable[Item]) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*items, accent_colour=ACCENT))
    return view


def _ruled(texts: Iterable[str]) -> list[Item]:
    pairs: list[tuple[Item, Item]] = [(ui.Separator(), ui.TextDisplay(text)) for text in texts]
    return [item for pair in pairs for item in pair][1:]


def _lists(digest: Digest) -> list[list[str]]:
    """Spread the list over as few messages as hold it."""
    lengths = [[_card(entry, summary) for entry in digest.entries] for summary in SUMMARIES]
    for spread in spreads(len(digest.entries)):
        for cards in lengths:
            messages = [_list(digest, cards, start, end) for start, end in spread]
            if all(map(_fits, messages)):
                return messages
    return messages


def _fits(texts: Sequence[str]) -> bool:
    return 2 * len(texts) <= MOST_COMPONENTS and sum(map(size, texts)) <= MOST_CHARACTERS


def _list(digest: Digest, cards: Sequence[str], start: int, end: int) -> list[str]:
    """Return the texts of one message of the list, with the papers from *start* to before *end*."""
    head = _small(f"{wording.heading(digest)}, continued") if start else _head(digest)
    thanks = [_small(wording.THANKS)] if end == len(cards) else []
    return [head, *cards[start:end], *thanks]


def _head(digest: Digest) -> str:
    about = inert(wording.scope(digest), SMALL)
    guide = [_small("Abstracts, links and posts are in the thread.")] if digest.entries else []
    outages = [_small(f"⚠️ {inert(sentence, SMALL)}") for sentence in wording.health(digest)]
    note = [inert(digest.note, NOTE)] if digest.note else []
    return _lines(
        f"## {wording.heading(digest)}", _small(f"{about} · {wording.data_as_of(digest)}"), *guide, *outages, *note
    )


def _card(entry: Entry, summary: int) -> str:
    """Show a paper at a glance: its title, its line, and small below how it is talked about and who wrote it."""
    heat = [*_score(entry), inert(wording.engagement(entry), SMALL)]
    return _lines(
        _title(entry),
        inert(entry.summary, summary),
        _small(" · ".join(heat)),
        _byline(entry, shorten_list(entry.authors, AUTHORS_LISTED)),
    )


def _reply(entry: Entry) -> list[Item]:
    """Show all of a paper: its abstract, where to read it, and what is said of it."""
    head = _lines(_title(entry), _byline(entry, wording.authors(entry)))
    posts = _lines(*_posts(entry))
    why = _small(" ".join([*_score(entry), "for", inert(" · ".join(entry.reasons), SMALL)])) if entry.reasons else ""
    room = MOST_CHARACTERS - sum(map(size, (head, posts, why)))
    texts = (head, inert(entry.abstract, min(ABSTRACT, room)), _lines(posts, why))
    return [*(ui.TextDisplay[ui.LayoutView](text) for text in texts if text), *_places(entry)]


def _title(entry: Entry) -> str:
    withdrawn = " · withdrawn" if entry.withdrawn else ""
    return f"**{entry.rank} · {linked(entry.title, entry.url, 'arXiv', TITLE)}{withdrawn}**"


def _byline(entry: Entry, authors: str) -> str:
    return _small(f"{inert(authors, AUTHORS)} · {inert(', '.join(entry.categories), AUTHORS)}")


def _score(entry: Entry) -> list[str]:
    return [f"🔥 {entry.score:,.0f}"] if entry.engagement else []


def _posts(entry: Entry) -> list[str]:
    """List the posts that went furthest."""
    return [f"- {linked(wording.mention(post), post.url, 'open', POST)}" for post in entry.mentions[:POSTS_SHOWN]]


def _places(entry: Entry) -> list[Item]:
    buttons = [ui.Button[ui.LayoutView](label=name, url=url) for name, url in wording.places(entry)]
    return [ui.ActionRow(*buttons)] if buttons else []


def _small(text: str) -> str:
    return f"-# {text}"


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
