"""Convert letters to Unicode superscripts, subscripts, styles and accents. Pure."""

from __future__ import annotations

import unicodedata

ACCENTS = {  # TeX's names, to combining characters
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
    "h": "\u0309",
    "G": "\u030f",
    "U": "\u030e",
    "textcommabelow": "\u0326",
    "cb": "\u0326",
}
DOTLESS = {"ı": "i", "ȷ": "j"}
STYLES = {  # style: prefixes of the Unicode names; other styles have no letters of their own
    "double-struck": ("MATHEMATICAL DOUBLE-STRUCK", "DOUBLE-STRUCK"),
    "calligraphic": ("MATHEMATICAL SCRIPT", "SCRIPT"),
    "script": ("MATHEMATICAL SCRIPT", "SCRIPT"),
    "fraktur": ("MATHEMATICAL FRAKTUR", "BLACK-LETTER"),
}
RAISED = str.maketrans(
    "0123456789+−-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεϵθιφϕχ",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᵋᶿᶥᵠᵠᵡ",
)
HIGH = str.maketrans("′″‴†‡*∗°∘", "′″‴†‡**°°")  # these stand high by themselves
LOWERED = str.maketrans("0123456789+−-=()aehijklmnoprstuvxβγρφϕχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵩᵪ")


def raised(text: str) -> str:
    """Return *text* as a superscript: in Unicode where every character has one, else ``^x`` or ``^(…)``."""
    for forms in (RAISED, HIGH):
        if all(ord(character) in forms for character in text):
            return text.translate(forms)
    return "^" + _grouped(text)


def lowered(text: str) -> str:
    """Return *text* as a subscript: in Unicode where every character has one, else ``_x`` or ``_(…)``."""
    if all(ord(character) in LOWERED for character in text):
        return text.translate(LOWERED)
    return "_" + _grouped(text)


def _grouped(text: str) -> str:
    bracketed = text.startswith("(") and text.find(")") == len(text) - 1
    return text if len(text) == 1 or bracketed else f"({text})"


def styled(letter: str, style: str) -> str:
    r"""Return *letter* as ``\mathbb`` and its like draw it, or as it is where its style says no more than "bold"."""
    try:
        name = unicodedata.name(letter).removeprefix("LATIN ").replace(" LETTER ", " ")
    except (TypeError, ValueError):  # not one character, or one without a name
        return letter
    for words in STYLES.get(style, ()):
        try:
            return unicodedata.lookup(f"{words} {name}")
        except KeyError:
            continue
    return letter


def accented(letter: str, accent: str) -> str:
    """Put the combining character *accent* on *letter*, which may have others; a dot on an i is an i."""
    base = DOTLESS.get(letter, letter)
    return base if accent == ACCENTS["."] and base != letter else unicodedata.normalize("NFC", base + accent)


def is_letter(text: str) -> bool:
    """Return whether a text is one letter, with or without accents."""
    parts = unicodedata.normalize("NFD", text)
    return parts[:1].isalpha() and all(map(unicodedata.combining, parts[1:]))
