"""Values in `.env` change in place, and all else stays."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from bot.config.env_file import save_values, with_values
from bot.errors import CommandError

FOREIGN = """# my settings
OTHER='two
lines'
export SLACK_BOT_TOKEN=old # a note

this is no setting
SLACK_BOT_TOKEN=older
LAST=1"""


def test_a_value_is_replaced_in_its_line_and_all_else_stays():
    changed = with_values(FOREIGN, {"SLACK_BOT_TOKEN": "xoxb-1", "NEW": "a b"})

    assert changed == (
        "# my settings\nOTHER='two\nlines'\nexport SLACK_BOT_TOKEN=xoxb-1\n\nthis is no setting\nLAST=1\nNEW='a b'\n"
    )


def test_the_same_values_change_nothing():
    assert with_values("A=1\nB='x y'\n", {"A": "1", "B": "x y"}) == "A=1\nB='x y'\n"


@given(st.dictionaries(st.from_regex(r"[A-Z][A-Z_]{0,9}", fullmatch=True), st.text(st.characters(min_codepoint=32))))
def test_what_is_written_is_read_back(values):
    read = dotenv_values(stream=StringIO(with_values("X1=1\n", values)), interpolate=False)

    assert {name: read[name] for name in values} == values
    assert read["X1"] == "1"


def test_the_file_is_for_its_owner_alone_even_if_it_was_not(tmp_path):
    file = tmp_path / ".env"
    file.write_text("A=1\n")
    file.chmod(0o644)

    assert save_values(file, {"B": "2"})
    assert not save_values(file, {"B": "2"})
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


@pytest.mark.parametrize("found", [b"\xff\xfe", None])
def test_what_cannot_be_read_or_written_is_a_sentence(tmp_path, found):
    file = tmp_path / "missing" / ".env" if found is None else tmp_path / ".env"
    if found is not None:
        file.write_bytes(found)

    with pytest.raises(CommandError, match="nothing was changed"):
        save_values(file, {"A": "1"})
    assert found is None or Path(file).read_bytes() == found
