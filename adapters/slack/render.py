"""A digest as Slack messages, as chat.postMessage takes them but for channel, thread and token. Pure.

Outside texts stand in plain_text and rich_text alone: there Slack reads no markup, mentions, emoji codes or addresses,
so they are inert as they are, and links are elements of their own. The fallback `text` is the one place to escape.

Blocks: https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot import wording
from bot.links import allowed
from bot.models import Digest, Entry, PostKind
from bot.platform import spreads
from bot.text.characters import clean
from bot.text.shortening import shorten

Body = dict[str, Any]
Block = dict[str, Any]
Element = dict[str, Any]

MOST_BLOCKS = 50
# Slack refuses a message past about 13,200 in all, and counts more than its texts: a divider took 125.
# https://github.com/slackapi/bolt-js/issues/2509
MOST_CHARACTERS = 12_000
BLOCK_COST = 125
TITLE, SUMMARY, ABSTRACT, LINE, FALLBACK = 250, 280, 2900, 300, 600
POSTS_SHOWN = 3
BOLD = {"bold": True}


def layout(digest: Digest) -> tuple[PostKind, ...]:
    """Plan the messages of *digest*: the list in as many as it takes, then a reply for each paper."""
    further = len(_lists(digest)) - 1
    return (PostKind.PARENT, *[PostKind.CONTINUATION] * further, *[PostKind.REPLY] * len(digest.entries))


def render(digest: Digest) -> tuple[Body, ...]:
    """Return the messages of *digest* in the order of its layout."""
    return (*_lists(digest), *map(_reply, digest.entries))


def _lists(digest: Digest) -> tuple[Body, ...]:
    """Spread the list over as few messages as hold it."""
    cards = [_card(entry) for entry in digest.entries]
    for spread in spreads(len(cards)):
        messages = [_list(digest, cards, start, end) for start, end in spread]
        if all(_fits(message["blocks"]) for message in messages):
            break
    return tuple(messages)


def _fits(blocks: Sequence[Block]) -> bool:
    size = len(json.dumps(blocks, ensure_ascii=False)) + BLOCK_COST * len(blocks)
    return len(blocks) <= MOST_BLOCKS and size <= MOST_CHARACTERS


def _list(digest: Digest, cards: Sequence[list[Block]], start: int, end: int) -> Body:
    """Make one message of the list, with the papers from *start* to before *end*."""
    heading = wording.heading(digest)
    blocks = _small(f"{heading}, continued") if start else _head(digest)
    blocks += [block for card in cards[start:end] for block in card]
    if end == len(cards):
        blocks += _small(wording.THANKS)
    titles = [_numbered(entry) for entry in digest.entries[start:end]]
    return _body("\n".join([heading, *(titles or [_line(digest.note, LINE)])]), blocks)


def _head(digest: Digest) -> list[Block]:
    about = f"{_line(wording.scope(digest), LINE)} · {wording.data_as_of(digest)}"
    guide = "Abstracts, links and posts are in the thread." if digest.entries else ""
    outages = [f"⚠️ {_line(sentence, LINE)}" for sentence in wording.health(digest)]
    header = {"type": "header", "text": _plain(wording.heading(digest))}
    return [header, *_small(about, guide, *outages), *_rich(_section(_text(_line(digest.note, SUMMARY))))]


def _card(entry: Entry) -> list[Block]:
    """Show a paper at a glance: its title, its line, and small below how it is talked about and who wrote it."""
    summary = _line(entry.summary, SUMMARY)
    line = [_text(f"\n{summary}")] if summary else []
    heat = f"🔥 {entry.score:,.0f} · " if entry.engagement else ""
    return [
        *_rich(_section(*_title(entry), *line)),
        *_small(_line(heat + wording.engagement(entry), LINE), _origin(entry)),
    ]


def _reply(entry: Entry) -> Body:
    """Show all of a paper: its abstract, where to read it, and what is said of it."""
    reasons = " · ".join([f"🔥 {entry.score:,.0f}", *entry.reasons]) if entry.reasons else ""
    blocks = [
        *_rich(_section(*_title(entry))),
        *_small(_origin(entry)),
        *_rich(_section(_text(_line(entry.abstract, ABSTRACT)))),
        *_rich(_section(*_places(entry)), _bullets(_posts(entry))),
        *_small(_line(reasons, LINE)),
    ]
    return _body(_numbered(entry), blocks)


def _numbered(entry: Entry) -> str:
    return f"{entry.rank}. {_line(entry.title, TITLE)}"


def _title(entry: Entry) -> list[Element]:
    title = _link(entry.url, _numbered(entry), BOLD)
    return [title, _text(" (withdrawn)", BOLD)] if entry.withdrawn else [title]


def _origin(entry: Entry) -> str:
    return _line(f"{wording.authors(entry)} · {', '.join(entry.categories)}", LINE)


def _places(entry: Entry) -> list[Element]:
    links = [_link(url, name) for name, url in wording.places(entry)]
    return [element for link in links for element in (_text(" · "), link)][1:]


def _posts(entry: Entry) -> list[Element]:
    """Link to the posts that went furthest; the page at Hugging Face is among the places."""
    telling = [mention for mention in entry.mentions if mention.source != "huggingface"][:POSTS_SHOWN]
    return [_link(post.url, _line(wording.mention(post), LINE)) for post in telling]


def _body(text: str, blocks: list[Block]) -> Body:
    """Add what notifications and screen readers get in place of the blocks."""
    fallback = _escape(shorten(text, FALLBACK))
    return {"text": fallback, "blocks": blocks, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}


def _escape(text: str) -> str:
    """Escape as https://docs.slack.dev/messaging/formatting-message-text#escaping asks."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _line(text: str, limit: int) -> str:
    return shorten(clean(text), limit)


# Blocks and their parts. Slack refuses empty ones, so what would be empty is not made.


def _small(*lines: str) -> list[Block]:
    text = "\n".join(filter(None, lines))
    return [{"type": "context", "elements": [_plain(text)]}] if text else []


def _plain(text: str) -> Element:
    return {"type": "plain_text", "text": text, "emoji": False}


def _rich(*parts: Element) -> list[Block]:
    filled = [part for part in parts if part["elements"]]
    return [{"type": "rich_text", "elements": filled}] if filled else []


def _section(*elements: Element) -> Element:
    return {"type": "rich_text_section", "elements": [element for element in elements if element["text"]]}


def _bullets(items: Sequence[Element]) -> Element:
    return {"type": "rich_text_list", "style": "bullet", "elements": [_section(item) for item in items]}


def _link(url: str, text: str, style: Element | None = None) -> Element:
    """Link *text* to where a link may lead, else show it alone."""
    return _text(text, style) | ({"type": "link", "url": url} if allowed(url) else {})


def _text(text: str, style: Element | None = None) -> Element:
    return {"type": "text", "text": text} | ({"style": style} if style else {})
