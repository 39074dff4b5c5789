"""Remove invisible characters, which can make people read something else. Pure."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

# Control, format (bidirectional overrides, zero width, soft hyphens, tags) and surrogate characters; what is
# neither letter nor mark but blank: grapheme joiner, Hangul fillers, Khmer's inherent vowels, the empty braille
# cell; and what no XML may hold. https://www.unicode.org/reports/tr36/ (security), https://www.w3.org/TR/xml/#charsets
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}[0-9]{0,2});", re.IGNORECASE)
MAX_ESCAPES = 2  # some texts are escaped twice
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffe\uffff")
SUSPECT = re.compile(r"[^\x20-\x7e]")
# Joiners are kept where they join: pictures to one picture, and letters of scripts whose forms they choose.
# https://www.unicode.org/reports/tr51/#def_emoji_zwj_sequence, https://www.unicode.org/reports/tr31/#A1
_PICTURE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u2bff\U0001f000-\U0001fbff"
)
_CURSIVE = "\u0620-\u065f\u066e-\u06ef\u06fa-\u06ff\u0700-\u08ff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc"
_INDIC = "\u0900-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17d3\u1b00-\u1b7f\ua800-\ua8ff"
JOINER = re.compile(
    f"(?<=[{_PICTURE}\ufe0f])\u200d(?=[{_PICTURE}])"
    f"|(?<=[{_CURSIVE}])[\u200c\u200d](?=[{_CURSIVE}])|(?<=[{_INDIC}])[\u200c\u200d](?=[{_INDIC}])"
)


def sanitize(text: str) -> str:
    """Remove invisible characters that join nothing, compose accents and normalize white space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    folded = " ".join(text.split())
    if folded.isprintable() and UNSEEN.isdisjoint(folded):
        return unicodedata.normalize("NFC", folded)
    seen = SUSPECT.sub(_seen, folded)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def without_entities(text: str) -> str:
    """Return *text* with HTML escapes undone, also double ones."""
    for _ in range(MAX_ESCAPES):
        text = ENTITY.sub(lambda found: unescape(found[0]), text)
    return text


def _seen(match: re.Match[str]) -> str:
    character = match.group()
    joins = character in "\u200c\u200d" and JOINER.match(match.string, match.start())
    return character if joins or not _is_unseen(character) else ""


def _is_unseen(character: str) -> bool:
    return character in UNSEEN or unicodedata.category(character) in UNSEEN_CATEGORIES
