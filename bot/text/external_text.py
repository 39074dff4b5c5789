"""A line that somebody else wrote, made fit to stand under a title: one line, without links. Pure."""

from __future__ import annotations

import re

from bot.text.tex.to_unicode import to_unicode

MARKED = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")  # Markdown's links and pictures: what they show is kept
LINK = re.compile(r"(?:\b[a-z][a-z\d+.-]*://|\bwww\.|\bmailto:|\b(?:[\w-]+\.)+[a-z]{2,}/)\S*", re.IGNORECASE)


def single_line(text: str) -> str:
    """Return *text* readable, in one line, with no link left in it."""
    shown = MARKED.sub(r"\1", text)
    while (bare := LINK.sub("", shown)) != shown:
        shown = bare
    return LINK.sub("", to_unicode(" ".join(shown.split())))
