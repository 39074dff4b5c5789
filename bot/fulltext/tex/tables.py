"""Read rows and cells of TeX tables, and rows of displays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bot.fulltext.model import Cell
from bot.fulltext.table_grid import EVERYWHERE, MAX_COLUMNS, MAX_ROWS, Grid, as_tex
from bot.fulltext.tex import cells, columns
from bot.fulltext.tex.cells import DoubtfulCellError
from bot.fulltext.tex.tokens import arguments, group, option, skip_blanks

_KINDS = r"tabular[x*]?|tabulary|longtable|xltabular|tabu|longtabu"
_OPENING = re.compile(rf"\\(begin|end)\{{({_KINDS})\}}")
_WITH_WIDTH = {"tabularx", "tabular*", "tabulary", "xltabular"}
_TO_WIDTH = re.compile(r"\s*(?:(?:to|spread)[^{}]{0,80})?(?=\{)")
_TOKEN = re.compile(
    r"\\(?:begin|end)(?=\s*\{)|\\tabularnewline(?![A-Za-z])|\\cr(?:cr)?(?![A-Za-z])|\\\\|\\.|[{}&]", re.DOTALL
)
_ROWS_END = {"\\\\", r"\tabularnewline", r"\cr", r"\crcr"}
_SPACING = re.compile(
    r"\s*\[\s*-?[\d.]*\s*(?:pt|em|ex|mm|cm|in|bp|pc|sp|\\[A-Za-z]+)(?:\s*(?:plus|minus)[^\]]{0,40})?\s*\]"
)
_FULL_RULE = re.compile(r"\\(?:hline|midrule|toprule|Xhline|thickhline|hdashline|specialrule|hhline)(?![A-Za-z])")
_PARTIAL_RULE = re.compile(
    r"\\(?:cline|cmidrule|cdashline|Xcline)(?:\[[^\]]{0,40}\]|\([^()]{0,40}\)|\s){0,4}\{\s*(\d{1,2})\s*-\s*(\d{1,2})\s*\}"
)
_MULTICOLUMN = re.compile(r"\\multicolumn(?![A-Za-z])")
_MULTIROW = re.compile(r"\\multirow(?:cell|thead)?\*?(?![A-Za-z])")
_COUNT = re.compile(r"\s*(-?\d{1,3})(?:\.\d{1,4})?\s*")
_BOLD = re.compile(r"\\(?:textbf|mathbf|bm|boldsymbol|bfseries|bf)(?![A-Za-z])")
_LONG_PARTS = re.compile(r"\\end(firsthead|head|foot|lastfoot)(?![A-Za-z])")


def read(body: str) -> list[Grid]:
    """Read the tables in *body*, not nested ones. A table with doubtful cells has no rows."""
    return [read_table(kind, inner) for kind, inner in _tabulars(body)]


def read_table(kind: str, body: str) -> Grid:
    """Read an environment of that *kind*. Without rows, its cells are doubtful."""
    _, at = option(body, 0)
    if kind.endswith("tabu"):
        width = _TO_WIDTH.match(body, at)
        at = width.end() if width else at
    given, at = arguments(body, at, 2 if kind in _WITH_WIDTH else 1)
    inner = _without_repeated_heads(body[at:]) if kind.startswith(("long", "xl")) else body[at:]
    try:
        most = columns.count_columns(given[-1] if given else "")
        rows = [(row, [_cell(cell) for cell in split(row, "&")]) for row in islice(split(inner, "\\\\"), MAX_ROWS)]
    except DoubtfulCellError:
        return Grid()
    return as_tex([cells for _, cells in rows], [_ruled(row) for row, _ in rows], most)


def split(text: str, separator: str) -> list[str]:
    r"""Split a text at a separator (``&`` or ``\\``) outside of groups and nested environments."""
    ends = _ROWS_END if separator == "\\\\" else {separator}
    parts, start, depth = [], 0, 0
    for match in _TOKEN.finditer(text):
        sign = match[0]
        if depth == 0 and sign in ends and match.start() >= start:
            parts.append(text[start : match.start()])
            start = _after_spacing(text, match.end()) if separator == "\\\\" else match.end()
        depth += (sign in {"{", r"\begin"}) - (sign in {"}", r"\end"})
    return [*parts, text[start:]]


def _tabulars(body: str) -> Iterator[tuple[str, str]]:
    opened: list[re.Match[str]] = []
    for match in _OPENING.finditer(body):
        if match[1] == "begin":
            opened.append(match)
        elif opened:
            opening = opened.pop()
            if not opened:
                yield opening[2], body[opening.end() : match.start()]


def _without_repeated_heads(body: str) -> str:
    """Return a long table as on one page: with its first head, without page footers."""
    *parts, rest = _LONG_PARTS.split(body)
    heads = dict(zip(parts[1::2], parts[::2], strict=False))
    return heads.get("firsthead", heads.get("head", "")) + rest


def _after_spacing(text: str, at: int) -> int:
    """Return the position after a row's star and spacing option."""
    at += text.startswith("*", at)
    spacing = _SPACING.match(text, at)
    return spacing.end() if spacing else at


def _ruled(row: str) -> frozenset[int]:
    """Return the columns with a rule in a row."""
    if _FULL_RULE.search(row):
        return EVERYWHERE
    parts = (range(int(part[1]) - 1, int(part[2])) for part in _PARTIAL_RULE.finditer(row))
    return frozenset(column for part in parts for column in part if column < MAX_COLUMNS)


def _cell(text: str) -> Cell:
    """Read a cell. Raises DoubtfulCellError."""
    count, inner = _spanning(text)
    return Cell(cells.cell_text(inner), is_bold=bool(_BOLD.search(inner)), columns=count, rows=_rows_of(inner))


def _spanning(text: str) -> tuple[int, str]:
    """Return how many columns a cell spans, and its content."""
    match = _MULTICOLUMN.search(text)
    if match is None:
        return 1, text
    given, at = arguments(text, match.end(), 2)
    inner = group(text, skip_blanks(text, at))
    if inner is None or len(given) != 2 or columns.count_columns(given[1]) not in {1, None}:
        raise DoubtfulCellError
    if cells.cell_text(text[: match.start()]) or cells.cell_text(text[inner[1] :]):
        raise DoubtfulCellError
    return _counted(given[0]), inner[0]


def _rows_of(text: str) -> int:
    """Return how many rows a cell spans: negative for upwards. A fraction is rounded down."""
    found = _MULTIROW.findall(text)
    if len(found) > 1:
        raise DoubtfulCellError
    match = _MULTIROW.search(text)
    if match is None:
        return 1
    given, _ = arguments(text, option(text, match.end())[1], 1)
    return _counted(given[0] if given else "")


def _counted(told: str) -> int:
    number = _COUNT.fullmatch(told)
    if number is None or not 0 < abs(int(number[1])) <= MAX_COLUMNS:
        raise DoubtfulCellError
    return int(number[1])
