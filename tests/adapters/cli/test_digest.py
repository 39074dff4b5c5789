"""``hotpapers digest``, on the bundled day."""

from __future__ import annotations

import errno
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.helpers.cli_runner import DAY, IDS

TOTALS = [267, 96, 82, 70, 57, 53]


def test_a_digest_is_read_in_the_terminal_without_colours_in_a_pipe(filled):
    shown = filled("digest", *DAY)

    assert shown.out.startswith("Hot papers · Tue 25 Aug 2020")
    assert "\x1b" not in shown.out
    assert (shown.code, shown.err) == (0, "")


def test_the_classic_digest_has_the_totals_of_the_day(filled):
    found = filled("digest", *DAY, "--ranking", "classic", "--format", "json").json

    assert [(entry["id"], entry["score"]) for entry in found["entries"]] == list(zip(IDS, TOTALS, strict=True))


@pytest.mark.parametrize("format", ["json", "slack", "discord"])
def test_machine_formats_are_alone_on_standard_output(filled, format):
    shown = filled("digest", *DAY, "--format", format)

    assert shown.json.keys() >= ({"entries"} if format == "json" else {"posts"})
    assert (shown.code, shown.err) == (0, "")


@pytest.mark.parametrize("format", ["json", "slack", "discord"])
def test_machine_formats_tell_why_they_are_empty_on_standard_error(filled, format):
    shown = filled("digest", "--date", "2020-08-23", "--format", format)

    assert shown.code == 0
    assert shown.json
    assert "No new papers on Sun 23 Aug" in shown.err


@pytest.mark.parametrize(("format", "beginning"), [("markdown", "---\n"), ("html", "<!doctype html>")])
def test_a_digest_is_written_as_a_page(filled, format, beginning):
    shown = filled("digest", *DAY, "--format", format)

    assert shown.out.lower().startswith(beginning)
    assert all(id in shown.out for id in IDS)


def test_a_day_without_announcement_is_explained(filled):
    shown = filled("digest", "--date", "2020-08-23")

    assert shown.code == 0
    assert "No new papers on Sun 23 Aug" in shown.out


def test_a_digest_is_written_into_a_file(filled):
    shown = filled("digest", *DAY, "--output", "digest.json")

    assert (shown.code, shown.out) == (0, "")
    assert len(json.loads(Path("digest.json").read_text("utf-8"))["entries"]) == 6


@pytest.mark.parametrize(
    ("file", "format", "beginning"),
    [("day.html", None, "<!doctype html>"), ("day.txt", None, "hot papers"), ("day.json", "discord", '{\n  "posts"')],
)
def test_a_file_is_written_as_its_ending_or_the_format_says(filled, file, format, beginning):
    asked = ("--format", format) if format else ()

    assert filled("digest", *DAY, *asked, "--output", file).code == 0
    assert Path(file).read_text("utf-8").lower().startswith(beginning)


@pytest.mark.parametrize(("file", "format"), [("day.md", ("--format", "json")), ("day.pdf", ())])
def test_a_name_that_contradicts_what_would_be_in_the_file_is_refused(filled, file, format):
    shown = filled("digest", *DAY, *format, "--output", file)

    assert (shown.code, Path(file).exists()) == (2, False)
    assert f"--output {file} is a" in shown.err


def test_a_file_that_cannot_be_written_is_a_sentence(filled):
    shown = filled("digest", *DAY, "--output", "no/folder/digest.json")

    assert shown.code == 2
    assert "folder no/folder doesn't exist. Create it, or choose another file" in shown.err


@pytest.mark.parametrize("file", ["digest.docx", "digest.TEX", "digest.db"])
def test_an_ending_that_says_nothing_is_refused_unless_the_format_does(filled, file):
    refused = filled("digest", *DAY, "--output", file)

    assert (refused.code, Path(file).exists()) == (2, False)
    assert "Use .md, .html, .json or --format." in refused.err
    assert filled("digest", *DAY, "--format", "json", "--output", file).code == 0


NEEDED = ("", "-wal", "-shm", "-journal", ".lock", ".installation")


@pytest.mark.parametrize("name", [*(f"hotpapers.db{end}" for end in NEEDED), "./hotpapers.db", "link", "twin", ".env"])
@pytest.mark.parametrize("command", ["digest", "weekly", "backup"])
def test_what_hotpapers_needs_is_never_written_over(filled, name, command):
    Path("link").symlink_to("hotpapers.db")
    Path("twin").hardlink_to("hotpapers.db")
    Path(".env").touch()
    before = Path("hotpapers.db").read_bytes()
    commands = {
        "digest": ("digest", *DAY, "--format", "html", "--output", name),
        "weekly": ("weekly", "build", "--papers", "2008.10599", "--format", "markdown", "--output", name),
        "backup": ("backup", name, "--force"),
    }

    if (command, name) != ("backup", ".env"):
        assert filled(*commands[command]).code == 2
    assert Path("hotpapers.db").read_bytes() == before
    assert filled("status").code == 0


def test_a_full_disk_leaves_the_old_file_and_nothing_next_to_it(filled, monkeypatch):
    Path("digest.json").write_text("old")
    before = set(filled.folder.iterdir())

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    shown = filled("digest", *DAY, "--output", "digest.json")

    assert shown.code == 2
    assert "can't write digest.json (No space left on device)" in shown.err
    assert Path("digest.json").read_text() == "old"
    assert set(filled.folder.iterdir()) == before


def test_standard_output_by_its_name_is_no_file_to_replace(filled):
    assert filled("digest", *DAY, "--output", "/dev/stderr").code == 0
    assert Path("/dev/stderr").exists()


def test_a_failed_digest_leaves_the_file_as_it_was(filled):
    Path("digest.json").write_text("old")

    assert filled("digest", "--date", "2020-08-20", "--days", "1", "--output", "digest.json").code == 2
    assert Path("digest.json").read_text() == "old"


def test_choices_are_applied(filled):
    found = filled("digest", *DAY, "--category", "cs.GR", "--keyword", "hessian", "--format", "json").json

    assert [entry["id"] for entry in found["entries"]] == ["2008.10599"]


def test_a_day_that_is_not_collected_is_a_sentence(filled):
    shown = filled("digest", "--date", "2020-08-20", "--days", "1")

    assert shown.code == 2
    assert "hotpapers collect --date 2020-08-20" in shown.err


def test_old_data_says_from_when_it_is_and_what_brings_more(filled):
    filled.clock.now = datetime(2020, 8, 27, 12, tzinfo=UTC)
    some = filled("digest")
    filled.clock.now += timedelta(days=30)
    none = filled("digest")

    assert (some.code, "The latest listing in the database is 2020-08-25. Run `hotpapers collect`" in some.err) == (
        0,
        True,
    )
    assert (none.code, none.out) == (2, "")
    assert "the newest listing before is of 2020-08-25. Run `hotpapers collect --since" in none.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--category", "stat.MK"), "stat.ML"),
        (("--date", "2030-01-01"), "isn't out yet"),
        (("--date", "2020-02-30"), "isn't a date"),
        (("--as-of", "2030-01-01T00:00Z"), "in the future"),
        (("--format", "pdf"), "markdown"),
        (("--nonsense",), "--nonsense"),
    ],
)
@pytest.mark.parametrize("command", ["digest", "post --to terminal"])
def test_a_wrong_choice_is_a_sentence(terminal, command, arguments, told):
    if command != "digest" and "--format" in arguments:
        told = "--format"

    shown = terminal(*command.split(), *arguments)

    assert (shown.code, shown.out) == (2, "")
    assert told in shown.err


@pytest.mark.parametrize("command", ["digest", "post --to terminal"])
def test_a_field_that_is_not_collected_is_said_as_chat_says_it(filled, command):
    filled.set(HOTPAPERS_CATEGORIES="cs.CV")

    shown = filled(*command.split(), *DAY, "--category", "cs.CV,cs.LG")

    assert shown.code == 0
    assert "I only collect cs.CV. For cs.LG you see cross-listed papers only." in " ".join(shown.out.split())


def test_wrong_settings_are_told_all_at_once(terminal):
    terminal.set(HOTPAPERS_TOP="99", HOTPAPERS_RANKING="cold")

    shown = terminal("status")

    assert shown.code == 2
    assert "HOTPAPERS_TOP" in shown.err
    assert "HOTPAPERS_RANKING" in shown.err


def test_a_misspelt_setting_is_warned_about_on_standard_error(filled):
    filled.set(HOTPAPERS_TOPP="5")

    shown = filled("digest", *DAY, "--format", "json")

    assert "Did you mean HOTPAPERS_TOP?" in shown.err
    assert shown.json


@pytest.mark.parametrize("content", [b"SQLite format 3\0 but not really" * 20, b"a letter to a friend" * 99])
def test_a_database_that_is_none_is_a_sentence(terminal, content):
    Path("hotpapers.db").write_bytes(content)

    shown = terminal("status")

    assert shown.code == 2
    assert "HOTPAPERS_DATABASE" in shown.err
    assert Path("hotpapers.db").read_bytes() == content
