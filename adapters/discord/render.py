"""A digest as Discord messages in Components V2: the list, then a reply for each paper. Pure.

A message holds 40 components, nested ones among them, and 4,000 characters of text; a longer list goes on in another.
https://docs.discord.com/developers/components/reference
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from discord import AllowedMentions, MessageFlags, ui

from adapters.discord.markup import followable, inert, linked, size
from bot import wording
from bot.models import Digest, Entry, Mention, PostKind
from bot.text.shortening import shorten_list

Body = dict[str, Any]
Item = ui.Item[ui.LayoutView]

MOST_COMPONENTS = 40
MOST_CHARACTERS = 3900
SUMMARIES = (240, 180, 150)  # the first with which the list takes the fewest messages
TITLE, AUTHORS, SMALL, NOTE, ABSTRACT, POST = 400, 200, 300, 600, 1500, 150
AUTHORS_LISTED = 2  # two lines on a phone
POSTS_SHOWN = 3
ACCENT = 0xE8590C
THREAD_NAME = 100


def layout(digest: Digest) -> tuple[PostKind, ...]:
    """Plan the messages of *digest*: the list in as many as it takes, then a reply for each paper."""
    further = len(_lists(digest)) - 1
    return (PostKind.PARENT, *[PostKind.CONTINUATION] * further, *[PostKind.REPLY] * len(digest.entries))


def render(digest: Digest) -> tuple[Body, ...]:
    """Return the messages of *digest* in the order of its layout, as the API takes them."""
    fixed = {"flags": MessageFlags(components_v2=True).value, "allowed_mentions": AllowedMentions.none().to_dict()}
    components = (view.to_components() for view in views(digest))  # type: ignore[no-untyped-call] # theirs
    return tuple({"components": each} | fixed for each in components)


def views(digest: Digest) -> tuple[ui.LayoutView, ...]:
    """Return the messages of *digest* in the order of its layout, as discord.py takes them."""
    return tuple(_view(items) for items in (*_lists(digest), *map(_reply, digest.entries)))


def thread_name(digest: Digest) -> str:
    """Name the thread that the replies stand in."""
    return wording.heading(digest)[:THREAD_NAME]


def _view(items: Iterable[Item]) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*items, accent_colour=ACCENT))
    return view


def _lists(digest: Digest) -> tuple[list[Item], ...]:
    """Spread the list over as few messages as hold it, evenly: a last one with a single paper looks forgotten."""
    for count in range(1, max(len(digest.entries), 1) + 1):
        borders = [round(len(digest.entries) * number / count) for number in range(count + 1)]
        for summary in SUMMARIES:
            messages = tuple(_list(digest, start, end, summary) for start, end in pairwise(borders))
            if all(map(_fits, messages)):
                return messages
    return messages


def _fits(items: Sequence[Item]) -> bool:
    texts = sum(size(item.content) for item in items if isinstance(item, ui.TextDisplay))
    return len(items) + 1 <= MOST_COMPONENTS and texts <= MOST_CHARACTERS


def _list(digest: Digest, start: int, end: int, summary: int) -> list[Item]:
    """Make one message of the list, with the papers from *start* to before *end*."""
    head = _small(f"{wording.heading(digest)}, continued") if start else _head(digest)
    items: list[Item] = [ui.TextDisplay(head)]
    for entry in digest.entries[start:end]:
        items += [ui.Separator(), ui.TextDisplay(_card(entry, summary))]
    if end == len(digest.entries):
        items += [ui.Separator(visible=False), ui.TextDisplay(_small(wording.THANKS))]
    return items


def _head(digest: Digest) -> str:
    about = inert(f"{wording.scope(digest)}", SMALL)
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
    """List the posts that went furthest; a repost says nothing of its own."""
    originals = [mention for mention in entry.mentions if mention.repost_of is None]
    telling = sorted(originals, key=_reach, reverse=True)[:POSTS_SHOWN]
    return [f"- {linked(wording.mention(post), post.url, 'open', POST)}" for post in telling]


def _reach(mention: Mention) -> int:
    return mention.engagement.reposts + mention.engagement.likes + mention.engagement.replies


def _places(entry: Entry) -> list[Item]:
    """Link to where the paper is, its code, and where it is discussed at Hugging Face."""
    page = next((mention.url for mention in entry.mentions if mention.source == "huggingface"), None)
    named = {"arXiv": entry.url, "PDF": entry.pdf, "Code": entry.code, wording.source_name("huggingface"): page}
    buttons = [ui.Button[ui.LayoutView](label=name, url=url) for name, url in named.items() if followable(url)]
    return [ui.ActionRow(*buttons)] if buttons else []


def _small(text: str) -> str:
    return f"-# {text}"


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
