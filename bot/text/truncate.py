"""Truncate texts at word boundaries."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"
JOINER = "\u200d"
SKIN_TONES = range(0x1F3FB, 0x1F400)
FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # two make a flag


def truncate(text: str, limit: int) -> str:
    """Return *text* in at most *limit* code points, cut after a whole word and with an ellipsis.

    A single word that is too long is cut between two visible characters.
    """
    if len(text) <= limit:
        return text
    cut = text[: max(limit - 1, 0)]
    if not text[len(cut)].isspace():
        cut = cut.rpartition(" ")[0] or text[: _border(text, len(cut))]
    return (cut.rstrip(" ,;:.-–—") + ELLIPSIS)[:limit]


def _border(text: str, end: int) -> int:
    """Return the last position up to *end* that doesn't split an accented letter, an emoji or a flag."""
    while end and _is_inside(text, end):
        end -= 1
    return end


def _is_inside(text: str, index: int) -> bool:
    before, after = text[index - 1], text[index]
    if after in FLAG_LETTERS:
        return (index - len(text[:index].rstrip(FLAG_LETTERS))) % 2 == 1
    joined = JOINER in {before, after} or ord(after) in SKIN_TONES
    return joined or unicodedata.category(after).startswith("M")


def truncate_list(names: tuple[str, ...], limit: int) -> str:
    """Return up to *limit* names, then how many more there are: ``A, B, C and 62 more``."""
    if len(names) <= limit + 1:  # "and 1 more" is no shorter than the name
        return ", ".join(names)
    return f"{', '.join(names[:limit])} and {len(names) - limit:,} more"
