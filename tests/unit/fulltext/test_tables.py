"""What stands in which cell of a table that is shown: each number under its heading and in its group, or no table."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fulltext import latexml, sentences, tables
from bot.fulltext.model import Cell, FullText, Table, TextFormat
from bot.fulltext.tex import columns, reader
from bot.fulltext.tex import tables as grids
from bot.fulltext.tex.cells import DoubtfulCellError, cell_text
from bot.fulltext.tex.prose import read_prose
from bot.report import thread
from bot.report.picks import pick
from bot.report.picks.tables import trim
from bot.text.tex.to_unicode import to_unicode
from tests.helpers import factories, weekly_papers

SHOWN = {
    "tex-multirow-head": """
        Method           | Calm |     | Storm
                         | 1 d  | 5 d | 1 d
        Sundial          | 4.1  | 8.0 | 9.9
        KettleNet (ours) | 3.8  | 7.2 | 9.7
    """,
    "tex-multirow-groups": """
        Kitchen  | Method           | P    | F1
        Harbor24 | Sieve            | 10.1 | 11.1
        Harbor24 | Ladle            | 10.2 | 11.2
        Harbor24 | KettleNet (ours) | 10.3 | 11.3
        Meadow   | Sieve            | 20.1 | 21.1
        Meadow   | Ladle            | 20.2 | 21.2
        Cellar   | Ladle            | 40.2 | 41.2
        Cellar   | KettleNet (ours) | 40.3 | 41.3
        Porch    | Sieve            | 50.1 | 51.1
        Porch    | Ladle            | 50.2 | 51.2
        Porch    | KettleNet (ours) | 50.3 | 51.3
    """,
    "tex-multirow-upward": """
        Kitchen | Method | P    | R
        Attic   | Sieve  | 10.1 | 11.1
        Attic   | Ours   | 10.2 | 11.2
        Cellar  | Sieve  | 20.1 | 21.1
        Cellar  | Ours   | 20.2 | 21.2
    """,
    "tex-multirow-inside": """
        Method    | Steam source | Mugs |      | Mean (all)
                  |              | P    | R    |
        Sieve     | hob          | 10.1 | 11.1 | 10.6
        KettleNet | hob          | 20.1 | 21.1 | 20.9
        KettleNet | coil         | 20.2 | 22.2 | 20.9
        Ours      | coil         | 30.2 | 32.2 | 31.2
    """,
    "tex-titles-between": """
        Method           | Mugs | Pots
        Cold water       |      |
        Sieve            | 10.1 | 10.2
        Ladle            | 20.1 | 20.2
        Whisk            | 30.1 | 30.2
        Spoon            | 40.1 | 40.2
        Hot water        |      |
        Ladle            | 25.1 | 25.2
        Whisk            | 35.1 | 35.2
        Spoon            | 45.1 | 45.2
        Scale            | 55.1 | 55.2
        KettleNet (ours) | 65.1 | 65.2
    """,
    "tex-second-header": """
        Method           | Mugs | Pots
        Sieve            | 10.1 | 10.2
        Ladle            | 20.1 | 20.2
        Whisk            | 30.1 | 30.2
        Spoon            | 40.1 | 40.2
        Scale            | 50.1 | 50.2
        Method           | Jugs | Cups
        Ladle            | 25.1 | 25.2
        Whisk            | 35.1 | 35.2
        Spoon            | 45.1 | 45.2
        Scale            | 55.1 | 55.2
        KettleNet (ours) | 65.1 | 65.2
    """,
    "tex-cited-rows": """
        Method                 | Mugs | Pots
        Pot et al. [2] (rerun) | 10.1 | 11.1
        [1]                    | 12.1 | 13.1
        Lid [1]†               | 14.1 | 15.1
        Ours                   | 20.1 | 21.1
    """,
    "tex-raw-cells": """
        Type | Method           | Heat | P    | F₁ᵐᵃˣ
        hob  | Sieve [1]        | ✗    | 48.7 | 18.5
        hob  | PotNet           | ✓    | 50.1 | 19.5
        coil | KettleNet (ours) | ✓    | 51.2 | 20.5
    """,
    "tex-long-table": """
        Method | Mugs | Pots
        Sieve  | 10.1 | 11.1
        Ours   | 20.1 | 21.1
    """,
    "tex-nested-cells": """
        Method & heat | Mugs (%) | Pots
        Sieve         | 10.1     | 1.1
        Ours          | 20.1     | 21.1
    """,
    "tex-shared-name": """
        Kitchen | Method | P    | R
        Attic   | Sieve  | 10.1 | 11.1
        Attic   | Ladle  | 10.2 | 11.2
        Attic   | Ours   | 10.3 | 11.3
        Cellar  | Sieve  | 20.1 | 21.1
        Cellar  | Ladle  | 20.2 | 21.2
        Cellar  | Ours   | 20.3 | 21.3
    """,
    "tex-header-below-line": """
                |   | Mugs  |           | Pots  |
        Kitchen | k | Sieve | KettleNet | Sieve | KettleNet
                |   | [1]   | (ours)    | [1]   | (ours)
        Attic   | 2 | 71.2  | 90.9      | 94.6  | 95.8
        Attic   | 4 | 72.2  | 91.9      | 95.6  | 96.8
        Cellar  | 2 | 61.2  | 80.9      | 84.6  | 85.8
        Cellar  | 4 | 62.2  | 81.9      | 85.6  | 86.8
    """,
    "tex-deviation-rows": """
        Kitchen | Method  | P     | R
        Attic   | Sieve   | 1.0   | 2.0
        Attic   |         | (0.1) | (0.2)
        Attic   | Ours    | 3.0   | 4.0
        Attic   |         | (0.3) | (0.4)
                | Average | 2.0   | 3.0
    """,
    "tex-numbered-head": """
        Shots   | 1    | 5    | 10
        [STEAM] | 10.1 | 11.1 | 12.1
        Ours    | 20.1 | 21.1 | 22.1
    """,
    "row-groups.html": """
        Kitchen  | Method | Scores |
                 |        | P      | R
        Harbor24 | Sieve  | 10.1   | 11.1
        Harbor24 | Ladle  | 10.2   | 11.2
        Harbor24 | Ours   | 10.3   | 11.3
        Meadow   | Sieve  | 20.1   | 21.1
        Meadow   | Ladle  | 20.2   | 21.2
        Attic    | Ladle  | 30.2   | 31.2
        Attic    | Ours   | 30.3   | 31.3
        Cellar   | Sieve  | 40.1   | 41.1
        Cellar   | Ladle  | 40.2   | 41.2
        Cellar   | Ours   | 40.3   | 41.3
    """,
    "lines-in-cells.html": """
        Method | Mugs (%)   | Pots
        Sieve  | 10.1 (0.2) | 11.1²
        Ours   | 20.1 (0.3) | 21.1
    """,
    "blank-rows.html": """
        Kitchen | Method | P
        Attic   | Sieve  | 1.1
        Attic   | Ours   | 1.2
        Cellar  | Sieve  | 2.1
        Cellar  | Ours   | 2.2
    """,
}
DOUBTFUL = (
    "tex-multirow-clash", "tex-split-decimals", "tex-raw-unknown", "tex-wide-rows", "tex-name-of-none",
    "overlapping-cells.html", "endless-rowspan.html", "covered-cells-written.html", "unknown-macro-in-table.html",
)  # fmt: skip


def shown(text: FullText, title: str = "A Paper About Kettles") -> list[list[str]]:
    """Return what a slide shows of the main table, each cell as wide as it is; nothing if no table is shown."""
    picked = pick(text, factories.paper(title=title)).tables
    if not picked:
        return []
    numbers = {reference.key: number for number, reference in enumerate(text.references, 1)}
    rows = trim(text.tables[picked[0].index]).rows
    return [
        [
            part
            for cell in row
            for part in (to_unicode(sentences.numbered(cell.text, numbers)), *[""] * (cell.columns - 1))
        ]
        for row in rows
    ]


def written(rows: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in rows.strip("\n").rstrip().splitlines()]


@pytest.mark.parametrize("name", SHOWN)
def test_each_number_stands_under_its_heading_and_in_its_group(name: str) -> None:
    assert shown(weekly_papers.read(name)) == written(SHOWN[name])


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_table_whose_cells_are_in_doubt_is_not_shown(name: str) -> None:
    assert shown(weekly_papers.read(name)) == []


def told(name: str) -> str:
    text = weekly_papers.read(name)
    picked = pick(text, factories.paper(title="A Paper About Kettles")).tables
    return " · ".join(f"{head} {cell}".strip() for head, cell in thread.best_row(text.tables[picked[0].index]))


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("tex-multirow-head", "Method KettleNet (ours) · Calm 1 d 3.8 · Calm 5 d 7.2 · Storm 1 d 9.7"),
        ("tex-multirow-groups", "Kitchen Porch · Method KettleNet (ours) · P 50.3 · F1 51.3"),
        ("row-groups.html", "Kitchen Cellar · Method Ours · Scores P 40.3 · Scores R 41.3"),
        ("tex-titles-between", "Hot water · Method KettleNet (ours) · Mugs 65.1 · Pots 65.2"),
        ("tex-second-header", ""),
        ("tex-deviation-rows", "Kitchen Attic · Method Ours · P 3.0 · R 4.0"),
    ],
)
def test_the_best_row_says_all_headings_over_its_cells_and_its_group(name: str, row: str) -> None:
    assert told(name) == row


def cells(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text, is_bold="1" in text) for text in texts)


def test_a_best_row_whose_name_is_a_number_in_the_references_is_not_told() -> None:
    table = Table("", "", (cells("Method", "P"), cells(f"{sentences.citation_mark(['a'])} (rerun)", "1.1")))

    assert thread.best_row(table) == ()


def test_a_row_that_names_nothing_belongs_to_no_group_behind_a_line() -> None:
    rows = (cells("Kitchen", "Method", "P"), cells("Attic", "Sieve", "1.1"), cells("", "Ladle", "1.2"))
    everywhere, nowhere = frozenset({0, 1, 2}), frozenset[int]()
    caption = "Comparison with other methods, our results."

    lined, unlined = (
        FullText(TextFormat.TEX, tables=(Table(caption, "Results", rows, rules=rules),))
        for rules in ((nowhere, everywhere, everywhere), (nowhere, everywhere, nowhere))
    )

    assert shown(lined) == []
    assert shown(unlined)[-1] == ["Attic", "Ladle", "1.2"]


@st.composite
def printed(draw: st.DrawFn) -> list[list[tuple[str, int, int]]]:
    """A table as it is printed: what stands in each place, and how many columns and rows it spans where it begins."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    places = [[("", 0, 0)] * (width + 1) for _ in range(height)]
    for row, column in itertools.product(range(height), range(width + 1)):
        if places[row][column][0]:
            continue
        free = next((at for at in range(column, width) if places[row][at][0]), width) - column
        columns, rows = draw(st.integers(1, max(free, 1))), draw(st.integers(1, height - row))
        rows = rows if column < width else 1  # the last column keeps each row
        for r, c in itertools.product(range(row, row + rows), range(column, column + columns)):
            places[r][c] = (f"x{row}y{column}", 0, 0)
        places[row][column] = (f"x{row}y{column}", columns, rows)
    return places


def as_tex(places: list[list[tuple[str, int, int]]], *, upward: bool) -> str:
    lines = [["" for _ in row] for row in places]
    for (row, line), column in itertools.product(enumerate(places), range(len(places[0]))):
        text, columns, rows = line[column]
        if columns:
            at = row + rows - 1 if upward else row
            spanning = rf"\multirow{{{-rows if upward else rows}}}{{*}}{{{text}}}" if rows > 1 else text
            for r in range(row, row + rows):
                inner = spanning if r == at else ""
                lines[r][column] = rf"\multicolumn{{{columns}}}{{c}}{{{inner}}}"
                lines[r][column + 1 : column + columns] = ["<covered>"] * (columns - 1)
    body = r" \\ ".join(" & ".join(cell for cell in line if cell != "<covered>") for line in lines)
    return rf"\begin{{tabular}}{{*{{{len(places[0])}}}{{c}}}}{body}\end{{tabular}}"


def as_html(places: list[list[tuple[str, int, int]]]) -> bytes:
    rows = (
        "".join(f'<td colspan="{columns}" rowspan="{rows}">{text}</td>' for text, columns, rows in line if columns)
        for line in places
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    table = f'<figure class="ltx_table"><table class="ltx_tabular">{body}</table></figure>'
    return f'<article class="ltx_document">{table}</article>'.encode()


@given(printed(), st.booleans())
def test_what_is_printed_in_each_place_is_read_there(places: list[list[tuple[str, int, int]]], upward: bool) -> None:  # noqa: FBT001
    wanted = [[text for text, _, _ in line] for line in places]

    (grid,) = grids.read(as_tex(places, upward=upward))
    (table,) = latexml.read(as_html(places)).tables

    assert [tables.columns(row) for row in tables.expand_spans(grid.rows)] == wanted
    assert [tables.columns(row) for row in tables.expand_spans(table.rows)] == wanted


@pytest.mark.parametrize("extra", ["1.3", "a note"])
def test_a_row_wider_than_the_header_shows_no_table(extra: str) -> None:
    rows = (cells("Method", "P", ""), cells("Sieve", "1.1", ""), cells("Ours", "1.2", extra))

    assert shown(FullText(TextFormat.TEX, tables=(Table("Comparison, our results.", "Results", rows),))) == []


def test_a_row_that_the_one_above_names_is_shown_with_it() -> None:
    named = tuple(
        row
        for number in range(8)
        for row in (cells("Attic", f"Sieve {number}s", f"{number}.1"), cells("Attic", "", f"({number}.1)"))
    )
    table = Table("", "", (cells("Kitchen", "Method", "P"), *named))

    assert [row[1].text for row in trim(table).rows[6:]] == ["Sieve 5s", "", "Sieve 6s", "", "Sieve 7s", ""]


@pytest.mark.parametrize(
    ("preamble", "number"),
    [
        ("lcc", 3),
        ("@{}l*{3}{c}@{}", 4),
        ("|l||*{2}{p{2cm}|}", 3),
        (r">{\centering\arraybackslash}X!{\vrule width 1pt}S[table-format=2.1]D{.}{.}{2}", 3),
        (r"l@{\hskip 6pt}c@{\extracolsep{\fill}}r;{2pt/2pt}c", 4),
        ("w{c}{1cm}L{2cm}C{1cm}", 3),
        (r"\mycolumns", None),
    ],
)
def test_columns_are_counted_as_a_preamble_has_them(preamble: str, number: int | None) -> None:
    assert columns.count_columns(preamble) == number


@pytest.mark.parametrize("preamble", ["r@{.}l", r"r@{$\pm$}l", "r@{--}l", r"l>{$}c<{$}", r"c<{\%}", "*{x}{c}"])
def test_a_preamble_that_prints_something_itself_leaves_a_table_in_doubt(preamble: str) -> None:
    with pytest.raises(DoubtfulCellError):
        columns.count_columns(preamble)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\textbf{{48.7}}", "48.7"),
        (r"{\bfseries 48.7}", "48.7"),
        (r"\textbf{\underline{48.7}}$_{\pm0.1}$", "48.7_(±0.1)"),
        (r"$\underline{48.7}$", "48.7"),
        (r"\hline\rowcolor[gray]{.9}[1pt][2pt] Ours", "Ours"),
        (r"\midrule (a)", "(a)"),
        (r"\cmidrule(l{2pt}r{2pt}){2-3} [CLS]", "[CLS]"),
        (r"\SI{12}{\percent}", "12%"),
        (r"\num{12.5}", "12.5"),
        (r"Schr\"odinger \v{c}", "Schrödinger č"),
        (r"\rotatebox[origin=c]{90}{Attic}", "Attic"),
        (r"\parbox[t]{2mm}{Attic}", "Attic"),
        (r"\diagbox{From}{To}", "From / To"),
        (r"Steam\textsuperscript{2}", "Steam²"),
        (r"10\,000", "10 000"),
        (r"48.7\footnotemark[1]", "48.7"),
        (r"48.7\tnote{a}", "48.7"),
        (r"\unknown Steam\unheard{}", "Steam"),
        (r"\emphasize{48.7}", "48.7"),
        (r"\mycolor{gold}48.7", "48.7"),
        (r"\strutted{3pt}48.7", "48.7"),
    ],
)
def test_a_cell_is_read_as_it_is_printed(tex: str, text: str) -> None:
    assert to_unicode(cell_text(tex)) == text


@pytest.mark.parametrize(
    "tex",
    [
        r"\result{1.1}{2.2}", r"\sout{48.7}", r"\fpeval{1+2}", r"\ding{172}", r"\SI{3}{\milli\second}", "$48.7",
        "{48.7", r"\begin{tabular}{cc}1&2\end{tabular}", r"\begin{itemize}\item 1\end{itemize}", r"\ifbest 1\else 2\fi",
    ],
)  # fmt: skip
def test_a_cell_that_may_say_something_else_is_in_doubt(tex: str) -> None:
    with pytest.raises(DoubtfulCellError):
        cell_text(tex)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"Rows with \ding{55} use no steam, \cmark{} do.", "Rows with ✗ use no steam, ✓ do."),
        (r"Our \unknown{kettle}{} is {hot}\Xhline{1pt}.", "Our kettle is hot ."),
        (r"As \shortcite{a} say, \LaTeX{} is old.", "As [1] say, LaTeX is old."),
        (r"\emph{Kept}, \textbf{kept} and $x_{\unknown}$", r"Kept, kept and x_\unknown"),
    ],
)
def test_markup_that_no_one_knows_is_not_left_in_captions_and_headings(tex: str, text: str) -> None:
    assert to_unicode(sentences.numbered(read_prose(tex), {"a": 1})) == text


@pytest.mark.parametrize(
    "body",
    [
        r"{ll}a & b & c \\ 1 & 2",  # more cells than columns
        r"{ll}\multirow{2}{*}{a} & b \\ c & d",  # a covered cell says something
        r"{ll}\multirow{-2}{*}{a} & b \\ c & d",  # it reaches above the table
        r"{lll}\multirow{2}{*}{a} & b & c \\ \multicolumn{2}{l}{d} & e",  # one over another
        r"{lll}\multicolumn{2}{c}{\multicolumn{1}{c}{a}} & b \\ c & d & e",
        r"{lll}x \multicolumn{2}{c}{a} \\ c & d & e",
        r"{lll}\multicolumn{9999}{c}{a} \\ c & d & e",
        r"{lll}\multirow{n}{*}{a} & b & c \\ c & d & e",
        r"{lll}\multirow{2}{*}{a} \multirow{2}{*}{b} & b & c \\ & d & e",
    ],
)
def test_spans_that_cannot_be_as_they_are_told_leave_a_table_in_doubt(body: str) -> None:
    assert grids.read(rf"\begin{{tabular}}{body}\end{{tabular}}") == [grids.Grid()]


@pytest.mark.parametrize("name", ["multirow-head", "xhline-shortcite", "braces"])
def test_small_papers_show_numbers_under_their_headings_and_no_markup(shared: Path, name: str) -> None:
    folder = shared.parent / "cases" / "weekly"
    if not folder.is_dir():
        pytest.skip("the small papers are not here")
    text = reader.read({"main.tex": (folder / f"{name}.tex").read_text()})

    rows: Sequence[Sequence[str]] = shown(text, "TeaNet: Sorting")

    assert len(rows) > 3
    assert not any(sign in cell for row in rows for cell in row for sign in ("\\", "{", "}", "Xhline", "1pt"))
    if name == "multirow-head":
        assert rows[1:3] == [["", "4K", "Full", "10%", "Full"], ["Uniform", "82.60", "95.55", "56.36", "76.51"]]
