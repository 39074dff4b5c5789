"""What Slack refuses in a message, read from its reference and from reports, not from our renderer.

https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

INPUTS = {"plain_text_input", "number_input", "static_select", "external_select", "checkboxes", "timepicker"}
BUTTON_STYLES = {"primary", "danger"}
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


def view_refusal(view: dict[str, Any]) -> str | None:
    """Return the error that views.open and views.publish answer for *view*, None for a good one."""
    blocks = view["blocks"]
    sound = 0 < len(blocks) <= 100 and len(view.get("private_metadata", "")) <= 3000
    sound = sound and 0 < len(view.get("external_id", "x")) <= 255
    if view["type"] == "modal":
        names = [block["block_id"] for block in blocks if "block_id" in block]
        asks = any(block["type"] == "input" for block in blocks)
        titles = [view[name] for name in ("title", "submit", "close") if asks or name in view or name == "title"]
        sound = sound and len(set(names)) == len(names) and all(_is_text(title, 24) for title in titles)
    return None if sound and all(_is_input(block) or _is_block(block) for block in blocks) else "invalid_arguments"


def _is_input(block: dict[str, Any]) -> bool:
    match block:
        case {"type": "input", "label": label, "element": {"type": kind, "action_id": str()} as element}:
            options = element.get("options", [])
            initial = element.get("initial_options", [])
            sound = all(map(_is_option, options)) and all(option in options for option in initial)
            if kind in {"static_select", "radio_buttons"} and "initial_option" in element:
                sound = sound and element["initial_option"] in options
            if kind == "number_input":
                sound = sound and isinstance(element["is_decimal_allowed"], bool) and _are_bounds(element)
            most = 10 if kind == "checkboxes" else 100
            return sound and kind in INPUTS and _is_text(label, 2000) and len(options) <= most
    return False


def _are_bounds(element: dict[str, Any]) -> bool:
    """Tell whether the least, first and greatest number are texts in that order, as far as they are there."""
    told = [element[name] for name in ("min_value", "initial_value", "max_value") if name in element]
    return all(isinstance(one, str) for one in told) and told == sorted(told, key=float)


def _is_block(block: dict[str, Any]) -> bool:  # noqa: PLR0911 - one line for each kind of block
    match block:
        case {"type": "header", "text": {"type": "plain_text"} as text}:
            return _is_text(text, 150)
        case {"type": "section", "text": text}:
            return _is_text(text, 3000)
        case {"type": "context", "elements": [_, *_] as elements}:
            return len(elements) <= 10 and all(_is_text(element, 3000) for element in elements)
        case {"type": "rich_text", "elements": [_, *_] as parts}:
            return all(map(_is_part, parts))
        case {"type": "image", "slack_file": {"id": str()}, "alt_text": str(said)}:
            return 0 < len(said) <= 2000
        case {"type": "actions", "elements": [_, *_] as elements}:
            return _are_controls(elements)
    return bool(block["type"] == "divider")


def _are_controls(elements: list[dict[str, Any]]) -> bool:
    names = [element["action_id"] for element in elements]
    return len(elements) <= 25 and len(set(names)) == len(names) and all(map(_is_control, elements))


def _is_control(element: dict[str, Any]) -> bool:
    match element:
        case {"type": "button", "action_id": name, "text": {"type": "plain_text"} as text}:
            style = element.get("style", "primary")
            value = element.get("value", "")
            sound = 0 < len(name) <= 255 and _is_text(text, 75) and len(value) <= 2000 and style in BUTTON_STYLES
            return sound and ("confirm" not in element or _is_confirmation(element["confirm"]))
        case {"type": "static_select", "placeholder": placeholder, "options": [_, *_] as options}:
            return len(options) <= 100 and _is_text(placeholder, 150) and all(map(_is_option, options))
    return False


def _is_confirmation(asked: dict[str, Any]) -> bool:
    limits = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
    sound = all(_is_text(asked[name], limit) for name, limit in limits.items())
    return sound and asked.get("style", "primary") in BUTTON_STYLES


def _is_option(option: dict[str, Any]) -> bool:
    return _is_text(option["text"], 75) and option["text"]["type"] == "plain_text" and 0 < len(option["value"]) <= 150


def _is_text(text: dict[str, Any], limit: int) -> bool:
    return text["type"] in {"plain_text", "mrkdwn"} and 0 < len(text["text"]) <= limit and bool(text["text"].strip())


def _is_part(part: dict[str, Any]) -> bool:
    match part:
        case {
            "type": "rich_text_section" | "rich_text_quote" | "rich_text_preformatted",
            "elements": [_, *_] as elements,
        }:
            return all(map(_is_element, elements))
        case {"type": "rich_text_list", "style": "bullet" | "ordered", "elements": [_, *_] as items}:
            return all(item["type"] == "rich_text_section" and _is_part(item) for item in items)
    return False


def _is_element(element: dict[str, Any]) -> bool:
    if element["type"] == "user":
        return re.fullmatch(r"[UW][A-Z0-9]+", element["user_id"]) is not None
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
