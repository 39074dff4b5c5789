"""Escape external texts for Markdown."""

from __future__ import annotations

import re

from bot.text.sanitize import sanitize

MARKUP = re.compile(r"[\\`*_\[\]<>&~|$#{}]")
LINE_START = re.compile(r"^(\d+(?=[.)])|(?=[-+=]))")
AUTOLINK = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)(?=\S)", re.IGNORECASE)
WORD_JOINER = "\u2060"


def escape(text: str) -> str:
    """Return *text* as one line that Markdown shows literally.

    GFM finds web and mail addresses in spite of escapes (https://github.github.com/gfm/#autolinks-extension-); an
    invisible joiner keeps them plain.
    """
    marked = LINE_START.sub(r"\1\\", MARKUP.sub(r"\\\g<0>", sanitize(text)))
    return AUTOLINK.sub(WORD_JOINER, marked)
