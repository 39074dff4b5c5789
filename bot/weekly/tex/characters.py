"""The smallest things of TeX: comments, groups in braces, arguments. Depth and length are bounded everywhere."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?[ \t]*")
_SKIPPED = re.compile(
    r"\\iffalse\b.*?\\fi\b|\\begin\{comment\}.*?\\end\{comment\}|\\begin\{(?:verbatim|lstlisting|minted)\*?\}.*?"
    r"\\end\{(?:verbatim|lstlisting|minted)\*?\}",
    re.DOTALL,
)
LONGEST_GROUP = 200_000  # characters


def without_comments(text: str) -> str:
    """Return TeX without what nobody sees in print: comments, what is switched off, and listings."""
    return _SKIPPED.sub(" ", _COMMENT.sub(r"\1", text))


def group(text: str, start: int, opening: str = "{", closing: str = "}") -> tuple[str, int] | None:
    """Return the group that opens at *start*, without its braces, and where what follows begins.

    None if there is none, or if it is never closed.
    """
    if text[start : start + 1] != opening:
        return None
    depth, at, end = 0, start, min(len(text), start + LONGEST_GROUP)
    while at < end:
        character = text[at]
        if character == "\\":
            at += 2
            continue
        depth += (character == opening) - (character == closing)
        if depth == 0:
            return text[start + 1 : at], at + 1
        at += 1
    return None


def arguments(text: str, start: int, count: int) -> tuple[list[str], int]:
    """Return up to *count* arguments from *start* on, groups or single signs, and where what follows begins."""
    found: list[str] = []
    while len(found) < count:
        start = skip_blanks(text, start)
        if inner := group(text, start):
            found.append(inner[0])
            start = inner[1]
        elif match := re.compile(r"\\[A-Za-z]+|\\.|[^\s{}]").match(text, start):
            found.append(match[0])
            start = match.end()
        else:
            break
    return found, start


def option(text: str, start: int) -> tuple[str | None, int]:
    """Return an argument in square brackets, None if there is none, and where what follows begins."""
    at = skip_blanks(text, start)
    inner = group(text, at, "[", "]")
    return (inner[0], inner[1]) if inner else (None, start)


def skip_blanks(text: str, start: int) -> int:
    """Return where the next sign is."""
    while start < len(text) and text[start].isspace():
        start += 1
    return start
