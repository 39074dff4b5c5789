"""Rows and cells of TeX's tables, and rows of its displays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.weekly import prose
from bot.weekly.fulltext import Cell, Rows
from bot.weekly.tabular import WIDEST, kept
from bot.weekly.tex.characters import arguments, group, option, skip_blanks

_OPENING = re.compile(r"\\(begin|end)\{(tabular[x*]?|tabulary|longtable|tabu)\}")
_RULES = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|endhead|endfoot|addlinespace|specialrule)(?![A-Za-z])(?:\{[^{}]{0,99}\}){0,3}"
    r"|\\(?:cline|cmidrule|rowcolor|cellcolor|arrayrulecolor|hhline)(?:\([^)]{0,20}\)|\[[^\]]{0,40}\]){0,3}\s?\{[^{}]*\}"
)
_SPANNING = re.compile(r"\s*\\(multicolumn|multirow)\*?(?![A-Za-z])")
_BOLD = re.compile(r"\\(?:textbf|mathbf|bm|boldsymbol|bfseries|bf)(?![A-Za-z])")
_STYLE = re.compile(r"\\(?:bfseries|bf|it|itshape|small|footnotesize|scriptsize|tiny|centering|rm|tt)(?![A-Za-z])\s*")


def read(body: str) -> list[Rows]:
    """Read the tables in *body*, not those in their cells."""
    return [rows for kind, inner in _tabulars(body) if (rows := _rows(kind, inner))]


def _tabulars(body: str) -> Iterator[tuple[str, str]]:
    opened: list[re.Match[str]] = []
    for match in _OPENING.finditer(body):
        if match[1] == "begin":
            opened.append(match)
        elif opened:
            opening = opened.pop()
            if not opened:
                yield opening[2], body[opening.end() : match.start()]


def _rows(kind: str, body: str) -> Rows:
    _, at = option(body, 0)
    _, at = arguments(body, at, 2 if kind in {"tabularx", "tabular*", "tabulary"} else 1)
    return kept(map(_cell, split(row, "&")) for row in split(body[at:], "\\\\"))


def split(text: str, separator: str) -> list[str]:
    r"""Cut a text at a separator (``&`` or ``\\``) outside of groups and inner environments."""
    parts, start, at, depth = [], 0, 0, 0
    while at < len(text):
        if depth == 0 and text.startswith(separator, at):
            parts.append(text[start:at])
            at += len(separator)
            if separator == "\\\\":
                at = _after_spacing(text, at)
            start = at
            continue
        depth += _step(text, at)
        at += 2 if text[at] == "\\" and not text.startswith((r"\begin", r"\end"), at) else 1
    return [*parts, text[start:]]


def _after_spacing(text: str, at: int) -> int:
    """Return where a row begins behind its star and its spacing in brackets."""
    at += text.startswith("*", at)
    spacing = re.compile(r"\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|\\\w+)\s*\]").match(text, at)
    return spacing.end() if spacing else at


def _step(text: str, at: int) -> int:
    if text.startswith(r"\begin", at):
        return 1
    if text.startswith(r"\end", at):
        return -1
    return (text[at] == "{") - (text[at] == "}")


def _cell(text: str) -> Cell:
    text = _RULES.sub(" ", text)
    columns = rows = 1
    while match := _SPANNING.match(text):
        asked, at = arguments(text, match.end(), 1)
        _, at = option(text, at)
        _, at = arguments(text, at, 1)
        _, at = option(text, at)
        inner = group(text, skip_blanks(text, at))
        if inner is None or not asked:
            break
        number = min(int(asked[0]), WIDEST) if asked[0].isdecimal() and len(asked[0]) < len("1000") else 1
        columns, rows = (number, rows) if match[1] == "multicolumn" else (columns, number)
        text = inner[0]
    is_bold = bool(_BOLD.search(text))
    said = re.sub(
        r"\\(?:textbf|textit|emph|underline|textsc|makecell|texttt|text)\s*\{([^{}]*)\}", r"\1", _STYLE.sub("", text)
    )
    return Cell(
        prose.plain(" ".join(said.replace("~", " ").split())),
        is_bold=is_bold,
        columns=max(columns, 1),
        rows=max(rows, 1),
    )
