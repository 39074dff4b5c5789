"""Read TeX letters and accents, also braced and nested. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from bot.text.tex import formula
from bot.text.tex.letters import ACCENTS, accented, is_letter
from bot.text.tex.span import MAX_DEPTH, Read, TexSpan

ACCENTED = re.compile(r"(?P<blank>\s?)(?:(?P<brace>\{)|(?P<macro>\\[A-Za-z]+|\\[^A-Za-z\s])|(?P<bare>[^\W\d_]))")
MACRO = re.compile(r"\\[A-Za-z]+|\\.", re.DOTALL)
TIES = {"t": "\u0361"}
OWN_LETTERS = {  # of arXiv's table of accents, https://info.arxiv.org/help/prep.html, and what pylatexenc has wrong
    "ETH": "Ð",
    "eth": "ð",
    "THORN": "Þ",
    "thorn": "þ",
    "IJ": "Ĳ",
    "ij": "ĳ",
    "SS": "ẞ",
    "cprime": "ʹ",
    "cdprime": "ʺ",
    "textunderscore": "_",
    "textasciitilde": "~",
}
TEXT_SYMBOLS = ("text", "guillemot", "quote")


def accent(span: TexSpan, token: re.Match[str]) -> Read | None:
    r"""Read ``\"o``, ``\"{o}``, ``\'\i``, ``\~{\^e}``; ``\v s`` only in a word, since authors name vectors so."""
    if torn := _torn(span, token):
        return torn
    name = macro_name(token)
    argument = ACCENTED.match(span.text, token.end(), span.end)
    letter = _accented_letter(span, argument) if argument else None
    if not argument or not letter:
        return None
    text, end = letter
    in_word = span.before(token).isalpha() or (name.isalpha() and span.at(end).isalpha())
    alone_in_braces = span.depth > 0 and token.start() == span.start
    if argument["blank"] and not argument["brace"] and not in_word and not alone_in_braces:
        return None
    if name in TIES and len(text) == 2:
        return text[0] + TIES[name] + text[1], end
    made = accented(text, ACCENTS[name]) if name in ACCENTS else ""
    return (made, after_symbol(span, end)) if made and is_letter(text) else None


def _accented_letter(span: TexSpan, argument: re.Match[str]) -> Read | None:
    """Read the argument of an accent: a letter, an accented one, or a group with one."""
    if argument["brace"]:
        borders = span.braced(argument.start("brace"))
        return (span.inside(*borders).strip(), borders[1] + 1) if borders else None
    if argument["bare"]:
        return argument["bare"], argument.end()
    token = MACRO.match(span.text, argument.start("macro"), span.end) if span.depth < MAX_DEPTH else None
    deeper = replace(span, depth=span.depth + 1)
    name = token.group()[1:] if token else ""
    if token and name in ACCENTS:
        return accent(deeper, token)
    if token and name in {*OWN_LETTERS, *_letters()}:
        return symbol(span, token)
    return None


def _torn(span: TexSpan, token: re.Match[str]) -> Read | None:
    found = formula.TORN.match(span.text, token.start(), span.end)
    letter = formula.to_text(found.group()) if found else None
    return (letter, found.end()) if found and letter else None


def symbol(span: TexSpan, token: re.Match[str]) -> Read | None:
    """Read a named letter or symbol, with its scripts."""
    name = token.group()[1:]
    letter = OWN_LETTERS.get(name) or _letters().get(name)
    if letter:
        end = after_symbol(span, token.end())
        joined = (letter.isalpha() or letter in "_~") and span.text.startswith(" ", end) and end == token.end()
        return letter, end + joined
    end = span.skip_scripts(token.end())
    sign = formula.to_text(span.text[token.start() : end])
    return (sign, after_symbol(span, end)) if sign else None


@cache
def _letters() -> Mapping[str, str]:
    """Return TeX's names of letters and text symbols, as listed by pylatexenc."""
    from pylatexenc.latex2text import get_default_latex_context_db

    names = get_default_latex_context_db()
    known = {macro.macroname: macro.simplify_repl for macro in names.iter_macro_specs(names.categories())}
    return {
        name: sign
        for name, sign in known.items()
        if isinstance(sign, str) and len(sign) == 1 and (name.startswith(TEXT_SYMBOLS) or _is_plain_letter(sign))
    }


def _is_plain_letter(sign: str) -> bool:
    return sign.isalpha() and (sign < "\u0250" or "\u0400" <= sign < "\u0500")  # Latin, Cyrillic


def macro_name(token: re.Match[str]) -> str:
    """Return a macro's name without its star."""
    return token.group()[1:].rstrip("*")


def after_symbol(span: TexSpan, position: int) -> int:
    """Return the position after a symbol and the empty braces that end its name."""
    return position + 2 * span.text.startswith("{}", position)
