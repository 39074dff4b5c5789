"""The letters of a report: its fonts, which come with the packages, and texts in scripts that none of them has.

No font of the machine is used, so that the same report has the same bytes everywhere. Source Sans has Latin, Greek and
Cyrillic; Noto Sans CJK Chinese, Japanese and Korean; what Typst brings has symbols, Hebrew and Armenian. Other scripts,
and emoji, are written in Latin letters (https://github.com/anyascii/anyascii): a name can still be read, a box cannot.
"""

from __future__ import annotations

import re
import unicodedata
from importlib import resources
from pathlib import Path

from anyascii import anyascii

from bot.text.sanitize import sanitize

FONTS = ("Source Sans Pro", "Noto Sans CJK JP", "New Computer Modern Math", "Libertinus Serif", "DejaVu Sans Mono")
MONO = ("DejaVu Sans Mono", "Noto Sans CJK JP")
WRITTEN = {
    "LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL",
    "MODIFIER", "COMBINING", "IDEOGRAPHIC", "BOPOMOFO", "MATHEMATICAL", "DOUBLE-STRUCK", "SCRIPT", "BLACK-LETTER",
    "FULLWIDTH", "HALFWIDTH", "SUPERSCRIPT", "SUBSCRIPT", "FEMININE", "MASCULINE", "MICRO", "PLANCK", "KELVIN", "OHM",
    "ANGSTROM", "ALEF", "BET", "GIMEL", "DALET", "EULER", "INFORMATION", "TURNED",
}  # fmt: skip
"""First words of the Unicode names of letters that the fonts have."""
_FOREIGN = re.compile(r"[^\x00-\u02ff\u2000-\u206f\u2190-\u23ff]+")
FIRST_PICTURE = 0x1F000  # emoji and their like from here on


def folders() -> list[Path]:
    """Return where the fonts are that are not Typst's own."""
    return [
        Path(str(resources.files("font_source_sans_pro") / "files")),
        Path(str(resources.files("noto_cjk_sans_otc"))),
    ]


def readable(text: str) -> str:
    """Return a text without what cannot be seen, with every letter one that the fonts have."""
    return _FOREIGN.sub(lambda found: "".join(map(_written, found[0])), sanitize(text))


def _written(character: str) -> str:
    if ord(character) >= FIRST_PICTURE and unicodedata.category(character) in {"So", "Sk"}:
        return anyascii(character)
    if unicodedata.category(character)[0] not in "LMN":
        return character
    name, *_ = unicodedata.name(character, "UNNAMED").split()
    return character if name in WRITTEN else anyascii(character)
