"""Normalize texts and names for comparison: no LaTeX, accents or capitals."""

from __future__ import annotations

import re
import unicodedata

from bot.text.tex.to_unicode import to_unicode

WORD = re.compile(r"\w+")
SUFFIX = re.compile(r"(?:jr|sr|jun|sen)\.?|ii|iii|iv|2nd|3rd")
_GROUP = r"(?=.*\b(?:collaboration|consortium|team|group)\b)"
ON_BEHALF = re.compile(rf"^\(?(?:for |on behalf of )?(?:the )?{_GROUP}")
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
EQUIVALENTS = str.maketrans(
    "łøđħŧı’‘‐‒–—−", "lodhti''-----"
)  # what is no letter with an accent to Unicode, but to people


def normalize(text: str) -> str:
    """Return *text* without LaTeX, accents and capitals, with one kind of dash and space."""
    return normalize_readable(to_unicode(text))


def normalize_readable(text: str) -> str:
    """Normalize a text that is without LaTeX already, like `normalize`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(EQUIVALENTS)
    return " ".join(BEYOND_ASCII.sub(_without_accent, decomposed).split())


def author_names(author: str) -> tuple[str, str]:
    """Return the words of a name, given name first, without ``Jr.`` or "for the"; and without middle initials."""
    person = ON_BEHALF.sub("", normalize(author).replace("'", ""))
    first, *others = WORD.findall(_given_first(person)) or [""]
    middle, last = others[:-1], others[-1:]
    return " ".join([first, *others]), " ".join([first, *(name for name in middle if len(name) > 1), *last])


def _given_first(name: str) -> str:
    """Return a normalized name without its suffix, given name first, also for ``hinton, geoffrey``."""
    parts = [part for part in map(str.strip, name.split(",")) if part and not SUFFIX.fullmatch(part)]
    whole = " ".join([*parts[1:], *parts[:1]])
    before, _, last = whole.rpartition(" ")
    return before if SUFFIX.fullmatch(last) and " " in before else whole


def title_key(title: str) -> str:
    """Return a key that is equal for titles that differ only in punctuation, spaces and case."""
    return " ".join(WORD.findall(normalize(title)))


def _without_accent(character: re.Match[str]) -> str:
    return "" if unicodedata.combining(character[0]) else character[0]
