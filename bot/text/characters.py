"""Rid texts of characters that people cannot see, and that can make them read what is not there. Pure."""

from __future__ import annotations

import re
import unicodedata

# Control, format (bidirectional overrides, zero width, soft hyphens, tags) and surrogate characters; what is
# neither letter nor mark but blank: grapheme joiner, Hangul fillers, Khmer's inherent vowels, the empty braille
# cell; and what no XML may hold. https://www.unicode.org/reports/tr36/ (security), https://www.w3.org/TR/xml/#charsets
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffe\uffff")
SUSPECT = re.compile(r"[^\x20-\x7e]")


def clean(text: str) -> str:
    """Drop what cannot be seen, compose accents and fold white space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    folded = " ".join(text.split())
    if folded.isprintable() and UNSEEN.isdisjoint(folded):
        return unicodedata.normalize("NFC", folded)
    seen = SUSPECT.sub(lambda match: "" if _is_unseen(match.group()) else match.group(), folded)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _is_unseen(character: str) -> bool:
    return character in UNSEEN or unicodedata.category(character) in UNSEEN_CATEGORIES
