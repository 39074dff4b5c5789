"""Reduce external text to one line without links, to show below a title. Pure."""

from __future__ import annotations

import re

from bot.text.tex.to_unicode import to_unicode

MAX_TARGET_LENGTH = 500  # characters of a Markdown link's address; without a bound, brackets are read to the end again
MARKED = re.compile(  # Markdown's links and pictures: what they show is kept
    rf"!?\[([^\[\]]*)\]\([^)]{{0,{MAX_TARGET_LENGTH}}}\)"
)
TOKEN = re.compile(r"\S+")
# A link's beginning, read backwards: forwards, every word before a dot might begin one, and each would be tried to the
# end. In turn: a scheme before "://", a host before "/", "www." and "mailto:".
BEGINNING_REVERSED = re.compile(r"//:[a-z\d+.-]*[a-z]\b|/[a-z]{2,}(?:\.[\w-]+)+\b|\.www\b|:otliam\b", re.IGNORECASE)


def single_line(text: str) -> str:
    """Return *text* readable, in one line, with no link left in it."""
    shown = to_unicode(" ".join(_without_links(MARKED.sub(r"\1", text)).split()))
    return _without_links(shown)


def _without_links(text: str) -> str:
    return TOKEN.sub(_before_link, text)


def _before_link(token: re.Match[str]) -> str:
    """Return the part of a word before its first link; a link goes on to the next blank."""
    longest = max((found.end() for found in BEGINNING_REVERSED.finditer(token[0][::-1])), default=0)
    return token[0][: len(token[0]) - longest]
