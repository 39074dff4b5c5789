"""Parse TeX's basic tokens: comments, groups in braces, arguments. Each text is scanned once, at any depth."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

MAX_OPTION_LENGTH = 5_000  # characters; a bracket further away belongs to something else
LISTINGS = ("comment", "verbatim", "verbatim*", "lstlisting", "minted", "filecontents", "filecontents*")
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?[ \t]*")
_FLAG = re.compile(r"\\newif\s*\\if([A-Za-z@]+)")
_SET = re.compile(r"\\([A-Za-z@]+)true(?![A-Za-z@])")
_CONDITION = re.compile(r"\\(if(?!f(?![A-Za-z])|then)[A-Za-z@]*|else|fi)(?![A-Za-z@])")
_BORDER = re.compile(r"\\.|[{}\[\]]", re.DOTALL)
_SIGN = re.compile(r"\\[A-Za-z]+|\\.|[^\s{}]", re.DOTALL)


def without_comments(text: str) -> str:
    """Return TeX without comments, disabled parts and listings."""
    return _without_switched_off(without(_COMMENT.sub(r"\1", text), LISTINGS))


def without(text: str, environments: Collection[str]) -> str:
    """Return TeX without these environments. One that is never closed stays."""
    opening = re.compile(r"\\begin\{(" + "|".join(map(re.escape, environments)) + r")\}")
    pieces, at, unclosed = [], 0, set()
    for match in opening.finditer(text):
        if match.start() < at or match[1] in unclosed:
            continue
        closing = rf"\end{{{match[1]}}}"
        end = text.find(closing, match.end())
        if end < 0:
            unclosed.add(match[1])
            continue
        pieces.append(text[at : match.start()])
        at = end + len(closing)
    return " ".join([*pieces, text[at:]])


def group(text: str, start: int) -> tuple[str, int] | None:
    """Return the content of the group that opens at *start*, and the position after it.

    None if there is no group, or if it is never closed.
    """
    end = _partners(text).get(start) if text[start : start + 1] == "{" else None
    return (text[start + 1 : end], end + 1) if end is not None else None


def arguments(text: str, start: int, count: int) -> tuple[list[str], int]:
    """Return up to *count* arguments from *start* on, groups or single tokens, and the position after them."""
    found: list[str] = []
    while len(found) < count:
        start = skip_blanks(text, start)
        if inner := group(text, start):
            found.append(inner[0])
            start = inner[1]
        elif match := _SIGN.match(text, start):
            found.append(match[0])
            start = match.end()
        else:
            break
    return found, start


def option(text: str, start: int) -> tuple[str | None, int]:
    """Return an argument in square brackets, None if there is none, and the position after it."""
    at = skip_blanks(text, start)
    end = _partners(text).get(at) if text[at : at + 1] == "[" else None
    if end is None or end - at > MAX_OPTION_LENGTH:
        return None, start
    return text[at + 1 : end], end + 1


def skip_blanks(text: str, start: int) -> int:
    """Return the position of the next token."""
    while start < len(text) and text[start].isspace():
        start += 1
    return start


@lru_cache(maxsize=8)
def _partners(text: str) -> Mapping[int, int]:
    """Return the closing position of each brace and bracket; brackets match only within the same group."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in _BORDER.finditer(text):
        sign = match[0]
        if sign in "{[":
            opened.append(match.start())
        elif sign == "}":
            while opened and text[opened[-1]] == "[":
                opened.pop()
            if opened:
                found[opened.pop()] = match.start()
        elif sign == "]" and opened and text[opened[-1]] == "[":
            found[opened.pop()] = match.start()
    return found


def _without_switched_off(text: str) -> str:
    r"""Remove text between ``\iffalse``, or a flag that is never set, and its ``\else`` or ``\fi``."""
    never = {"iffalse"} | {f"if{flag}" for flag in {*_FLAG.findall(text)} - {*_SET.findall(text)}}
    pieces, at = [], 0
    for start, end in _switched_off(text, never):
        pieces.append(text[at:start])
        at = end
    return " ".join([*pieces, text[at:]])


def _switched_off(text: str, never: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of disabled parts. Unclosed ones are ignored."""
    since, depth = 0, 0  # of the disabled part
    for match in _CONDITION.finditer(text):
        name = match[1]
        if not depth:
            is_declared = text.endswith((r"\newif", r"\newif "), 0, match.start())
            since, depth = match.start(), int(name in never and not is_declared)
        elif name == "else":
            if depth == 1:
                yield since, match.end()
                depth = 0
        else:
            depth += -1 if name == "fi" else 1
            if not depth:
                yield since, match.end()
