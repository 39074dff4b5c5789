"""Escape external text for Discord: no formatting, links, mentions or emoji. Pure.

Backslashes escape everywhere except in link labels. There Discord shows them, drops zero-width characters, and breaks
the link for an emoji, a mention or a URL. Text that a label cannot hold goes next to its link instead.

https://github.com/discord/discord-api-docs/issues/6185
https://github.com/discord/discord-api-docs/issues/7673
https://github.com/discord/discord-api-docs/issues/7721
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from bot.models.reply import Instant
from bot.text.links import is_allowed_link
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate

ZERO_WIDTH = "\u200b"
GROWTH = 2  # a character at most doubles: escaped, or two UTF-16 units

ADDRESS = r"(?:www|discord|discordapp)(?=\.)"  # linked without a scheme
ESCAPES = (
    (re.compile(r":(?=[\w+~-]+:)"), r"\\:"),  # :smile:
    (re.compile(r"[*_~|`\[\]]"), r"\\\g<0>"),
    (re.compile(r"^(?=[#>+-])"), r"\\"),  # headings, quotes, lists and small print, at the start of a line
    (re.compile(r"^(\d+)(?=\.)"), r"\1\\"),
    (re.compile(rf"@|<(?=\S)|:(?=//)|{ADDRESS}", re.IGNORECASE), rf"\g<0>{ZERO_WIDTH}"),
)
START = r"(?![#+-]|\d+\.)"
PLAIN = r"[^\W_]|[\u0300-\u036f\u2070-\u209f\u2192\u2200-\u22ff ,.;:!?'\"()/&%$#+=^…·×±–—‘’“”-]"
LABEL = re.compile(rf"{START}(?!.*(?::[\w+~-]+:|://|{ADDRESS}))(?:{PLAIN})+", re.IGNORECASE)


def escape(text: str, limit: int) -> str:
    """Return *text* escaped and shortened to a size of at most *limit*."""
    return _fitted(sanitize(text), limit)


def timed(text: str, instants: Iterable[Instant], limit: int) -> str:
    """Return *text* as `escape` does, with its times as the reader's own client shows them, and how far off they are.

    https://docs.discord.com/developers/reference#message-formatting-timestamp-styles
    """
    shown = escape(text, limit)
    for instant in instants:
        shown = shown.replace(escape(instant.text, limit), f"{timestamp(instant.at)} ({timestamp(instant.at, 'R')})")
    return shown


def timestamp(at: datetime, style: str = "F") -> str:
    """Return an instant in the reader's zone: in full (F), or how far off it is (R)."""
    return f"<t:{at.timestamp():.0f}:{style}>"


def linked(text: str, url: str, name: str, limit: int) -> str:
    """Return *text* as a link to *url*, or next to a link *name* if a label cannot hold it.

    Its size is at most *limit* plus that of `link`. If the URL is not allowed, only the text is returned.
    """
    seen = sanitize(text)
    label = truncate(seen, limit // 2)
    if LABEL.fullmatch(label) and _followable(url):
        return link(label, url)
    return f"{_fitted(seen, limit)} {link(name, url)}".strip()


def link(label: str, url: str) -> str:
    """Return a link without preview, nothing if the URL is not allowed."""
    return f"[{label}](<{url}>)" if _followable(url) else ""


def size(text: str) -> int:
    """Return the size of *text* in UTF-16 units, an upper bound of Discord's undocumented count."""
    return len(text) + sum(character > "\uffff" for character in text)


def _followable(url: str) -> bool:
    """Return whether *url* is allowed and works in bold text."""
    return "*" not in url and is_allowed_link(url)


def _fitted(text: str, limit: int) -> str:
    length = limit
    while (excess := size(shown := _escaped(truncate(text, length))) - limit) > 0:
        length = min(length, len(text)) - -(-excess // GROWTH)
    return shown


def _escaped(text: str) -> str:
    shown = text.replace("\\", "\\\\")
    for pattern, replacement in ESCAPES:
        shown = pattern.sub(replacement, shown)
    return shown
