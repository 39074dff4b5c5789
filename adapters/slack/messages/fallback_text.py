"""Convert blocks to the text that screen readers and notifications use. Pure.

https://docs.slack.dev/reference/methods/chat.postMessage#text
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from bot import wording
from bot.text.truncate import truncate

MAX_TEXT = 3900  # Slack may split or cut text above 4,000
BAR = re.compile(f"[{wording.FULL}{wording.EMPTY}]+ ")  # the number after it says the same
USER_MENTION = re.compile("\x02([A-Z0-9]{1,30})\x03")  # external text has no control characters


def spoken_lines(blocks: Iterable[dict[str, Any]]) -> list[str]:
    """Return the lines of *blocks* in reading order, without controls."""
    said = chain.from_iterable(map(_block_lines, blocks))
    return [BAR.sub("", line) for text in said for line in text.split("\n") if line.strip()]


def text(lines: Sequence[str]) -> str:
    """Return *lines* as a message text. If it is too long, the longest lines are shortened equally."""
    escaped = [escape(line) for line in lines]
    room = MAX_TEXT - len(lines)
    if sum(map(len, escaped)) > room:
        most = _fair_share(sorted(map(len, escaped)), room)
        escaped = [_cut(line, long, most) for line, long in zip(lines, escaped, strict=True)]
    return USER_MENTION.sub(r"<@\1>", "\n".join(filter(None, escaped))) or "hotpapers"


def escape(text: str) -> str:
    """Escape control characters.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mention_user(user: str) -> str:
    """Return a placeholder that `text` turns into a mention."""
    return f"\x02{user}\x03"


def _fair_share(lengths: Sequence[int], room: int) -> int:
    """Return the maximum line length at which all lines fit. *lengths* are sorted."""
    for place, length in enumerate(lengths):
        share = room // (len(lengths) - place)
        if length > share:
            return share
        room -= length
    return room


def _cut(line: str, escaped: str, most: int) -> str:
    """Return a line with at most *most* characters after escaping."""
    return escaped if len(escaped) <= most else escape(truncate(line, max(most - (len(escaped) - len(line)), 1)))


def _block_lines(block: dict[str, Any]) -> Iterator[str]:
    match block:
        case {"type": "header" | "section", "text": {"text": said}}:
            yield said
        case {"type": "context", "elements": elements}:
            yield from (element["text"] for element in elements)
        case {"type": "image", "alt_text": said}:
            yield said
        case {"type": "rich_text", "elements": parts}:
            yield from chain.from_iterable(map(_paragraphs, parts))


def _paragraphs(part: dict[str, Any]) -> Iterator[str]:
    if part["type"] == "rich_text_list":
        yield from chain.from_iterable(map(_paragraphs, part["elements"]))
    else:
        yield "".join(
            mention_user(one["user_id"]) if one["type"] == "user" else one["text"] for one in part["elements"]
        )
