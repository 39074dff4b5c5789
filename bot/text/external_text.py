"""Reduce external text to one line without links, to show below a title. Pure."""

from __future__ import annotations

import re

from bot.text.tex.to_unicode import to_unicode

MARKED = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")  # Markdown links and images: their text is kept
LINK = re.compile(r"(?:\b[a-z][a-z\d+.-]*://|\bwww\.|\bmailto:|\b(?:[\w-]+\.)+[a-z]{2,}/)\S*", re.IGNORECASE)


def single_line(text: str) -> str:
    """Return *text* readable, in one line, without links."""
    shown = MARKED.sub(r"\1", text)
    while (bare := LINK.sub("", shown)) != shown:
        shown = bare
    return LINK.sub("", to_unicode(" ".join(shown.split())))
