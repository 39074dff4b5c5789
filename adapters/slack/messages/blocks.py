"""Blocks and their parts, and what a message may hold. Pure.

Outside texts stand in plain_text and rich_text alone: there Slack reads no markup, mentions, emoji codes or addresses,
so they are inert as they are, and links are elements of their own. Their `text` is the one place to escape.
Slack refuses empty parts, so what would be empty is not made.

Blocks: https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from adapters.slack.messages import fallback_text
from bot.models.reply import By
from bot.text.links import is_allowed_link
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate

Body = dict[str, Any]
Block = dict[str, Any]
Element = dict[str, Any]

MAX_BLOCKS = 50
# Slack refuses a message past about 13,200 in all, and counts more than its texts: a divider took 125.
# https://github.com/slackapi/bolt-js/issues/2509
MAX_CHARACTERS = 12_000
BLOCK_COST = 125
JSON = json.JSONEncoder(ensure_ascii=False)
PERSON = re.compile(r"[UW][A-Z0-9]{1,29}")
BOLD = {"bold": True}


def weight(blocks: Sequence[Block]) -> int:
    """Return what *blocks* take of the characters of a message."""
    return len(JSON.encode(blocks)) + BLOCK_COST * len(blocks)


def size(element: Element) -> int:
    """Return how many characters an element takes in a list."""
    return len(JSON.encode(element)) + len(", ")


def fits(blocks: Sequence[Block], weight: int) -> bool:
    """Tell whether Slack takes *blocks*, which have that *weight*, in one message."""
    return len(blocks) <= MAX_BLOCKS and weight <= MAX_CHARACTERS


def pack_messages(groups: Iterable[list[Block]]) -> list[list[Block]]:
    """Spread *groups*, none of which is divided, over as few messages as hold them in their order."""
    messages: list[list[Block]] = [[]]
    taken = 0
    for group in groups:
        taken += (heavy := weight(group))
        if fits(messages[-1] + group, taken):
            messages[-1] += group
        else:
            messages.append(list(group))
            taken = heavy
    return messages


def body(blocks: list[Block]) -> Body:
    """Make a message of *blocks*, which notifications and screen readers get as one text."""
    told = fallback_text.text(fallback_text.spoken_lines(blocks))
    return {"text": told, "blocks": blocks, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}


def line(text: str, limit: int) -> str:
    """Return outside *text* as one line of at most *limit* characters."""
    return truncate(sanitize(text), limit)


def small(*lines: str) -> list[Block]:
    """Show *lines* small and grey."""
    text = "\n".join(filter(None, lines))
    return [{"type": "context", "elements": [plain(text)]}] if text else []


def plain(text: str) -> Element:
    """Return *text* as it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def rich(*parts: Element) -> list[Block]:
    """Show sections and lists in one block."""
    filled = [part for part in parts if part["elements"]]
    return [{"type": "rich_text", "elements": filled}] if filled else []


def section(*elements: Element) -> Element:
    """Put texts and links into one paragraph."""
    return {"type": "rich_text_section", "elements": [element for element in elements if element["text"]]}


def bullets(items: Sequence[Element]) -> Element:
    """Make a list of *items*, each on a line."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [section(item) for item in items]}


def link(url: str, text: str, style: Element | None = None) -> Element:
    """Link *text* to where a link may lead, else show it alone."""
    return words(text, style) | ({"type": "link", "url": url} if is_allowed_link(url) else {})


def words(text: str, style: Element | None = None) -> Element:
    """Return *text* as a part of a paragraph."""
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def named(by: By) -> list[Block]:
    """Name a person, as Slack knows them; what is no id of a person is left out."""
    if not PERSON.fullmatch(by.user):
        return []
    elements = [words(f"{by.words} "), {"type": "user", "user_id": by.user}]
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}]
