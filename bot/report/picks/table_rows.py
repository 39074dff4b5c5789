"""Find the header rows of a table, and the group of each other row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.fulltext import tables
from bot.fulltext.model import Cell, Rows, Table

MAX_HEADER_ROWS = 3
MAX_NUMBER_LENGTH = 110  # characters
_NUMBER = re.compile(r"[^A-Za-z]{0,3}\d[\d.,%±\s/x×()+-]*")
_MARKUP = re.compile(r"\\pm(?![a-z])|\\[A-Za-z]+|\\.|[${}_^~*†‡]")
_OVER_ALL = re.compile(r"\W*(?:avg|average|mean|overall|total|all|sum)\b", re.IGNORECASE)
_WORDY = re.compile(r"[^\W\d_]{2,}")


def is_number(text: str) -> bool:
    r"""Return whether a cell is a number, such as 86.7/85.9 or $86.6_{\pm 0.1}$."""
    return bool(_NUMBER.fullmatch(_MARKUP.sub(" ", text[:MAX_NUMBER_LENGTH]).strip()))


def header_row_count(table: Table) -> int:
    """Return the number of header rows: those above the first full rule, else those before the first numbers."""
    rows = tables.expand_spans(table.rows)
    numbers = next((at for at, row in enumerate(rows[: MAX_HEADER_ROWS + 1]) if _has_numbers(row)), None)
    lined = next((at for at in range(1, min(len(rows), MAX_HEADER_ROWS + 1)) if _is_lined(table, at)), None)
    if lined is None or (numbers == 0 and _is_lined(table, lined + 1)) or _begins_above(table, numbers, lined):
        return _unlined(rows, numbers)
    while (following := _goes_on(table, rows, lined)) > lined:
        lined = following
    return lined


def is_title(row: Sequence[Cell]) -> bool:
    """Return whether a row is only a title for the rows below it."""
    said = [cell for cell in row if cell.text]
    return len(said) == 1 and not is_number(said[0].text) and (len(row) > 1 or said[0].columns > 1)


def is_second_header(row: Sequence[Cell]) -> bool:
    """Return whether a row among the numbers names the columns again."""
    said = [cell.text for cell in row[1:] if cell.text]
    return len(said) > 1 and not any(map(is_number, said)) and all(map(_WORDY.search, said))


def names_below(row: Sequence[Cell]) -> bool:
    """Return whether a row is about the rows below it: a title, one within a group, or a second header."""
    said = [cell.text for cell in row if cell.text]
    is_inner = len(said) == 2 < len(row) and bool(row[0].text and row[1].text) and not any(map(is_number, said))
    return is_title(row) or is_inner or is_second_header(row)


def group_rows(table: Table) -> Rows | None:
    """Return all rows, each body row with its group; None if that is uncertain."""
    rows, count = tables.expand_spans(table.rows), header_row_count(table)
    body = list(rows[count:])
    if not all(rows) or not _is_headed(rows, count) or _reaches_down(table.rows[:count]):
        return None
    if any(row[0].text for row in body):
        for part in _parts(table, body, count):
            is_titled = part[0] > 0 and _ends_group(body[part[0] - 1])
            carried = _carried([body[at] for at in part], is_titled=is_titled)
            if carried is None:
                return None
            body[part[0] : part[-1] + 1] = carried
    return (*tables.expand_spans(table.rows[:count], is_repeated=False), *body)


def headings(table: Table) -> list[str]:
    """Return the heading of each column, from top to bottom."""
    over = [tables.columns(row) for row in tables.expand_spans(table.rows)[: header_row_count(table)]]
    return [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*over, strict=False)]


def _has_numbers(row: Sequence[Cell]) -> bool:
    return sum(is_number(cell.text) for cell in row[1:]) * 2 >= max(len(row) - 1, 1)


def _is_lined(table: Table, at: int) -> bool:
    width = sum(cell.columns for cell in table.rows[0])
    return at < len(table.rules) and table.rules[at].issuperset(range(width))


def _begins_above(table: Table, numbers: int | None, lined: int) -> bool:
    """Return whether the first numbers, in a row with a name, are above the first rule."""
    return bool(numbers and numbers < lined and tables.expand_spans(table.rows, is_repeated=False)[numbers][0].text)


def _unlined(rows: Rows, numbers: int | None) -> int:
    if numbers is None:
        return 1
    title = next((at for at in range(1, numbers) if is_title(rows[at])), numbers)
    return max(title, 1) if numbers else 0


def _goes_on(table: Table, rows: Rows, at: int) -> int:
    """Return where a header that continues below a rule ends: at a spanning cell or another rule."""
    if at > MAX_HEADER_ROWS or at + 1 >= len(rows) or _has_numbers(rows[at]) or is_title(rows[at]):
        return at
    if any(cell.rows > at - above for above, row in enumerate(table.rows[:at]) for cell in row):
        return at + 1
    end = next((line for line in range(at + 1, min(at + MAX_HEADER_ROWS, len(rows))) if _is_lined(table, line)), at)
    printed = tables.expand_spans(table.rows, is_repeated=False)
    spanning = {row: cells[0].rows > 1 for row, cells in enumerate(table.rows) if cells}
    is_headed = (
        not any(is_number(cell.text) for cell in rows[row])
        and (_is_lettered(rows[row]) or not printed[row][0].text or spanning.get(row, False))
        for row in range(at, end)
    )
    return end if all(is_headed) else at


def _is_lettered(row: Sequence[Cell]) -> bool:
    return all(re.search(r"[^\W\d_]", cell.text) for cell in row if cell.text)


def _reaches_down(header: Rows) -> bool:
    return any(cell.rows > len(header) - at for at, row in enumerate(header) for cell in row)


def _is_headed(rows: Rows, count: int) -> bool:
    """Return whether each column has both headings and numbers, or neither.

    A column of names may have no heading, but not after the last heading.
    """
    if not count:
        return True
    over, below = map(list, (map(tables.columns, rows[:count]), map(tables.columns, rows[count:])))
    width = max(map(len, (*over, *below)))
    named = [any(row[at] for row in over if at < len(row)) for at in range(width)]
    for at in range(1, width):
        found = [row[at] for row in below if at < len(row) and row[at]]
        is_beyond = bool(found) and not any(named[at:])
        if is_beyond or (named[at] and not found) or (not named[at] and any(map(is_number, found))):
            return False
    return True


def _parts(table: Table, body: Sequence[Sequence[Cell]], count: int) -> Iterator[list[int]]:
    """Yield the groups of rows between rules and titles, as indexes of the body."""
    part: list[int] = []
    for at, row in enumerate(body):
        is_ruled = count + at < len(table.rules) and 0 in table.rules[count + at]
        if part and (is_ruled or _ends_group(row)):
            yield part
            part = []
        if not _ends_group(row):
            part.append(at)
    if part:
        yield part


def _ends_group(row: Sequence[Cell]) -> bool:
    """Return whether a row is a title for those below it, and not only for some in a group."""
    return is_title(row) and bool(row[0].text)


def _carried(rows: list[tuple[Cell, ...]], *, is_titled: bool) -> list[tuple[Cell, ...]] | None:
    """Return the rows of a part, each with its group's name; None if that is uncertain."""
    named = [at for at, row in enumerate(rows) if row[0].text]
    if len(named) == len(rows) or (not named and (is_titled or all(map(_is_over_all, rows)))):
        return rows
    if named and named[0] > 0:
        is_centered = len(named) == 1 and len(rows) > 2 and abs(2 * named[0] - len(rows) + 1) <= 1
        if not is_centered:
            return None
        return [(replace(row[0], text=rows[named[0]][0].text), *row[1:]) for row in rows]
    if not named:
        return None
    found = rows[:1]
    for row in rows[1:]:
        found.append(row if row[0].text else _filled(row, found[-1]))
    return found


def _is_over_all(row: Sequence[Cell]) -> bool:
    """Return whether a row without a group applies to all groups."""
    return any(_OVER_ALL.match(cell.text) for cell in row[:2])


def _filled(row: tuple[Cell, ...], above: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return a row with its group's names, as far as its own name follows them."""
    blank = next((at for at, cell in enumerate(row) if cell.text), len(row))
    first = replace(row[0], text=above[0].text) if row[0].columns == above[0].columns else row[0]
    own = blank < len(row) and not is_number(row[blank].text)
    names = [
        replace(cell, text=other.text)
        if own and at < blank and _WORDY.search(other.text) and not is_number(other.text)
        else cell
        for at, (cell, other) in enumerate(zip(row, above, strict=False))
    ]
    return (first, *names[1:], *row[len(names) :])
