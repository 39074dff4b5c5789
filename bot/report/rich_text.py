"""Texts of slides, with formulas between marks that no paper's text has.

Texts stored by earlier versions have no marks: there, formulas are Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.fulltext import sentences as prose
from bot.text.tex.to_unicode import to_unicode
from bot.text.truncate import truncate

OPEN, CLOSE = "\ue010", "\ue011"
MAX_SOURCE_LENGTH = 2800  # characters, with the LaTeX in them
MAX_FORMULA_LENGTH = 240  # characters; longer formulas don't fit in a line
_MARKED = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
_PLAIN = re.compile(r"[\s\d.,:;%+±×<>=~≈/()-]*")
_MARKS = str.maketrans("", "", OPEN + CLOSE)


def rich(text: str, numbers: Mapping[str, int]) -> str:
    """Return a paper's text with numbered citations and marked formulas, in Unicode."""
    kept: list[str] = []

    def keep(formula: re.Match[str]) -> str:
        kept.append(formula[0])
        return f"{OPEN}{len(kept) - 1}{CLOSE}"

    cited = prose.numbered(text[:MAX_SOURCE_LENGTH].translate(_MARKS), numbers)
    said = to_unicode(prose.FORMULA.sub(keep, cited))
    return _MARKED.sub(lambda mark: _written(kept[int(mark[1])]), said)


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, each with whether it is a formula, as LaTeX."""
    end = 0
    for match in _MARKED.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], False
        yield match[1], True
        end = match.end()
    if end < len(text):
        yield text[end:].translate(_MARKS), False


def plain(text: str) -> str:
    """Return a text with its formulas as Unicode."""
    return "".join(to_unicode(f"${said}$") if is_formula else said for said, is_formula in runs(text))


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many readable characters, never cut in a formula."""
    said, room = "", longest
    for part, is_formula in runs(text):
        size = len(to_unicode(f"${part}$")) if is_formula else len(part)
        if size > room:
            return said.rstrip() + "…" if is_formula else said + truncate(part, max(room, 1))
        said += f"{OPEN}{part}{CLOSE}" if is_formula else part
        room -= size
    return said


def _written(formula: str) -> str:
    """Return a formula marked, or as Unicode if it is only a number or too long for a line."""
    said = to_unicode(formula)
    if _PLAIN.fullmatch(said) or len(formula) > MAX_FORMULA_LENGTH:
        return said
    return f"{OPEN}{formula[1:-1].strip()}{CLOSE}"


def scripted(latex: str) -> list[tuple[str, int]]:
    """Return a formula in parts of Unicode, each with 1 if it is raised, -1 if lowered, else 0.

    A formula that isn't so simple is one part.
    """
    bare = _UPRIGHT.sub(r"\1", latex)
    parts, end = [], 0
    for match in _SCRIPT.finditer(bare):
        parts += [(bare[end : match.start()], 0), (match[2].strip("{}"), 1 if match[1] == "^" else -1)]
        end = match.end()
    said = [(to_unicode(f"${part}$"), shift) for part, shift in (*parts, (bare[end:], 0)) if part.strip()]
    said = [(part, shift) for part, shift in said if part]
    if not said or any(_RAW.search(part) for part, _ in said):
        return [(to_unicode(f"${latex}$"), 0)]
    return said


_UPRIGHT = re.compile(r"\\(?:text(?:rm|normal|sc|it|sf|tt|up)?|math(?:rm|it|sf)|operatorname|mbox)\s*\{([^{}]*)\}")
_SCRIPT = re.compile(r"([_^])\s*(\{[^{}]*\}|\\[A-Za-z]+|[^\s{}\\])")
_RAW = re.compile(r"[\\{}_^$]")
