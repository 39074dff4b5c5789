"""The commands that need no network, on the bundled day."""

from __future__ import annotations

import io
import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.helpers.cli_runner import DAY, IDS, SAMPLE

# --- demo


def test_the_demo_shows_the_day_and_writes_it_as_a_site(terminal):
    shown = terminal("demo", "--site", "here")

    assert shown.code == 0
    assert shown.out.startswith("Hot papers · Tue 25 Aug 2020")
    assert all(id in shown.out for id in IDS)
    site = {"index.html", "2020-08-25.html", "2020-08-25.json", "atom.xml", "posts", "style.css", "keys.js"}
    assert site == names(Path("here"))
    assert str(Path("here", "index.html")) in shown.err


@pytest.mark.parametrize(("found", "typed"), [("/usr/bin/hotpapers", "hotpapers"), (None, ".venv/bin/hotpapers")])
def test_what_comes_next_is_spelled_as_the_shell_understands_it(terminal, monkeypatch, found, typed):
    monkeypatch.setattr("sys.argv", [".venv/bin/hotpapers", "demo"])
    monkeypatch.setattr("shutil.which", lambda _: found)

    assert f"Next:  {typed} collect " in terminal("demo").err


def test_the_demo_leaves_nothing_but_the_site_and_needs_no_sound_settings(terminal):
    terminal.set(HOTPAPERS_TOP="nonsense")

    assert terminal("demo").code == 0
    assert names(terminal.folder) == {"demo-site"}


def test_a_folder_that_cannot_be_written_is_refused_before_the_demo(terminal):
    shown = terminal("demo", "--site", "/proc/papers")

    assert (shown.code, shown.out) == (2, "")
    assert "cannot write to /proc/papers" in shown.err
    assert "Choose another folder with --site" in shown.err


def test_the_demo_runs_as_often_as_one_likes(terminal):
    assert terminal("demo") == terminal("demo")


def test_a_site_that_cannot_be_written_is_a_sentence(terminal):
    Path("taken").write_text("a file")

    shown = terminal("demo", "--site", "taken/site")

    assert shown.code == 2
    assert "taken" in shown.err


# --- import


def test_an_import_says_what_was_new(terminal):
    assert terminal("import", str(SAMPLE)).out.startswith("12 lines read: 6 papers")
    assert "nothing new" in terminal("import", str(SAMPLE)).out


def test_an_import_says_that_a_known_paper_was_announced_again(filled):
    again = json.loads(SAMPLE.read_text("utf-8").splitlines()[0]) | {"announced": "2020-08-26", "announce": "cross"}
    Path("again.jsonl").write_text(json.dumps(again), "utf-8")

    assert filled("import", "again.jsonl").out == "1 line read: 1 new announcement.\n"


def test_an_import_reads_standard_input(terminal, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SAMPLE.read_bytes())))

    assert terminal("import", "-").out.startswith("12 lines read: 6 papers")


def test_bad_lines_are_listed_and_nothing_is_imported(terminal):
    Path("bad.jsonl").write_text(SAMPLE.read_text("utf-8") + '{"kind": "paper"}\nnonsense\n', "utf-8")

    shown = terminal("import", "bad.jsonl")

    assert (shown.code, shown.out) == (2, "")
    assert "line 13" in shown.err
    assert "line 14" in shown.err
    assert "Papers            0\n" in terminal("status").out


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x1f\x8b\x08\x00packed"], ids=["UTF-16", "gzip"])
def test_a_file_that_is_no_text_is_a_sentence(terminal, content):
    Path("bad.jsonl").write_bytes(content)

    shown = terminal("import", "bad.jsonl")

    assert shown.code == 2
    assert "bad.jsonl isn't UTF-8 text, so nothing was imported" in shown.err


def test_a_file_that_is_not_there_is_a_sentence(terminal):
    assert terminal("import", "nowhere.jsonl").code == 2


def test_the_lines_that_help_shows_can_be_imported(terminal):
    terminal.clock.forward(timedelta(days=2500))
    shown = re.findall(r"\{.*?\}", terminal("import", "--help").out, re.DOTALL)
    lines = [" ".join(line.replace("https://…", "https://x.org").replace("…", "a").split()) for line in shown]
    Path("example.jsonl").write_text("\n".join(lines), "utf-8")

    assert terminal("import", "example.jsonl").out.startswith("2 lines read: 1 paper")


# --- paper


def test_a_paper_is_shown_whole(filled):
    shown = filled("paper", "https://arxiv.org/abs/2008.10599v1")

    for told in (
        "The Hessian Penalty",
        "Alexei Efros",
        "cs.GR (Graphics)",
        "2020-08-25 (new)",
        "51 reposts, 216 likes",
    ):
        assert told in shown.out
    assert (shown.code, shown.err) == (0, "")


def test_words_that_fit_one_paper_show_it(filled):
    assert filled("paper", "hessian", "penalty").out == filled("paper", "2008.10599").out


def test_words_that_fit_several_list_them(filled):
    lines = filled("paper", "generator").out.splitlines()

    assert {line.split()[0] for line in lines} == {"2008.10599", "2008.10298"}


@pytest.mark.parametrize(
    "text", ["no such words anywhere", "2008.105999", "2013.99999", '"c++ AND (', "--", "hep-zz/1234567"]
)
def test_what_is_not_found_is_a_sentence(filled, text):
    shown = filled("paper", "--", text)

    assert (shown.code, shown.out) == (2, "")


@pytest.mark.parametrize("text", ["", "  "])
def test_no_words_are_no_search(filled, text):
    shown = filled("paper", text)

    assert (shown.code, shown.out) == (2, "")
    assert "Missing paper" in shown.err


# --- status


def test_status_tells_what_is_there(filled, platform):
    filled("post", "--to", "slack:C1", *DAY)

    told = filled("status").out

    assert "Papers            6\n" in told
    assert "Listings          1 (latest 2020-08-25)\n" in told
    assert "7 posted" in told


def test_status_tells_the_installation_and_its_starts(filled):
    id, starts, _ = Path("hotpapers.db.installation").read_text("ascii").split()

    (line,) = [line for line in filled("status").out.splitlines() if line.startswith("Installation")]

    assert line.split(maxsplit=1)[1] == f"{id}, {starts} starts"


def test_a_new_database_is_announced_once(terminal):
    first, second = terminal("status"), terminal("status")

    assert f"Created a new database at {terminal.folder / 'hotpapers.db'}." in first.err
    assert second.err == ""


def test_a_database_that_lost_changes_is_refused_until_it_is_restored(filled):
    shutil.copy("hotpapers.db", "older.db")
    assert filled("import", str(SAMPLE)).code == 0
    filled.clock.forward(timedelta(hours=1))
    later = json.loads(SAMPLE.read_text("utf-8").splitlines()[0]) | {"title": "Another Title"}
    Path("later.jsonl").write_text(json.dumps(later), "utf-8")
    filled("import", "later.jsonl")
    Path("older.db").replace("hotpapers.db")

    refused, restored = filled("digest", *DAY), filled("restore", "hotpapers.db")

    assert (refused.code, refused.out) == (2, "")
    assert "hotpapers.db has lost its newest" in refused.err
    assert restored.code == 0
    assert "Pending messages are checked before posting" in restored.out
    assert filled("digest", *DAY).code == 0


def test_status_of_an_empty_database_says_what_to_do(terminal):
    assert "hotpapers collect" in terminal("status").out


@pytest.mark.parametrize("command", ["status", "collect"])
def test_a_database_in_a_folder_that_is_not_there_says_what_to_make(terminal, command):
    terminal.set(HOTPAPERS_DATABASE="no/such/hotpapers.db")

    shown = terminal(command)

    assert (shown.code, shown.out) == (2, "")
    assert "there is no folder no/such; make it, or set HOTPAPERS_DATABASE" in shown.err


@pytest.mark.parametrize("command", ["status", "collect"])
def test_a_database_below_a_file_says_what_to_make(terminal, command):
    (terminal.folder / "notes").write_text("not a folder")
    terminal.set(HOTPAPERS_DATABASE="notes/hotpapers.db")

    shown = terminal(command)

    assert (shown.code, shown.out) == (2, "")
    assert "there is no folder notes; make it, or set HOTPAPERS_DATABASE" in shown.err


# --- settings


def test_a_line_of_the_settings_that_is_none_is_told_once(terminal):
    Path(".env").write_text("HOTPAPERS_TOP 3\n")

    told = [line for line in terminal("status").err.splitlines() if "WARNING" in line]

    assert len(told) == 1
    assert ".env: line 1 can't be parsed" in told[0]


def test_a_file_of_holidays_that_is_none_is_named_with_its_setting(filled):
    Path("own.json").write_text("Sundays")
    filled.set(HOTPAPERS_HOLIDAYS="own.json")

    shown = filled("digest")

    assert shown.code == 2
    assert shown.err.startswith("hotpapers: error: HOTPAPERS_HOLIDAYS: own.json: this is not JSON")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_score_is_taken_apart_and_adds_up(filled):
    ran = filled("why", "2008.10599")

    assert ran.code == 0
    points = re.search(r"([\d.]+) points: “The Hessian Penalty", ran.out)
    assert points
    assert f"• X: {points[1]} points: 51 reposts, 216 likes" in " ".join(ran.out.split())


def test_a_score_by_plain_totals_is_taken_apart_too(filled):
    assert filled("why", "2008.10599", "--ranking", "classic").out.startswith("267 points: “The Hessian Penalty")


def test_a_score_of_no_paper_is_a_sentence(filled):
    assert "“walrus” isn't an arXiv ID" in filled("why", "walrus").err
