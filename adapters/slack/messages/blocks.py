"""Build blocks and pack them into messages within Slack's limits. Pure.

External text goes only into plain_text and rich_text, where Slack interprets no markup, mentions, emoji or URLs; links
are separate elements. Only the fallback `text` needs escaping. Slack rejects empty elements, so none is created.

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
# Slack rejects a message above about 13,200 characters and counts overhead: a divider took 125.
# https://github.com/slackapi/bolt-js/issues/2509
MAX_CHARACTERS = 12_000
BLOCK_COST = 125
JSON = json.JSONEncoder(ensure_ascii=False)
PERSON = re.compile(r"[UW][A-Z0-9]{1,29}")
BOLD = {"bold": True}


def weight(blocks: Sequence[Block]) -> int:
    """Return how many of a message's characters *blocks* use."""
    return len(JSON.encode(blocks)) + BLOCK_COST * len(blocks)


def size(element: Element) -> int:
    """Return how many characters an element uses in a list."""
    return len(JSON.encode(element)) + len(", ")


def fits(blocks: Sequence[Block], weight: int) -> bool:
    """Return whether *blocks* of that *weight* fit into one message."""
    return len(blocks) <= MAX_BLOCKS and weight <= MAX_CHARACTERS


def pack_messages(groups: Iterable[list[Block]]) -> list[list[Block]]:
    """Pack *groups*, undivided and in order, into as few messages as possible."""
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
    """Return a message of *blocks* with a fallback text."""
    told = fallback_text.text(fallback_text.spoken_lines(blocks))
    return {"text": told, "blocks": blocks, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}


def line(text: str, limit: int) -> str:
    """Return external *text* as one line of at most *limit* characters."""
    return truncate(sanitize(text), limit)


def small(*lines: str) -> list[Block]:
    """Return *lines* as a context block."""
    text = "\n".join(filter(None, lines))
    return [{"type": "context", "elements": [plain(text)]}] if text else []


def plain(text: str) -> Element:
    """Return *text* as plain_text."""
    return {"type": "plain_text", "text": text, "emoji": False}


def rich(*parts: Element) -> list[Block]:
    """Return sections and lists as a rich_text block."""
    filled = [part for part in parts if part["elements"]]
    return [{"type": "rich_text", "elements": filled}] if filled else []


def section(*elements: Element) -> Element:
    """Return texts and links as a paragraph."""
    return {"type": "rich_text_section", "elements": [element for element in elements if element["text"]]}


def bullets(items: Sequence[Element]) -> Element:
    """Return *items* as a bulleted list."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [section(item) for item in items]}


def link(url: str, text: str, style: Element | None = None) -> Element:
    """Return *text* linked to *url*, or plain if the URL is not allowed."""
    return words(text, style) | ({"type": "link", "url": url} if is_allowed_link(url) else {})


def words(text: str, style: Element | None = None) -> Element:
    """Return *text* as a text element."""
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def named(by: By) -> list[Block]:
    """Return a mention of a person, nothing for an invalid user ID."""
    if not PERSON.fullmatch(by.user):
        return []
    elements = [words(f"{by.words} "), {"type": "user", "user_id": by.user}]
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}]
