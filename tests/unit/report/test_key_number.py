import pytest

from bot.fulltext.model import Cell, Table
from bot.report.key_number import KeyNumber, key_number

NAMES = {"TideNet"}


def test_the_own_row_is_compared_with_the_best_other_one() -> None:
    table = _table("Method | Accuracy", "Tables | 71.0", "Plain | 74.8", "TideNet (ours) | *79.5*")

    assert key_number(table, NAMES) == KeyNumber(
        "Accuracy (higher is better)", "TideNet (ours)", "79.5", "Plain", "74.8"
    )


@pytest.mark.parametrize(
    ("heading", "values", "rival"),
    [
        ("Error", ("3.1", "2.9", "2.5"), "2.9"),
        ("PSNR", ("30.1", "32.9", "33.5"), "32.9"),
        ("Score ↓", ("3.1", "2.9", "2.5"), "2.9"),
        (r"Depth $\uparrow$", ("3.1", "2.9", "4.5"), "3.1"),
        ("Depth", ("3.1", "2.9", "*4.5*"), "3.1"),
        ("Depth", ("3.1", "2.9", "*1.5*"), "2.9"),
        ("Accuracy", ("3.1", "9.9", "4.5"), "9.9"),
        ("Accuracy", ("1,003", "1,009", "1,010"), "1,009"),
        ("Accuracy", ("71.0 ± 0.4", "72.0 ± 0.2", "73.0 ± 0.1"), "72.0 ± 0.2"),
    ],
)
def test_better_is_what_heading_caption_or_bold_say(heading: str, values: tuple[str, ...], rival: str) -> None:
    first, second, own = values
    table = _table(f"Method | {heading}", f"Tables | {first}", f"Plain | {second}", f"Ours | {own}")

    found = key_number(table, NAMES)

    assert found
    assert found.rival_value == rival


@pytest.mark.parametrize(
    "rows",
    [
        ("Method | Depth", "Tables | 3.1", "Ours | 4.5"),
        ("Method | Accuracy", "Tables | 71.0", "Plain | 74.8"),
        ("Method | Accuracy", "Tables | *71.0*", "Plain | 74.8", "Ours | 73.0"),
        ("Method | Accuracy", "TideNet small | 71.0", "TideNet large | 74.8"),
        ("Method | Accuracy", "Tables | -", "Ours | 4.5"),
        ("Method | Accuracy", "Upper bound | 99.1", "Ours | 4.5"),
        ("Method | Accuracy / Error", "Tables | 71.0", "Ours | 4.5"),
        ("Method | Accuracy", "Tables | 71.0/68.0", "Ours | 74.5/70.1"),
    ],
    ids=["direction", "no own", "contradiction", "no rival", "no number", "bound", "both", "pair"],
)
def test_in_doubt_there_is_no_number(rows: tuple[str, ...]) -> None:
    assert key_number(_table(*rows), NAMES) is None


def test_the_average_is_preferred() -> None:
    table = _table("Method | Birds acc | Avg acc", "Tables | 71.0 | 60.0", "Ours | 79.5 | 66.0")

    found = key_number(table, NAMES)

    assert found
    assert found.own_value == "66.0"


def test_only_rows_of_the_same_group_are_compared() -> None:
    table = _table(
        "Data | Method | Accuracy", "Birds | Tables | 71.0", "Birds | Ours | *79.5*", "Clouds | Tables | 88.0",
        "Clouds | Plain | 89.0",
    )  # fmt: skip

    found = key_number(table, NAMES)

    assert found
    assert (found.own_value, found.rival_value) == ("79.5", "71.0")


def test_rows_below_another_title_are_not_compared() -> None:
    rows = (
        _row("Method | Accuracy"), (Cell("Birds", columns=2),), _row("Tables | 71.0"), _row("Ours | 74.0"),
        (Cell("Clouds", columns=2),), _row("Tables | 90.0"),
    )  # fmt: skip

    found = key_number(Table("Results.", "Results", rows), NAMES)

    assert found
    assert found.rival_value == "71.0"


def test_variants_of_the_own_method_are_no_rivals() -> None:
    table = _table("Method | Accuracy", "Plain | 71.0", "TideNet without surge | 78.0", "TideNet | *79.5*")

    found = key_number(table, NAMES)

    assert found
    assert found.rival == "Plain"


def _table(*rows: str) -> Table:
    return Table("Results on tides.", "Results", tuple(map(_row, rows)))


def _row(said: str) -> tuple[Cell, ...]:
    cells = [cell.strip() for cell in said.split("|")]
    return tuple(Cell(cell.strip("*"), is_bold=cell.startswith("*")) for cell in cells)
