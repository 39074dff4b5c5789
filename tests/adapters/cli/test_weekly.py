"""``hotpapers weekly``, against an arXiv that runs beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib.metadata import distribution

import pytest

from adapters.cli.report_options import FORMATS
from bot import config
from tests.adapters.cli.test_online import ADDRESSES, beside
from tests.helpers import arxiv_pages
from tests.helpers.cli_runner import ROOT
from tests.helpers.fake_servers import slack as slack_standin
from tests.helpers.fake_servers import sources as source_standins
from tests.helpers.fake_servers.serving import refused
from tests.helpers.fake_servers.world import NOW

ID = "2601.90000"
HIDING = """
import sys
class Hiding:
    def __init__(self, finder):
        self.finder = finder
    def find_spec(self, name, path=None, target=None):
        return None if name.partition(".")[0] in {hidden} else self.finder.find_spec(name, path, target)
    def __getattr__(self, name):
        return getattr(self.finder, name)
sys.meta_path = [Hiding(finder) for finder in sys.meta_path]
import adapters.cli
sys.exit(adapters.cli.run(sys.argv[1:]))
"""


@pytest.fixture
def terminal(terminal):
    terminal.clock.now = NOW
    terminal.set(COLUMNS="300")
    return terminal


@pytest.fixture
def sources(terminal):
    with beside(source_standins.sources()) as sources:
        names = config.variables()
        terminal.set(**{names[field]: str(getattr(sources.settings, field)) for field in ADDRESSES})
        yield sources


@pytest.fixture
def paper(sources):
    """A paper of the world with a page and a picture, under a free licence."""
    sources.texts.bodies |= {
        f"html/{ID}v1": arxiv_pages.page(license=arxiv_pages.CC_BY),
        f"html/{ID}v1/x1.png": arxiv_pages.png(),
    }
    return ID


FIRST_BYTES = {"pdf": b"%PDF", "pptx": b"PK", "markdown": b"#", "typst": b"PK", "beamer": b"PK"}


@pytest.mark.parametrize(("format", "begins"), FIRST_BYTES.items())
def test_a_report_is_built_as_a_file(terminal, paper, format, begins):
    ended = terminal("weekly", "build", "--papers", paper, "--format", format)

    (written,) = terminal.folder.glob("weekly-2026-01-15.*")
    assert (ended.code, written.read_bytes().startswith(begins)) == (0, True)
    assert f"{written.name}: " in ended.out
    assert "pages about 1 paper, " in ended.out


def test_a_paper_gets_the_name_that_people_give_it(terminal, paper):
    ended = terminal("weekly", "name", paper, "Tea")
    terminal("weekly", "build", "--papers", paper, "--output", "report.md")
    named = (terminal.folder / "report.md").read_text()
    restored = terminal("weekly", "name", paper)

    assert (ended.code, ended.out) == (0, "Reports call it “Tea”.\n")
    assert "1. Tea: [" in named
    assert "“Tea”" not in restored.out


def test_a_name_that_is_too_long_is_refused(terminal, paper):
    ended = terminal("weekly", "name", paper, "x" * 41)

    assert ended.code == 2
    assert "maximum 40" in ended.err


def test_the_title_page_says_who_presents_which_report_when(terminal, paper):
    terminal.set(HOTPAPERS_WEEKLY_LAB="Harbour Lab")
    asked = ("--presenter", "Ada", "--number", "12", "--date", "2026-01-16", "--output", "report.md")

    terminal("weekly", "build", "--papers", paper, *asked)

    said = (terminal.folder / "report.md").read_text()
    assert "Harbour Lab · No. 12 · Ada · 16 Jan 2026" in said


def test_progress_and_results_are_told_apart(terminal, paper):
    ended = terminal("weekly", "build", "--papers", paper, "--output", "report.md")

    assert ended.err.splitlines()[1:] == [  # after that a database was made
        "Looking up 1 paper on arXiv…",
        f"reading {paper}, 1 of 1 …",
        "Creating the slides…",
    ]
    assert ended.out.startswith("report.md: ")
    assert "CC BY 4.0" in (terminal.folder / "report.md").read_text()


def test_the_hottest_of_the_week_are_reported(terminal, sources):
    terminal.set(HOTPAPERS_WEEKLY_PAPERS="3")
    terminal("collect")

    ended = terminal("weekly", "build", "--format", "markdown")

    assert (ended.code, "about 3 papers" in ended.out) == (0, True)


def test_a_week_that_is_not_stored_says_what_to_do(terminal, sources):
    ended = terminal("weekly", "build", "--format", "markdown")

    assert ended.code == 2
    assert "hotpapers collect --since" in ended.err


def test_a_week_without_anything_says_what_to_do(terminal, sources):
    terminal("collect")

    ended = terminal("weekly", "preview", "--category", "q-fin")

    assert ended.code == 2
    assert "--papers" in ended.err


def test_each_paper_is_asked_for_once_and_then_kept(terminal, sources, paper):
    terminal("weekly", "build", "--papers", f"{paper}, {paper}v1", "--format", "markdown")
    asked = list(sources.texts.asked)
    terminal("weekly", "build", "--papers", paper, "--format", "markdown")

    assert sources.texts.asked == asked == [f"html/{ID}v1", f"html/{ID}v1/x1.png"]
    assert sources.arxiv.violations == 0


def test_a_preview_shows_the_picks_and_brings_no_pictures(terminal, sources, paper):
    shown = terminal("weekly", "preview", "--papers", paper)

    assert (shown.code, sources.texts.asked) == (0, [f"html/{ID}v1"])
    assert "The overall architecture of our sorter." in shown.out
    assert "read from: html" in shown.out


def test_a_swap_says_what_is_shown_from_now_on_and_preview_shows_it(terminal, paper):
    swapped = terminal("weekly", "swap", paper, "architecture")
    shown = terminal("weekly", "preview", "--papers", paper)
    terminal("weekly", "swap", paper, "architecture")
    again = terminal("weekly", "preview", "--papers", paper)

    assert swapped.code == 0
    assert [_architecture(each) for each in (swapped, shown, again)] == [False, False, True]


def test_where_there_is_nothing_to_exchange_a_swap_says_so_and_changes_nothing(terminal, paper):
    ended = terminal("weekly", "swap", paper, "table")

    assert (ended.code, ended.out) == (2, "")
    assert f"{paper} has no table to swap" in ended.err


def test_a_swap_in_a_text_that_cannot_be_had_is_to_be_tried_later(terminal, sources, paper):
    terminal("paper", paper)
    sources.service.always = refused(403)

    ended = terminal("weekly", "swap", paper, "architecture")

    assert (ended.code, ended.out) == (1, "")
    assert "arXiv cannot say what is new of these papers" in ended.err
    assert ended.err.splitlines()[-1].endswith("Try again later.")


def test_a_file_that_cannot_be_written_is_refused_before_the_work(terminal, sources, paper):
    ended = terminal("weekly", "build", "--papers", paper, "--output", "/proc/report.pdf")

    assert (ended.code, sources.texts.asked) == (2, [])
    assert "can't write /proc/report.pdf" in ended.err


def test_swaps_are_of_one_place(terminal, sources, paper):
    with beside(slack_standin.slack()) as slack:
        terminal.set(SLACK_API_URL=slack.url, SLACK_BOT_TOKEN=slack_standin.TOKEN)
        assert terminal("weekly", "swap", paper, "architecture", "--to", "slack:C0GENERAL").code == 0
        there = terminal("weekly", "preview", "--papers", paper, "--to", "slack:C0GENERAL")
    here = terminal("weekly", "preview", "--papers", paper)

    assert [_architecture(each) for each in (there, here)] == [False, True]


def test_what_cannot_be_brought_is_told_and_the_rest_is_built(terminal, sources, paper):
    terminal("weekly", "build", "--papers", paper, "--format", "markdown")
    sources.service.always = refused(403, b"no robots")

    ended = terminal("weekly", "build", "--papers", paper, "--format", "markdown")

    assert (ended.code, "403" in ended.err) == (0, True)
    assert "overall architecture" in next(terminal.folder.glob("weekly-*.md")).read_text()


def test_figures_are_shown_as_the_setting_says(terminal, sources, paper):
    terminal.set(HOTPAPERS_WEEKLY_FIGURES="none")

    terminal("weekly", "build", "--papers", paper, "--format", "markdown")

    assert sources.texts.asked == [f"html/{ID}v1"]
    assert "Figures are left out" in next(terminal.folder.glob("weekly-*.md")).read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("build", "--papers", "attention"), "“attention” isn't an arXiv ID"),
        (
            ("build", "--papers", ",".join(f"2601.{number:05}" for number in range(1, 12))),
            "too many papers (11, maximum 10)",
        ),
        (("build", "--papers", ID, "--output", "no/such/report.pdf"), "folder no/such doesn't exist"),
        (("build", "--papers", ID, "--output", "report.md", "--format", "pptx"), "the format is pptx"),
        (("build", "--papers", ID, "--output", "report.html"), "is a html file"),
        (("build", "--papers", ID, "--output", "report.docx"), "Use .pdf, .md, .pptx, .zip or --format."),
        (("build", "--papers", ",,"), "the ID is empty"),
        (("preview", "--papers", " "), "the ID is empty"),
        (("preview", "--category", ",,"), "the category is empty"),
        (("build", "--week", "yesterday"), "“yesterday” isn't a date"),
        (("build", "--week", "2026-01-16"), "the week until 2026-01-16 isn't over"),
        (("preview", "--week", "1980-01-01"), "arXiv began on 1991-08-14"),
        (("build", "--to", "slak:C1"), "Did you mean slack"),
        (("build", "--category", "cs.XY"), "cs.XY"),
        (("swap", "attention", "table"), "“attention” isn't an arXiv ID"),
        (("swap", ID, "tables"), "table"),
        (("post",), "Missing option '--to'"),
    ],
)
def test_a_mistake_is_answered_with_what_would_be_right(terminal, sources, arguments, said):
    ended = terminal("weekly", *arguments)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_paper_that_arxiv_does_not_have_is_named(terminal, sources):
    ended = terminal("weekly", "build", "--papers", "2601.99999")

    assert (ended.code, ended.out) == (1, "")
    assert "no paper 2601.99999" in ended.err


def test_a_paper_that_cannot_be_looked_up_is_a_reason_to_try_later(terminal, sources):
    sources.service.always = refused(400)

    ended = terminal("weekly", "build", "--papers", "2601.99999")

    assert (ended.code, ended.out) == (1, "")
    assert "2601.99999 cannot be looked up at arXiv now" in ended.err
    assert "Try later." in ended.err


def test_a_file_that_cannot_be_written_is_a_sentence(terminal, paper):
    (terminal.folder / "folder.md").mkdir()

    ended = terminal("weekly", "build", "--papers", paper, "--format", "markdown", "--output", "folder.md")

    assert ended.code == 2
    assert "folder.md" in ended.err


@pytest.mark.parametrize(("format", "extra"), [("pdf", "weekly"), ("pptx", "weekly,pptx")])
def test_without_the_extra_a_format_says_how_to_install_it(tmp_path, format, extra):
    ended = without(FORMATS[format][1][-1:], tmp_path, "weekly", "build", "--papers", ID, "--format", format)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"pip install 'hotpapers[{extra}]'" in ended.stderr


@pytest.mark.parametrize("arguments", [("build", "--format", "markdown"), ("preview",)], ids=["markdown", "preview"])
def test_without_the_extra_markdown_and_preview_work(tmp_path, sources, paper, arguments):
    given = {name: value for name, value in os.environ.items() if name.startswith("HOTPAPERS_")}

    ended = without(FORMATS["pptx"][1], tmp_path, "weekly", *arguments, "--papers", paper, **given)

    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("arguments", [(), ("build",)], ids=["weekly", "build"])
def test_help_loads_nothing_that_draws(arguments):
    heavy = set(FORMATS["pptx"][1])
    code = (
        f"import sys, adapters.cli as cli; cli.run({['weekly', *arguments, '--help']!r});"
        f"print({heavy!r} & set(sys.modules))"
    )

    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own words

    assert ended.stdout.endswith("set()\n")


def test_every_extra_is_declared_with_what_it_needs():
    declared = " ".join(distribution("hotpapers").requires or ())

    assert all(f'extra == "{extra}"' in declared.replace("'", '"') for extra in ("weekly", "pptx"))


def test_the_wheel_holds_what_the_slides_are_set_with(tmp_path):
    built = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path), str(ROOT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    assert "adapters/report/report.typ" in zipfile.ZipFile(wheel).namelist()


def without(hidden, folder, *arguments, **given):
    """Run a command in a process that cannot find these modules."""
    environment = {"PATH": os.defpath, "HOME": str(folder), "PYTHONPATH": str(ROOT)} | given
    code = HIDING.replace("{hidden}", repr(set(hidden)))
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip


def _architecture(shown):
    return "The overall architecture of our sorter." in shown.out


def test_a_report_is_posted_to_a_channel_once_and_again_on_demand(terminal, paper):
    with beside(slack_standin.slack()) as slack:
        slack.scopes.append("files:write")
        terminal.set(SLACK_API_URL=slack.url, SLACK_BOT_TOKEN=slack_standin.TOKEN, HOTPAPERS_SLACK_DELAY_SECONDS="0")
        asked = ("weekly", "post", "--papers", paper, "--to", "slack:C0GENERAL")
        first, second, again = terminal(*asked), terminal(*asked), terminal(*asked, "--again")

    assert [first.code, second.code, again.code] == [0, 0, 0]
    assert first.out == "Posted the report of the week until 2026-01-15 to slack:C0GENERAL: 3 messages.\n"
    assert second.out.startswith("Already posted to slack:C0GENERAL (week until 2026-01-15).")
    assert len(slack.messages) == 6
    (slides,) = [upload for upload in slack.uploaded.values() if upload.name.endswith(".pdf")][:1]
    assert slides.body.startswith(b"%PDF")


def test_a_report_that_lost_its_slides_is_told_and_the_deliveries_know_it_from_a_digest(terminal, paper):
    with beside(slack_standin.slack()) as slack:
        terminal.set(SLACK_API_URL=slack.url, SLACK_BOT_TOKEN=slack_standin.TOKEN, HOTPAPERS_SLACK_DELAY_SECONDS="0")
        shown = terminal("weekly", "post", "--papers", paper, "--to", "slack:C0GENERAL")

    assert (shown.code, shown.out) == (1, "")
    assert "the week until 2026-01-15 to slack:C0GENERAL: 3 messages, but parts are missing" in shown.err
    assert "the app lacks the scope files:write" in shown.err
    assert "report until 2026-01-15" in terminal("deliveries").out
    assert [each["kind"] for each in terminal("deliveries", "--json").json["deliveries"]] == ["report"]


def test_a_report_is_posted_to_no_folder(terminal, sources):
    ended = terminal("weekly", "post", "--to", "site:public")

    assert ended.code == 2
    assert "weekly build" in ended.err
