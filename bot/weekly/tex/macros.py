r"""Write out what authors abbreviate: ``\newcommand``, ``\def``, ``\DeclareMathOperator``.

Only definitions are followed; nothing is computed. What the authors wrote to each other goes: a macro that sets its
argument in colour, such as ``\newcommand{\ann}[1]{\textcolor{red}{[Ann: #1]}}``, and the usual ``\todo``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import SourceError
from bot.weekly.tex.characters import arguments, group, option, skip_blanks

DEEPEST = 8
LONGEST = 4 << 20  # characters of a whole text; a formula's share is far less
MOST = 2000
_DEFINING = re.compile(
    r"\\(?P<how>(?:re|provide)?(?:new)?command|DeclareRobustCommand|DeclareMathOperator|def|gdef|edef|let)(?P<star>\*?)(?![A-Za-z])"
)
_NAME = re.compile(r"\s*\{?\s*(\\(?:[A-Za-z@]+|.))\s*\}?")
_USE = re.compile(r"\\([A-Za-z@]+)\*?")
_REMARK = re.compile(r"\\(?:text)?color|\\marginpar|\\footnote|\\hl\b|\\todo")
REMARKS = {
    "todo",
    "fixme",
    "note",
    "missing",
    "fxnote",
    "marginpar",
    "marginnote",
    "comment",
    "hide",
    "ignore",
    "TODO",
    "XXX",
}


@dataclass(frozen=True, slots=True)
class Macro:
    """What a name stands for: *count* arguments, the first of them with a *default* if it has one."""

    body: str
    count: int = 0
    default: str | None = None


def definitions(text: str) -> tuple[dict[str, Macro], str]:
    """Return the macros that a text defines, and the text without their definitions."""
    found: dict[str, Macro] = {}
    pieces, at = [], 0
    for match in _DEFINING.finditer(text):
        if match.start() < at:
            continue
        read = _definition(text, match)
        if read is None:
            continue
        name, macro, end = read
        if len(found) < MOST:
            found[name] = macro
        pieces.append(text[at : match.start()])
        at = end
    return found, "".join(pieces) + text[at:]


def expand(text: str, macros: Mapping[str, Macro]) -> str:
    """Write out all macros in a text, and those in what they stand for.

    Raises SourceError if that grows without end.
    """
    for _ in range(DEEPEST):
        written = _once(text, macros)
        if written == text:
            break
        text = written
    return text


def _once(text: str, macros: Mapping[str, Macro]) -> str:
    pieces, at, length = [], 0, 0
    for match in _USE.finditer(text):
        name = match[1]
        if match.start() < at or (name not in macros and name not in REMARKS):
            continue
        written, end = _written(text, match, macros.get(name))
        pieces += [text[at : match.start()], written]
        length += len(pieces[-1]) + len(pieces[-2])
        if length > LONGEST:
            raise SourceError("the source's macros grow without end")
        at = end
    return "".join(pieces) + text[at:]


def _written(text: str, match: re.Match[str], macro: Macro | None) -> tuple[str, int]:
    """Return what stands for a use of a macro, and where what follows begins."""
    if macro is None:
        _, start = option(text, match.end())
        inner = group(text, skip_blanks(text, start))
        return ("", inner[1]) if inner else (match[0], match.end())
    start, given = match.end(), []
    if macro.default is not None:
        asked, start = option(text, start)
        given = [macro.default if asked is None else asked]
    more, start = arguments(text, start, macro.count - len(given)) if macro.count else ([], start)
    given += more
    if macro.count and _REMARK.search(macro.body) and "#1" in macro.body:
        return "", start
    body = re.sub(r"#([1-9])", lambda number: _nth(given, int(number[1])), macro.body)
    return body + " " * (body[-1:].isalpha() and text[start : start + 1].isalpha()), start


def _nth(given: list[str], number: int) -> str:
    return given[number - 1] if number <= len(given) else ""


def _definition(text: str, match: re.Match[str]) -> tuple[str, Macro, int] | None:
    name = _NAME.match(text, match.end())
    if name is None:
        return None
    key, at = name[1][1:], name.end()
    if match["how"] == "let":
        other = re.compile(r"\s*=?\s*(\\(?:[A-Za-z@]+|.))").match(text, at)
        return (key, Macro(other[1]), other.end()) if other else None
    if match["how"] in {"def", "gdef", "edef"}:
        parameters = re.compile(r"[^{}\\]*").match(text, at)
        at = parameters.end() if parameters else at
        body = group(text, at)
        return (key, Macro(body[0], parameters[0].count("#") if parameters else 0), body[1]) if body else None
    count, at = option(text, at)
    default, at = option(text, at) if count else (None, at)
    body = group(text, skip_blanks(text, at))
    if body is None:
        return None
    inner = rf"\operatorname{match['star']}{{{body[0]}}}" if match["how"] == "DeclareMathOperator" else body[0]
    return key, Macro(inner, int(count) if count and count.isdecimal() and len(count) == 1 else 0, default), body[1]
