"""Count the columns of a TeX table from its preamble, such as ``@{}l*{3}{c}|S[table-format=2.1]@{}``.

https://ctan.org/pkg/array
"""

from __future__ import annotations

import re

from bot.fulltext.tex import cells
from bot.fulltext.tex.cells import DoubtfulCellError
from bot.fulltext.tex.tokens import group, option, skip_blanks

MAX_COLUMNS = 1000
MAX_DEPTH = 3
_LINES = " \t\n|:'\"~"
_SPACES = re.compile(
    r"\\extracolsep\s*\{[^{}]*\}|\\[hk](?:skip|ern)\s*(?:-?[\d.]*\s*(?:pt|em|ex|mm|cm|in)|\\[A-Za-z]+)|-?[\d.]*\\[a-z]*sep(?![a-z])"
    r"|\\vrule(?:\s*width\s*-?[\d.]*\s*(?:pt|em|ex|mm|cm|in|\\[A-Za-z]+))?"
)
_GROUPS = {"p": 1, "m": 1, "b": 1, "w": 2, "W": 2, "D": 3, "l": 0, "c": 0, "r": 0, "X": 0, "S": 0, "s": 0}


def count_columns(preamble: str, depth: int = 0) -> int | None:
    """Return the number of columns, None if unknown.

    Raises DoubtfulCellError if the preamble itself prints something in each row, or makes cells formulas.
    """
    columns, at = 0, 0
    while at < len(preamble):
        sign = preamble[at]
        at += 1
        if sign in _LINES:
            continue
        if sign in "@!<>;":
            at = _inserted(preamble, at, is_dash=sign == ";")
            continue
        if sign == "*":
            number, inner, at = _repeated(preamble, at)
            once = count_columns(inner, depth + 1) if depth < MAX_DEPTH else None
            columns += number * (once or MAX_COLUMNS)
            if once is None or columns > MAX_COLUMNS:
                return None
            continue
        if not sign.isalpha():
            return None
        columns, at = columns + 1, _after_arguments(preamble, at, _GROUPS.get(sign))
    return columns or None


def _inserted(preamble: str, at: int, *, is_dash: bool) -> int:
    """Return the position after text inserted between two columns or around each cell."""
    inner = group(preamble, skip_blanks(preamble, at))
    if inner is None:
        raise DoubtfulCellError
    if not is_dash and (
        re.search(r"\$|\\collectcell|\\\(", inner[0]) or cells.cell_text(_SPACES.sub("", inner[0])).strip("| ")
    ):
        raise DoubtfulCellError
    return inner[1]


def _repeated(preamble: str, at: int) -> tuple[int, str, int]:
    number = group(preamble, skip_blanks(preamble, at))
    inner = group(preamble, skip_blanks(preamble, number[1])) if number else None
    if number is None or inner is None or not re.fullmatch(r"\s*\d{1,2}\s*", number[0]):
        raise DoubtfulCellError
    return int(number[0]), inner[0], inner[1]


def _after_arguments(preamble: str, at: int, groups: int | None) -> int:
    """Return the position of the next column, after options and the column's arguments: all, if unknown."""
    while True:
        _, at = option(preamble, at)
        inner = group(preamble, skip_blanks(preamble, at))
        if inner is None or groups == 0:
            return at
        at, groups = inner[1], None if groups is None else groups - 1
