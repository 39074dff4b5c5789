"""Provide the bundled fonts of a report, and transliterate scripts that they lack.

System fonts are not used, so that a report has the same bytes everywhere. Source Sans has Latin, Greek and Cyrillic,
Noto Sans CJK has Chinese, Japanese and Korean, and Typst's own fonts have symbols, Hebrew and Armenian. Other scripts
and emoji are transliterated to Latin (https://github.com/anyascii/anyascii).
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
"""First words of the Unicode names of supported letters."""
_FOREIGN = re.compile(r"[^\x00-\u02ff\u2000-\u206f\u2190-\u23ff]+")
FIRST_PICTURE = 0x1F000  # emoji and similar from here on


def folders() -> list[Path]:
    """Return the folders of the fonts that do not come with Typst."""
    return [
        Path(str(resources.files("font_source_sans_pro") / "files")),
        Path(str(resources.files("noto_cjk_sans_otc"))),
    ]


def readable(text: str) -> str:
    """Return *text* sanitized and limited to characters in the fonts."""
    return _FOREIGN.sub(lambda found: "".join(map(_written, found[0])), sanitize(text))


def _written(character: str) -> str:
    if ord(character) >= FIRST_PICTURE and unicodedata.category(character) in {"So", "Sk"}:
        return anyascii(character)
    if unicodedata.category(character)[0] not in "LMN":
        return character
    name, *_ = unicodedata.name(character, "UNNAMED").split()
    return character if name in WRITTEN else anyascii(character)
