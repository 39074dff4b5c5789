"""The table with a paper's main results, and what of it fits on a slide."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.weekly import tabular
from bot.weekly.fulltext import FullText, Rows, Table
from bot.weekly.picking.scoring import Pick, best, clue, weigh

FLOOR = 4.0
CAPTION = (
    clue(3, r"\b(?:comparisons?|compar\w+|results?|performance|state[- ]of[- ]the[- ]art|main)\b"),
    clue(1.5, r"\b(?:ours?|proposed|accuracy|scores?|error|test)\b"),
    clue(
        -4,
        r"\b(?:ablat\w+|statistics?|hyper-?parameters?|configurations?|settings?|costs?|runtimes?|notations?|architectures?)\b",
    ),
    clue(-2, r"\b(?:development|dev|validation) set\b|\bdetails?\b|\beffects? of\b|\bimpact of\b"),
)
SECTION = (
    clue(1.5, r"\b(?:results?|experiments?|evaluation|comparisons?)\b"),
    clue(-3, r"\b(?:appendix|supplement\w*|ablat\w+|analysis|related|background|details?|datasets?)\b"),
)
_OURS = re.compile(r"\bours?\b|\bproposed\b|\(ours?\)", re.IGNORECASE)
_NUMBER = re.compile(r"^[^A-Za-z]{0,3}\d[\d.,%±\s/x×()+-]*$")
MOST_COLUMNS, MOST_ROWS = 8, 10


@dataclass(frozen=True, slots=True)
class Trimmed:
    """What of a table is shown, the first *heads* rows as its header; `note` says what is left out, if anything is."""

    rows: Rows
    heads: int
    note: str = ""


def mains(text: FullText, title: str) -> tuple[Pick, ...]:
    """Return the tables that hold the paper's main results best."""
    acronym = title.partition(":")[0].strip() if ":" in title else ""
    picks = [Pick(index, _score(each, acronym) - 0.3 * index) for index, each in enumerate(text.tables)]
    return best(picks, FLOOR)


def trim(table: Table) -> Trimmed:
    """Return what of a table fits: whole header groups from the left, and of the rows the first and the last ones.

    Rows are chosen by their place alone, never by what is best in them; the last ones are where papers put their own.
    """
    rows, heads = tabular.unfold(table.rows), _heads(table)
    columns, total = _fitting(rows[:heads], _width(rows)), _width(rows)
    body = rows[heads:]
    kept = body if len(body) <= MOST_ROWS else (*body[: MOST_ROWS // 2], *body[-MOST_ROWS // 2 :])
    left_out = [f"{columns} of {total} columns"] * (columns < total)
    left_out += [f"{len(kept)} of {len(body)} rows"] * (len(kept) < len(body))
    return Trimmed(tuple(tabular.cut(row, columns) for row in (*rows[:heads], *kept)), heads, ", ".join(left_out))


def best_row(table: Table) -> tuple[str, ...]:
    """Return the row that the paper calls its own, else the one with most bold cells; empty if there is neither."""
    body = [row for row in table.rows[_heads(table) :] if any(_NUMBER.match(cell.text) for cell in row[1:])]
    own = [row for row in body if _OURS.search(row[0].text)]
    bold = [row for row in body if any(cell.is_bold for cell in row[1:])]
    chosen = own[-1] if own else max(bold, key=lambda row: sum(cell.is_bold for cell in row), default=())
    return tuple(cell.text for cell in chosen)


def _score(table: Table, acronym: str) -> float:
    cells = [cell for row in table.rows for cell in row]
    numbers = sum(bool(_NUMBER.match(cell.text)) for cell in cells) / max(len(cells), 1)
    first = [row[0].text for row in table.rows if row]
    own = any(_OURS.search(name) for name in first) or (acronym and any(acronym in name for name in first))
    bold = any(cell.is_bold and _NUMBER.match(cell.text) for cell in cells)
    return weigh(table.caption, CAPTION) + weigh(table.section, SECTION) + 2 * bool(own) + bold + 2.5 * (numbers > 0.3)


def _heads(table: Table) -> int:
    """Count the rows of a header: those before the first with a number in it, at most three."""
    for index, row in enumerate(table.rows[:4]):
        if sum(bool(_NUMBER.match(cell.text)) for cell in row[1:]) * 2 >= max(len(row) - 1, 1):
            return max(index, 1) if index else 0
    return 1


def _width(rows: Rows) -> int:
    return max((sum(cell.columns for cell in row) for row in rows), default=0)


def _fitting(heads: Rows, total: int) -> int:
    """Return how many columns fit without cutting a group of the header: all, rather than a part of a group."""
    borders = set(range(2, total + 1))
    for row in heads:
        at = 0
        for cell in row:
            borders -= set(range(at + 1, at + cell.columns))
            at += cell.columns
    return max((border for border in borders if border <= MOST_COLUMNS), default=total)
