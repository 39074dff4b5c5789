"""Slack's messages and views as its clients read them: a second opinion on what is live in them.

It knows the parts that are mere text and takes everything else for live, whatever we meant by it.
https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MESSAGE = {
    "text", "blocks", "mrkdwn", "unfurl_links", "unfurl_media", "channel", "thread_ts", "metadata", "response_type",
    "replace_original",
}  # fmt: skip
VIEW = {"type", "callback_id", "title", "submit", "close", "private_metadata", "blocks"}
HOLDERS = {
    "header": {"text"},
    "context": {"elements"},
    "actions": {"elements"},
    "input": {"label", "element", "hint", "optional"},
    "rich_text": {"elements"},
    "rich_text_section": {"elements"},
    "rich_text_list": {"elements", "style"},
    "button": {"text", "value", "style", "action_id", "url", "confirm"},
    "static_select": {"placeholder", "options", "action_id", "initial_option"},
    "external_select": {"placeholder", "action_id", "initial_option", "min_query_length"},
    "checkboxes": {"options", "initial_options", "action_id"},
    "plain_text_input": {"initial_value", "max_length", "action_id"},
    "number_input": {"initial_value", "is_decimal_allowed", "min_value", "max_value", "action_id"},
    "timepicker": {"initial_time", "action_id"},
}
"""Parts that hold others, with all that they may have beside their type and block id."""
INNER = ("text", "elements", "element", "label", "hint", "placeholder", "options", "initial_option", "initial_options",
         "confirm")  # fmt: skip
ANGLE = re.compile(r"<([^>]*)>")
ENTITY = re.compile(r"&(amp|lt|gt);")
ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


@dataclass(frozen=True)
class Read:
    """What people see in order, where its links lead, and what in it is more than text."""

    shown: tuple[str, ...]
    links: tuple[str, ...]
    live: tuple[str, ...]


def read(body: dict[str, Any]) -> Read:
    """Read a message, or a modal or home view."""
    found = list(_view(body) if body.get("type") in {"modal", "home"} else _message(body))
    return Read(*(tuple(text for kind, text in found if kind == wanted) for wanted in ("shown", "link", "live")))


def _view(view: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (("live", f"a view's {key}") for key in view.keys() - VIEW)
    for part in ("title", "submit", "close"):
        yield from _text(view[part]) if part in view else ()
    for block in view["blocks"]:
        yield from _part(block)


def _message(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (("live", f"a message's {key}") for key in body.keys() - MESSAGE)
    yield from (("live", key) for key in ("mrkdwn", "unfurl_links", "unfurl_media") if body[key] is not False)
    yield from _mrkdwn(body["text"])
    for block in body["blocks"]:
        yield from _part(block)


def _mrkdwn(text: str) -> Iterator[tuple[str, str]]:
    """Read a text in which Slack looks for links, mentions, channels, commands and dates between angle brackets."""
    yield from (("live", f"<{inner}>") for inner in ANGLE.findall(text))
    rest = ENTITY.sub("", ANGLE.sub("", text))
    yield from (("live", sign) for sign in rest if sign in "<>&")
    yield "shown", ENTITY.sub(lambda found: ENTITIES[found[1]], text)


def _part(part: dict[str, Any]) -> Iterator[tuple[str, str]]:  # noqa: C901 - one line for each kind of part
    kind = part.get("type")
    if kind == "plain_text":
        yield from _text(part)
    elif kind in {"text", "link"}:
        yield from _rich(part)
    elif kind == "user" and re.fullmatch("[UW][A-Z0-9]+", part.get("user_id", "")):  # who asked, and is told of that
        yield "shown", part["user_id"]
    elif kind is None and "deny" in part:  # a question before something is done
        for name in ("title", "text", "confirm", "deny"):
            yield from _text(part[name])
    elif kind is None and part.keys() <= {"text", "value"}:  # an option
        yield from _text(part["text"])
    elif kind in HOLDERS:
        yield from (("live", f"{kind}'s {key}") for key in part.keys() - HOLDERS[kind] - {"type", "block_id"})
        yield from (("link", part["url"]) for _ in [0] if "url" in part)
        for name in INNER:
            inner = part.get(name, [])
            for one in inner if isinstance(inner, list) else [inner]:
                yield from _part(one)
    else:
        yield "live", f"{kind}"


def _text(text: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Read a text object; with *emoji* Slack turns codes like :tada: into pictures."""
    if text.get("type") != "plain_text" or text.get("emoji") is not False or text.keys() - {"type", "text", "emoji"}:
        yield "live", f"{text}"
    yield "shown", text["text"]


def _rich(part: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Read a piece of rich text: within, nothing is markup."""
    yield from (("live", f"{part['type']}'s {key}") for key in part.keys() - {"type", "text", "url", "style"})
    yield from (("live", f"{style}") for style in part.get("style", {}) if style != "bold")
    yield "shown", part["text"]
    if part["type"] == "link":
        yield "link", part["url"]
