"""Find the number to remember in a table: the paper's own result against the best other one.

It abstains if it isn't certain which rows are the paper's own, which are comparable, or whether more is better.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.fulltext import tables
from bot.fulltext.model import Cell, Table
from bot.report.picks.table_rows import group_rows, header_row_count, headings, is_number, is_second_header, is_title

MIN_RIVALS = 1
_OURS = re.compile(r"\bours?\b|\bproposed\b|\bthis work\b", re.IGNORECASE)
_VALUE = re.compile(
    r"\s*[-−+]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*%?\s*(?:(?:±|\+/-|\\pm)\s*[\d.]+|\([\d.± ]+\))?\s*%?\s*"
)
_MARKUP = re.compile(r"\\(?:mathbf|textbf|bf|underline|mathrm|text|bm|boldsymbol)(?![a-z])|[${}*†‡~]|\\[,;:! ]")
_UP = re.compile(r"↑|\\uparrow|\bhigher is better\b|\bhigher the better\b", re.IGNORECASE)
_DOWN = re.compile(r"↓|\\downarrow|\blower is better\b|\blower the better\b|\blowest\b", re.IGNORECASE)
_MORE = re.compile(
    r"\b(?:acc(?:uracy|\.)?|precision|recall|f-?1|f-?score|bleu(?:-?\d)?|rouge(?:-?[\dL])?|auc|auroc|map|ap(?:50|75)?|m?iou"
    r"|dice|psnr|ssim|ndcg|mrr|hit(?:s|@\d+)?|success|reward|returns?|em|exact match|r2|pck|cider|meteor|top-?[15]"
    r"|win rate)\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:errors?|losses|loss|perplexity|ppl|rmse|mse|mae|mape|nll|fid|kid|lpips|wer|cer|eer|time|latency|runtime|regret"
    r"|distance|epe|chamfer|ece|divergence|cost|params|flops|seconds)\b",
    re.IGNORECASE,
)
_ARROW = re.compile(r"\s*\(?\s*(?:[↑↓]|\$?\s*\\(?:up|down)arrow\s*\$?)\s*\)?")
_NO_RIVAL = re.compile(
    r"\b(?:oracle|upper[- ]bound|humans?|ground[- ]truth|skyline|theoretical|optimal|ideal)\b", re.IGNORECASE
)
_AVERAGE = re.compile(r"\b(?:avg|average|mean|overall|total|all)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """The number to remember: what is measured, and the names and values of the own row and the best other."""

    measure: str
    own: str
    own_value: str
    rival: str
    rival_value: str


def key_number(table: Table, names: Collection[str]) -> KeyNumber | None:
    """Return the number to remember. *names* are what the paper calls itself; None if anything is uncertain."""
    rows = group_rows(table)
    if rows is None:
        return None
    body, over = rows[header_row_count(table) :], headings(table)
    if not over or any(map(is_second_header, body)):
        return None
    own = [at for at, row in enumerate(body) if not is_title(row) and _is_own(row, names)]
    if not own:
        return None
    best = max(own, key=lambda at: (sum(cell.is_bold for cell in body[at][1:]), at))
    rivals = [row for row in _section(body, best) if _is_rival(row, body[best], names)]
    found = [number for at in range(len(over)) if (number := _of_column(table, over[at], at, body[best], rivals))]
    average = [number for number in found if _AVERAGE.search(number.measure)]
    return next(iter(average or found), None)


def _is_own(row: Sequence[Cell], names: Collection[str]) -> bool:
    said = " ".join(_names(row))
    return bool(_OURS.search(said)) or any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) for name in names)


def _names(row: Sequence[Cell]) -> list[str]:
    """Return the cells of a row before its first number."""
    return list(takewhile(lambda said: not is_number(said), tables.columns(row)))


def _name(row: Sequence[Cell]) -> str:
    """Return the names of a row without repetition, such as its group's and its own."""
    return " · ".join(dict.fromkeys(filter(None, _names(row))))


def _section(body: Sequence[tuple[Cell, ...]], at: int) -> list[tuple[Cell, ...]]:
    """Return the rows between the titles around a row, so that only comparable ones are left."""
    first = next((above + 1 for above in range(at - 1, -1, -1) if is_title(body[above])), 0)
    after = next((below for below in range(at + 1, len(body)) if is_title(body[below])), len(body))
    return list(body[first:after])


def _is_rival(row: Sequence[Cell], own: Sequence[Cell], names: Collection[str]) -> bool:
    """Return whether a row is another method's, in the group of the own one: with the same names before its own."""
    mine, theirs = _names(own), _names(row)
    if not theirs or _is_own(row, names) or _NO_RIVAL.search(" ".join(theirs)):
        return False
    at = next((place for place, said in enumerate(mine) if _OURS.search(said) or said in names), len(mine) - 1)
    return len(mine) == len(theirs) and mine[:at] == theirs[:at]


def _of_column(
    table: Table, heading: str, at: int, own: Sequence[Cell], rivals: Sequence[Sequence[Cell]]
) -> KeyNumber | None:
    mine = _cell(own, at)
    others = [(value, row) for row in rivals if (value := _value(_cell(row, at))) is not None]
    value = _value(mine)
    if value is None or len(others) < MIN_RIVALS or not _names(own):
        return None
    sign = _direction(table, heading, [(value, mine), *((other, _cell(row, at)) for other, row in others)])
    if not sign:
        return None
    _, row = max(others, key=lambda pair: sign * pair[0])
    better = "higher is better" if sign > 0 else "lower is better"
    said = _ARROW.sub("", heading).strip(" -–—")
    return KeyNumber(f"{said} ({better})" if said else better, _name(own), mine.text, _name(row), _cell(row, at).text)


def _cell(row: Sequence[Cell], at: int) -> Cell:
    """Return the cell of a column; a cell over several columns belongs to none."""
    column = 0
    for cell in row:
        if column == at:
            return cell if cell.columns == 1 else Cell("")
        column += cell.columns
    return Cell("")


def _value(cell: Cell) -> float | None:
    match = _VALUE.fullmatch(_MARKUP.sub("", cell.text))
    if match is None:
        return None
    number = float(match[1].replace(",", "") + (match[2] or ""))
    return -number if match[0].lstrip()[:1] in "-−" else number


def _direction(table: Table, heading: str, column: Sequence[tuple[float, Cell]]) -> int:
    """Return 1 if more is better, -1 if less is, 0 if that is unknown or bold cells contradict it."""
    told = _told(heading) or _told(table.caption)
    bold = [value for value, cell in column if cell.is_bold]
    values = [value for value, _ in column]
    printed = 0
    if len(bold) == 1 and len({*values}) > 1:
        printed = (bold[0] == max(values)) - (bold[0] == min(values))
        if not printed:
            return 0
    return 0 if told and printed and told != printed else told or printed


def _told(text: str) -> int:
    """Return what a heading or a caption says; 0 if it says nothing, or both."""
    for more, less in ((_UP, _DOWN), (_MORE, _LESS)):
        if bool(more.search(text)) != bool(less.search(text)):
            return 1 if more.search(text) else -1
        if more.search(text):
            return 0
    return 0
