"""Outside texts in Discord's markup: nothing in them formats, links, mentions or turns into an emoji. Pure.

A backslash escapes everywhere but in the text of a link: there Discord shows it, drops zero-width characters, and
gives up the whole link for an emoji, a mention or an address. A text that such a link cannot show as it is stands
beside its link instead.

https://github.com/discord/discord-api-docs/issues/6185
https://github.com/discord/discord-api-docs/issues/7673
https://github.com/discord/discord-api-docs/issues/7721
"""

from __future__ import annotations

import re

from bot.text.links import is_allowed_link
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate

ZERO_WIDTH = "\u200b"
GROWTH = 2  # a character gets at most one to escape it, or is two units itself

ADDRESS = r"(?:www|discord|discordapp)(?=\.)"  # known without a scheme, whatever stands before
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
    """Return *text* as Discord shows it unchanged, shortened to a size of at most *limit*."""
    return _fitted(sanitize(text), limit)


def linked(text: str, url: str, name: str, limit: int) -> str:
    """Return *text* as a link to *url*, or beside a link called *name* if a link cannot show it as it is.

    Its size is at most *limit* and what `link` takes. Where a link may not lead, the text stands alone.
    """
    seen = sanitize(text)
    label = truncate(seen, limit // 2)
    if LABEL.fullmatch(label) and _followable(url):
        return link(label, url)
    return f"{_fitted(seen, limit)} {link(name, url)}".strip()


def link(label: str, url: str) -> str:
    """Return a link without a preview, or nothing if it may not lead there."""
    return f"[{label}](<{url}>)" if _followable(url) else ""


def size(text: str) -> int:
    """Measure *text* in UTF-16 units: nobody says what Discord counts, and it is never less than characters."""
    return len(text) + sum(character > "\uffff" for character in text)


def _followable(url: str) -> bool:
    """Tell whether we may link to *url*, even in bold."""
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
