"""The commands that need no network, on the bundled day."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.cli import post
from bot.errors import DeliveryPostponed, DestinationGone
from tests.fakes import FakePlatform
from tests.running import SAMPLE, Terminal

DAY = ("--date", "2020-08-25", "--days", "1")
IDS = ["2008.10599", "2008.10598", "2008.10399", "2008.10298", "2008.10312", "2008.10162"]
TOTALS = [267, 96, 82, 70, 57, 53]


@pytest.fixture
def terminal(capsys, monkeypatch, tmp_path):
    terminal = Terminal(capsys, monkeypatch, tmp_path)
    terminal.clock.forward(timedelta(days=1))
    return terminal


@pytest.fixture
def filled(terminal):
    assert terminal("import", str(SAMPLE)).code == 0
    return terminal


@pytest.fixture
def platform(monkeypatch):
    """A platform in memory, called slack."""
    platform = FakePlatform()
    monkeypatch.setattr("adapters.slack.connect", lambda settings: platform)
    return platform


# --- demo


def test_the_demo_shows_the_day_and_writes_it_as_a_site(terminal):
    shown = terminal("demo", "--site", "here")

    assert shown.code == 0
    assert shown.out.startswith("Hot Papers 2020-08-25")
    assert all(id in shown.out for id in IDS)
    assert {"index.html", "2020-08-25.html", "2020-08-25.json", "atom.xml", "posts"} == names(Path("here"))
    assert str(Path("here", "index.html")) in shown.err


def test_the_demo_leaves_nothing_but_the_site_and_needs_no_sound_settings(terminal):
    terminal.set(HOTPAPERS_TOP="nonsense")

    assert terminal("demo").code == 0
    assert names(terminal.folder) == {"demo-site"}


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
    again = json.loads(SAMPLE.read_text("utf-8").splitlines()[0]) | {"announced": "2020-08-27", "announce": "cross"}
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
    assert "Papers        0\n" in terminal("status").out


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x1f\x8b\x08\x00packed"], ids=["UTF-16", "gzip"])
def test_a_file_that_is_no_text_is_a_sentence(terminal, content):
    Path("bad.jsonl").write_bytes(content)

    shown = terminal("import", "bad.jsonl")

    assert shown.code == 2
    assert "bad.jsonl is not text in UTF-8, so nothing was imported" in shown.err


def test_a_file_that_is_not_there_is_a_sentence(terminal):
    assert terminal("import", "nowhere.jsonl").code == 2


def test_the_lines_that_help_shows_can_be_imported(terminal):
    shown = re.findall(r"\{.*?\}", terminal("import", "--help").out, re.DOTALL)
    lines = [" ".join(line.replace("https://…", "https://x.org").replace("…", "a").split()) for line in shown]
    Path("example.jsonl").write_text("\n".join(lines), "utf-8")

    assert terminal("import", "example.jsonl").out.startswith("2 lines read: 1 paper")


# --- digest


def test_a_digest_is_read_in_the_terminal_without_colours_in_a_pipe(filled):
    shown = filled("digest", *DAY)

    assert shown.out.startswith("Hot Papers 2020-08-25")
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
    assert "No announcement on 2020-08-23" in shown.err


@pytest.mark.parametrize(("format", "beginning"), [("markdown", "---\n"), ("html", "<!doctype html>")])
def test_a_digest_is_written_as_a_page(filled, format, beginning):
    shown = filled("digest", *DAY, "--format", format)

    assert shown.out.lower().startswith(beginning)
    assert all(id in shown.out for id in IDS)


def test_a_day_without_announcement_is_explained(filled):
    shown = filled("digest", "--date", "2020-08-23")

    assert shown.code == 0
    assert "No announcement on 2020-08-23" in shown.out


def test_a_digest_is_written_into_a_file(filled):
    shown = filled("digest", *DAY, "--format", "json", "--output", "digest.json")

    assert (shown.code, shown.out) == (0, "")
    assert len(json.loads(Path("digest.json").read_text("utf-8"))["entries"]) == 6


def test_a_file_that_cannot_be_written_is_a_sentence(filled):
    shown = filled("digest", *DAY, "--output", "no/folder/digest.json")

    assert shown.code == 2
    assert "no/folder/digest.json cannot be written" in shown.err


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


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--category", "stat.MK"), "stat.ML"),
        (("--date", "2030-01-01"), "not out yet"),
        (("--date", "2020-02-30"), "no date"),
        (("--as-of", "2030-01-01T00:00Z"), "still to come"),
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


def test_wrong_settings_are_told_all_at_once(terminal):
    terminal.set(HOTPAPERS_TOP="99", HOTPAPERS_RANKING="cold")

    shown = terminal("status")

    assert shown.code == 2
    assert "HOTPAPERS_TOP" in shown.err
    assert "HOTPAPERS_RANKING" in shown.err


def test_a_misspelt_setting_is_warned_about_on_standard_error(filled):
    filled.set(HOTPAPERS_TOPP="5")

    shown = filled("digest", *DAY, "--format", "json")

    assert "did you mean HOTPAPERS_TOP?" in shown.err
    assert shown.json


@pytest.mark.parametrize("content", [b"SQLite format 3\0 but not really" * 20, b"a letter to a friend" * 99])
def test_a_database_that_is_none_is_a_sentence(terminal, content):
    Path("hotpapers.db").write_bytes(content)

    shown = terminal("status")

    assert shown.code == 2
    assert "HOTPAPERS_DATABASE" in shown.err
    assert Path("hotpapers.db").read_bytes() == content


# --- post


def test_a_digest_is_posted_once(filled, platform):
    filled("post", "--to", "slack:C1", *DAY)
    sends = platform.sends

    shown = filled("post", "--to", "slack:C1", *DAY)

    assert (shown.code, platform.sends) == (0, sends)
    assert "already posted" in shown.out


def test_again_posts_it_once_more(filled, platform):
    filled("post", "--to", "slack:C1", *DAY)
    sends = platform.sends

    assert filled("post", "--to", "slack:C1", *DAY, "--again").code == 0
    assert platform.sends == 2 * sends


def test_again_repeats_a_digest_without_a_date_too(filled, platform):
    filled.clock.forward(timedelta(days=-1))
    filled("post", "--to", "slack:C1", "--top", "2")

    filled("post", "--to", "slack:C1", "--top", "2", "--again")

    assert [post_ids(platform, number) for number in (0, 1)] == [IDS[:2], IDS[:2]]


def test_other_choices_are_another_digest(filled, platform):
    filled("post", "--to", "slack:C1", *DAY)

    assert "Posted" in filled("post", "--to", "slack:C1", *DAY, "--top", "2").out
    assert "Posted" in filled("post", "--to", "slack:C2", *DAY).out


def test_without_a_date_what_was_shown_is_left_out(filled, platform):
    filled.clock.forward(timedelta(days=-1))
    filled("post", "--to", "slack:C1", "--top", "2")

    filled("post", "--to", "slack:C1", "--top", "3")

    assert [post_ids(platform, number) for number in (0, 1)] == [IDS[:2], IDS[2:5]]


def test_with_a_date_what_was_shown_comes_again_but_is_remembered_too(filled, platform):
    filled.clock.forward(timedelta(days=-1))
    filled("post", "--to", "slack:C1", *DAY, "--top", "1")
    filled("post", "--to", "slack:C1", *DAY, "--top", "2")

    filled("post", "--to", "slack:C1", "--top", "1")

    assert [post_ids(platform, number) for number in range(3)] == [IDS[:1], IDS[:2], IDS[2:3]]


def post_ids(platform: FakePlatform, number: int) -> list[str]:
    """Return the papers of the *number*-th digest that was posted."""
    parents = [post for _, post in platform.stored if post.position == 0]
    return [entry.id for entry in parents[number].digest.entries]


def test_nothing_is_posted_on_a_day_without_announcement(filled, platform):
    shown = filled("post", "--to", "slack:C1", "--date", "2020-08-23")

    assert (shown.code, platform.sends) == (0, 0)
    assert "No announcement on 2020-08-23" in shown.out


def test_what_a_first_run_left_is_finished_by_the_next(filled, platform):
    platform.fail(DeliveryPostponed("busy", timedelta(hours=1)), position=2)
    first = filled("post", "--to", "slack:C1", *DAY)
    filled.clock.forward(timedelta(hours=1))

    second = filled("post", "--to", "slack:C1", *DAY)

    assert (first.code, second.code) == (1, 0)
    assert "2 of 7 messages are at fake:C1, the next one waits: busy" in first.err
    assert sorted(post.position for _, post in platform.stored) == list(range(7))


def test_a_short_wait_is_waited_for(filled, platform, monkeypatch):
    async def sleep(seconds: float) -> None:
        filled.clock.forward(timedelta(seconds=seconds))

    monkeypatch.setattr(post.asyncio, "sleep", sleep)
    platform.fail(DeliveryPostponed("busy", timedelta(seconds=20)), position=2)

    shown = filled("post", "--to", "slack:C1", *DAY)

    assert (shown.code, len(platform.stored)) == (0, 7)
    assert "waiting 20 s: busy" in shown.err


def test_a_place_that_is_gone_is_a_sentence(filled, platform):
    platform.fail(DestinationGone("the channel is archived"))

    shown = filled("post", "--to", "slack:C1", *DAY)

    assert shown.code == 2
    assert "7 of 7 messages could not be posted to fake:C1: the channel is archived" in shown.err


def test_a_place_without_a_token_is_a_sentence(filled):
    shown = filled("post", "--to", "slack:C0123ABCD", *DAY)

    assert shown.code == 2
    assert "SLACK_BOT_TOKEN" in shown.err


def test_a_post_to_the_terminal_is_the_digest_alone(filled):
    shown = filled("post", "--to", "terminal", *DAY)

    assert shown.out == filled("digest", *DAY).out
    assert "Posted" in shown.err


def test_a_post_to_a_folder_is_a_site(filled):
    assert filled("post", "--to", "site:public", *DAY).code == 0
    assert {"index.html", "atom.xml"} < names(Path("public"))


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
    lines = filled("paper", "generative").out.splitlines()

    assert {line.split()[0] for line in lines} == {"2008.10599", "2008.10399", "2008.10298"}


@pytest.mark.parametrize(
    "text", ["no such words anywhere", "2008.105999", "2013.99999", '"c++ AND (', "--", "hep-zz/1234567"]
)
def test_what_is_not_found_is_a_sentence(filled, text):
    shown = filled("paper", "--", text)

    assert (shown.code, shown.out) == (2, "")


# --- status


def test_status_tells_what_is_there(filled, platform):
    filled("post", "--to", "slack:C1", *DAY)

    told = filled("status").out

    assert "Papers        6\n" in told
    assert "Listings      1, the newest 2020-08-25\n" in told
    assert "7 posted" in told


def test_status_of_an_empty_database_says_what_to_do(terminal):
    assert "hotpapers collect" in terminal("status").out


# --- settings


def test_a_line_of_the_settings_that_is_none_is_told_once(terminal):
    Path(".env").write_text("HOTPAPERS_TOP 3\n")

    told = terminal("status").err.splitlines()

    assert len(told) == 1
    assert ".env: line 1 cannot be read" in told[0]


def test_a_file_of_holidays_that_is_none_is_named_with_its_setting(filled):
    Path("own.json").write_text("Sundays")
    filled.set(HOTPAPERS_HOLIDAYS="own.json")

    shown = filled("digest")

    assert shown.code == 2
    assert shown.err.startswith("hotpapers: HOTPAPERS_HOLIDAYS: own.json: this is not JSON")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
