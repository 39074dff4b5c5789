"""A span of a text that is being read, and the braces in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

MAX_DEPTH = 20  # nested groups
OPTIONS = re.compile(r"(?:\s?\[[^\[\]]{0,200}\])*\s?(?=\{)")
ARGUMENT = re.compile(r"\s?(?:(?P<brace>\{)|\\[A-Za-z]+|[^\s\\}])")
SCRIPT = re.compile(r"[_^](?:(?P<brace>\{)|\\[A-Za-z]+|[\w*+-](?!\w))")

Read = tuple[str, int]
"""The text for a token, and the position after it."""

Reader = Callable[["TexSpan", re.Match[str]], Read | None]
"""Reads a token. None keeps it unchanged."""


@dataclass(frozen=True, slots=True)
class TexSpan:
    """A span of a text. `partners` maps each opening brace to its closing one; `read` reads a span."""

    text: str
    partners: Mapping[int, int] = field(repr=False)
    start: int
    end: int
    read: Callable[[TexSpan], str] = field(repr=False)
    depth: int = 0

    def before(self, token: re.Match[str], count: int = 1) -> str:
        """Return the characters before a token, fewer at the beginning of the text."""
        return self.text[max(token.start() - count, 0) : token.start()]

    def at(self, position: int) -> str:
        """Return the character at *position*, or nothing at the end of the text."""
        return self.text[position : position + 1]

    def inside(self, start: int, end: int) -> str:
        """Read a part of this span, up to a maximum depth."""
        if self.depth >= MAX_DEPTH:
            return self.text[start:end]
        return self.read(replace(self, start=start, end=end, depth=self.depth + 1))

    def group(self, position: int) -> tuple[int, int] | None:
        """Return the borders of the group at *position*, after a space and options such as ``[p. 3]``."""
        options = OPTIONS.match(self.text, position, self.end)
        return self.braced(options.end()) if options else None

    def braced(self, position: int) -> tuple[int, int] | None:
        """Return the borders of the group exactly at *position*."""
        closing = self.partners.get(position, self.end)
        return (position + 1, closing) if closing < self.end else None

    def skip_arguments(self, position: int, count: int) -> int | None:
        """Return the position after *count* arguments, braced or not as TeX allows."""
        for _ in range(count):
            argument = ARGUMENT.match(self.text, position, self.end)
            if not argument:
                return None
            following = self._end(argument)
            if following is None:
                return None
            position = following
        return position

    def skip_scripts(self, position: int) -> int:
        """Return the position after the subscript and superscript that follow immediately, if any."""
        for _ in range(2):
            script = SCRIPT.match(self.text, position, self.end)
            position = (self._end(script) if script else None) or position
        return position

    def _end(self, found: re.Match[str]) -> int | None:
        if found["brace"] is None:
            return found.end()
        borders = self.braced(found.start("brace"))
        return borders[1] + 1 if borders else None


def partners(text: str) -> dict[int, int]:
    """Return the closing brace of each opening one in *text*."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for brace in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if brace.group() == "{":
            opened.append(brace.start())
        elif brace.group() == "}" and opened:
            found[opened.pop()] = brace.start()
    return found
