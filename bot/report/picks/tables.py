"""Pick the table with a paper's main results, and the part of it that fits on a slide."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from bot.fulltext import sentences, tables
from bot.fulltext.model import Cell, FullText, Rows, Table
from bot.report.picks.scoring import Pick, cue, score, top
from bot.report.picks.table_rows import group_rows, headings, is_number, is_second_header, is_title, names_below
from bot.report.picks.table_rows import header_row_count as count_heads
from bot.text.tex.to_unicode import to_unicode

FLOOR = 4.0
CAPTION = (
    cue(3, r"\b(?:comparisons?|compar\w+|results?|performance|state[- ]of[- ]the[- ]art|main)\b"),
    cue(1.5, r"\b(?:ours?|proposed|accuracy|scores?|error|test)\b"),
    cue(
        -4,
        r"\b(?:ablat\w+|statistics?|hyper-?parameters?|configurations?|settings?|costs?|runtimes?|notations?|architectures?)\b",
    ),
    cue(-2, r"\b(?:development|dev|validation)\b|\bdetails?\b|\beffects? of\b|\bimpact of\b"),
)
SECTION = (
    cue(1.5, r"\b(?:results?|experiments?|evaluation|comparisons?)\b"),
    cue(-3, r"\b(?:appendix|supplement\w*|ablat\w+|analysis|related|background|details?|datasets?)\b"),
)
_OURS = re.compile(r"\bours?\b|\bproposed\b|\(ours?\)", re.IGNORECASE)
_ACRONYM = re.compile(r"\b[A-Za-z]*[A-Z][a-z-]*[A-Z][A-Za-z0-9-]*\b")
_RAW = re.compile(r"\\|[{}]|\$[^$]*[A-Za-z^_][^$]*\$")
MAX_COLUMNS, MAX_ROWS = 10, 10
MAX_ROW_LENGTH = 110  # characters in a row, over all of its columns


@dataclass(frozen=True, slots=True)
class Trimmed:
    """The shown part of a table; the first *heads* rows are its header. `note` says what was left out."""

    rows: Rows
    heads: int
    note: str = ""


def main_tables(text: FullText, title: str) -> tuple[Pick, ...]:
    """Return the best tables of main results, without those that may be misread."""
    names = own_names(title)
    picks = [Pick(index, _score(text, each, names) - 0.3 * index) for index, each in enumerate(text.tables)]
    known = {reference.key: 1 for reference in text.references}
    sure = [each for each in picks if each.score >= FLOOR and _is_sure(text.tables[each.index], known)]
    return top(sure, FLOOR)


def own_names(title: str) -> set[str]:
    """Return what a paper may call itself: what its title has before a colon, and the acronyms in it."""
    before, colon, _ = title.partition(":")
    return ({before.strip()} if colon else set()) | set(_ACRONYM.findall(title))


def trim(table: Table) -> Trimmed:
    """Return the part of a table that fits, with a note on what was left out.

    Rows and columns are chosen by position only, never by their values: the first ones, and the last, where papers put
    their own results and averages. A table with grouped columns keeps them all, because a group may be the strongest
    baseline. Each row has its group, and comes with its title.
    """
    rows, heads = group_rows(table) or tables.expand_spans(table.rows), count_heads(table)
    total = _width(rows)
    columns = frozenset(range(total)) if _is_grouped(rows[:heads]) else _fitting(rows, total)
    body = rows[heads:]
    kept = [row for row, is_kept in zip(body, _kept(body), strict=True) if is_kept]
    left_out = [f"{len(columns)} of {total} columns"] * (len(columns) < total)
    left_out += [f"{len(kept)} of {len(body)} rows"] * (len(kept) < len(body))
    return Trimmed(tuple(tables.select(row, columns) for row in (*rows[:heads], *kept)), heads, ", ".join(left_out))


def best_row(table: Table) -> tuple[str, ...]:
    """Return the row that the paper calls its own, else the one with the most bold cells; empty if there is neither."""
    rows = group_rows(table) or tables.expand_spans(table.rows)
    printed, heads = tables.expand_spans(table.rows, is_repeated=False), count_heads(table)
    body = [
        row
        for row, own in zip(rows[heads:], printed[heads:], strict=True)
        if any(is_number(cell.text) for cell in row[1:]) and any(_names(own))
    ]
    own = [row for row in body if _OURS.search(" ".join(_names(row)))]
    bold = [row for row in body if any(cell.is_bold for cell in row[1:])]
    chosen = own[-1] if own else max(bold, key=lambda row: sum(cell.is_bold for cell in row), default=())
    return tuple(tables.columns(chosen))


def named_row(table: Table) -> tuple[tuple[str, str], ...]:
    """Return the best row with the heading of each cell; empty if that is uncertain."""
    rows, over, wanted = group_rows(table), headings(table), best_row(table)
    if rows is None or not wanted:
        return ()
    below = rows[count_heads(table) :]
    at = next(at for at, row in enumerate(below) if tuple(tables.columns(row)) == wanted)
    is_twofold = len(over) > 1 and over[0] and over[0] in over[1:]
    if is_twofold or any(map(is_second_header, below[:at])):
        return ()
    title = next((cell.text for row in reversed(below[:at]) if is_title(row) for cell in row if cell.text), "")
    cells = zip(over or [""] * len(wanted), wanted, strict=False)
    return tuple((head, cell) for head, cell in (("", title), *cells) if cell)


def _names(row: Sequence[Cell]) -> Iterator[str]:
    """Yield the cells of a row before its first number."""
    return takewhile(lambda said: not is_number(said), (cell.text for cell in row))


def _kept(body: Rows) -> list[bool]:
    """Return for each row whether it is shown: of many, the first and last, with the rows that name them."""
    if len(body) <= MAX_ROWS:
        return [True] * len(body)
    last = len(body) - MAX_ROWS // 2
    while last > MAX_ROWS // 2 and _leans(body[last], body[last - 1]):
        last -= 1
    kept = [at < MAX_ROWS // 2 or at >= last for at in range(len(body))]
    naming = list(map(names_below, body))
    title = next((above for above in range(last - 1, -1, -1) if naming[above]), -1)
    while not naming[last] and title >= 0 and naming[title]:
        kept[title] = True
        title -= 1
    return kept


def _leans(row: Sequence[Cell], above: Sequence[Cell]) -> bool:
    """Return whether a row gets its name from the row above it."""
    names = takewhile(lambda pair: not is_number(pair[0].text), zip(row, above, strict=False))
    return any(other.text and not cell.text and not is_number(other.text) for cell, other in names)


def _is_sure(table: Table, known: Mapping[str, int]) -> bool:
    """Return whether a table can be read reliably: no markup left, no name lost, each row's group known."""
    rows = group_rows(table)
    if rows is None:
        return False
    said = [[to_unicode(sentences.numbered(cell.text, known)) for cell in row] for row in rows]
    are_named = all(line[0] or not row[0].text for line, row in zip(said, rows, strict=True))
    return are_named and not any(_RAW.search(each) for line in said for each in line)


def _score(text: FullText, table: Table, names: Collection[str]) -> float:
    cells = [cell for row in table.rows for cell in row]
    numbers = sum(is_number(cell.text) for cell in cells) / max(len(cells), 1)
    first = [" ".join(_names(row)) for row in table.rows]
    own = any(_OURS.search(each) or any(name in each for name in names) for each in first)
    bold = any(cell.is_bold and is_number(cell.text) for cell in cells)
    said = score(table.caption, CAPTION)
    if said <= 0 and not own:
        return 0.0
    places = max(score(place, SECTION) for place in (table.section, _discussed(text, table)))
    return said + places + 2 * bool(own) + bold + 2.5 * (numbers > 0.3)


def _discussed(text: FullText, table: Table) -> str:
    """Return the headings under which a paper first refers to a table, which may be pages before it."""
    above: dict[int, str] = {}
    for section in text.sections if table.label else ():
        above = {depth: title for depth, title in above.items() if depth < section.depth} | {
            section.depth: section.title
        }
        if any(re.search(rf"{re.escape(table.label)}(?!\d)", paragraph) for paragraph in section.paragraphs):
            return " / ".join(above.values())
    return ""


def _width(rows: Rows) -> int:
    return max((sum(cell.columns for cell in row) for row in rows), default=0)


def _is_grouped(heads: Rows) -> bool:
    return any(cell.columns > 1 and cell.text for row in heads for cell in row)


def _fitting(rows: Rows, total: int) -> frozenset[int]:
    """Return the columns that fit on a slide, by the widest cell of each: the last, and the first ones."""
    widths = [2] * total
    for row in rows:
        at = 0
        for cell in row:
            if cell.columns == 1:
                widths[at] = max(widths[at], len(to_unicode(cell.text)) + 2)
            at += cell.columns
    fitting = sum(used <= MAX_ROW_LENGTH for used in accumulate([*widths[-1:], *widths[:-1]]))
    return frozenset([*range(min(fitting, MAX_COLUMNS) - 1), total - 1])
