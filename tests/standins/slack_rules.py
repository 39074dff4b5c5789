"""What Slack refuses in a message, read from its reference and from reports, not from our renderer.

https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

STYLES = {"bold", "italic", "strike", "code"}


def refusal(message: dict[str, Any]) -> str | None:
    """Return the error that chat.postMessage answers for *message*, None for a good one."""
    blocks = message.get("blocks") or []
    text = message.get("text", "")
    if not text and not blocks:
        return "no_text"
    if len(text) > 4000:  # the real one splits or cuts it: never what we want
        return "msg_too_long"
    named = [block["block_id"] for block in blocks if "block_id" in block]
    sound = len(blocks) <= 50 and len(set(named)) == len(named) and all(0 < len(name) <= 255 for name in named)
    if not sound or not all(map(_is_block, blocks)):
        return "invalid_blocks"
    if len(json.dumps(blocks, ensure_ascii=False)) + 100 * len(blocks) > 13_200:
        return "msg_blocks_too_long"
    return None if _is_metadata(message.get("metadata")) else "invalid_metadata_format"


def _is_block(block: dict[str, Any]) -> bool:
    match block:
        case {"type": "header", "text": {"type": "plain_text"} as text}:
            return _is_text(text, 150)
        case {"type": "section", "text": text}:
            return _is_text(text, 3000)
        case {"type": "context", "elements": [_, *_] as elements}:
            return len(elements) <= 10 and all(_is_text(element, 3000) for element in elements)
        case {"type": "rich_text", "elements": [_, *_] as parts}:
            return all(map(_is_part, parts))
        case {"type": "divider"}:
            return True
    return False


def _is_text(text: dict[str, Any], limit: int) -> bool:
    return text["type"] in {"plain_text", "mrkdwn"} and 0 < len(text["text"]) <= limit and bool(text["text"].strip())


def _is_part(part: dict[str, Any]) -> bool:
    match part:
        case {"type": "rich_text_section" | "rich_text_quote", "elements": [_, *_] as elements}:
            return all(map(_is_element, elements))
        case {"type": "rich_text_list", "style": "bullet" | "ordered", "elements": [_, *_] as items}:
            return all(item["type"] == "rich_text_section" and _is_part(item) for item in items)
    return False


def _is_element(element: dict[str, Any]) -> bool:
    if not element.get("text") or len(element["text"]) > 3000 or not set(element.get("style", ())) <= STYLES:
        return False
    if element["type"] == "link":
        url = urlsplit(element["url"])
        return url.scheme in {"http", "https"} and bool(url.hostname) and len(element["url"]) <= 3000
    return element["type"] == "text"


def _is_metadata(metadata: Any) -> bool:
    match metadata:
        case None | {"event_type": str(), "event_payload": dict()}:
            return True
    return False
