"""A source is one module and one entry, and a platform one package and one entry: tried in a copy of the code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import config
from bot.config import Settings
from bot.models.platform import CHAT_INFOS
from bot.models.source import SOURCE_INFOS

ROOT = Path(__file__).parents[2]
SOURCE_ENTRY = """
    SourceInfo(
        "lobsters", "Lobsters", "LB", like_word="vote", link_hosts=("lobste.rs",), addresses=("https://lobste.rs",),
        summary_label="Summary of Lobsters", required_settings=("site",),
    ),
"""
SOURCE_MODULE = """
from bot.arxiv import identifiers
from bot.models.papers import Engagement, Mention
from bot.sources.source import FetchResult


async def fetch(web, ask):
    seen = Mention(
        paper=identifiers.parse("2601.00001").id, source="lobsters", id="abc", url="https://lobste.rs/s/abc",
        author="ada", created=ask.now, engagement=Engagement(likes=7), observed=ask.now,
    )
    return FetchResult(mentions=(seen,), notes=("read in a test",))
"""
USE_OF_SOURCE = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path

from adapters.cli import wiring
from adapters.cli.commands.check import _source
from adapters.cli.fetch_requests import build_request
from bot import pipeline, wording
from bot.config import Settings
from bot.models.papers import Engagement
from bot.schedule.polling import POLL_INTERVALS
from bot.sources import SOURCES
from bot.store import Store
from bot.text.links import is_allowed_link
from bot.arxiv import calendar

site = "https://papers.example.org"
bare, given = Settings(), Settings(site=site, summary="lobsters")
assert "lobsters" not in wiring.sources_of(bare) and wiring.missing_settings(bare, "lobsters") == ["HOTPAPERS_SITE"]
assert "lobsters" in wiring.sources_of(given) and "https://lobste.rs" in given.services
assert wording.source_name("lobsters") == "Lobsters" and wording.maker("lobsters") == "Summary of Lobsters"
assert wording.counts("lobsters", Engagement(likes=7)) == "7 votes"
assert is_allowed_link("https://lobste.rs/s/abc") and POLL_INTERVALS["lobsters"] == timedelta(hours=1)


async def use():
    async with await Store.open(Path("papers.db")) as store, wiring.open_http_client(given, store) as web:
        print((await _source(store, web, "lobsters")).message)
        now, holidays = wiring.now(), wiring.read_holidays(given)
        ask = build_request(given, holidays, [calendar.current(now, holidays)])
        await pipeline.collect(store, web, {"lobsters": SOURCES["lobsters"]}, ask, print)


asyncio.run(use())
"""
PLATFORM_ENTRY = """
        PlatformInfo(
            "irc", "IRC", "irc:papers", "contact", can_report=True, welcome_text="Speak to me.",
            manage_permission_text="Only operators may set a channel's digest.", command_syntax=CommandSyntax.OPTIONS,
            example_person="irc:ADA", example_workspace="irc:NET",
        ),
"""
PLATFORM_PACKAGE = """
from bot.platforms import CheckResult


class Irc:
    async def check(self, channel):
        return (CheckResult("IRC", ok=True, message=f"may post to {channel}"),)

    async def close(self):
        pass


def connect(settings, artist=None):
    return Irc()
"""
USE_OF_PLATFORM = """
import asyncio
from dataclasses import replace

from adapters.cli.commands.check import _platform
from adapters.cli.commands.forget import _parts
from adapters.cli.commands.run import _configured_platforms
from adapters.cli.destinations import ALL, place
from bot.commands.command_text import command_text
from bot.commands.help import welcome
from bot.config import Settings
from bot.models.command import ShowStatus
from bot.platforms import REPORTS_UNSUPPORTED

settings = Settings(contact="ada@example.org")
assert _configured_platforms(settings) == ["irc"] and str(place("irc:papers")) == "irc:papers" and "irc:papers" in ALL
assert _parts("irc:ADA", is_person=True) == ("irc", "", "ADA") and "IRC" in REPORTS_UNSUPPORTED
assert "Speak to me." in welcome("irc").text and command_text(ShowStatus(), "irc") == "/about status"


async def use():
    async for found in _platform(settings, "irc", ["papers"]):
        print(found.message)


asyncio.run(use())
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """Return a folder with a copy of the code."""
    for package in ("bot", "adapters"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def insert(file: Path, before: str, entry: str) -> None:
    text = file.read_text()
    assert text.count(before) == 1
    file.write_text(text.replace(before, entry.strip("\n") + "\n" + before))


def run(code: Path, *arguments: str) -> str:
    ours = set(config.variables().values())
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    command = [sys.executable, *arguments]
    ran = subprocess.run(  # noqa: S603 - our own code
        command, cwd=code, env=clean | {"PYTHONPATH": str(code)}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_a_source_is_one_module_and_one_entry(code: Path) -> None:
    (code / "bot" / "sources" / "lobsters.py").write_text(SOURCE_MODULE)
    insert(code / "bot" / "models" / "source.py", '    SourceInfo(\n        "x", "X"', SOURCE_ENTRY)
    told = run(code, "-c", USE_OF_SOURCE)
    assert "OK; read in a test" in told
    assert "asking Lobsters …" in told
    assert "Lobsters: " in told


@pytest.mark.slow
def test_a_platform_is_one_package_and_one_entry(code: Path) -> None:
    (code / "adapters" / "irc").mkdir()
    (code / "adapters" / "irc" / "__init__.py").write_text(PLATFORM_PACKAGE)
    insert(code / "bot" / "models" / "platform.py", '        PlatformInfo("site", "Site"', PLATFORM_ENTRY)
    assert "may post to papers" in run(code, "-c", USE_OF_PLATFORM)
    help_page = run(code, "-m", "adapters.cli", "weekly", "post", "--help")
    assert "irc:papers" in help_page


def test_entries_name_settings_that_exist() -> None:
    infos = SOURCE_INFOS.values()
    named = {name for info in infos for name in (*info.required_settings, *info.addresses)}
    named |= {name for info in CHAT_INFOS.values() for name in (info.token_setting, *info.listen_settings)}
    assert {name for name in named if not name.startswith("https://")} <= Settings.model_fields.keys()


def test_a_paid_source_requires_a_token_before_anything_else() -> None:
    first = [info.required_settings[0] for info in SOURCE_INFOS.values() if info.is_paid]
    assert first
    assert all(
        Settings.model_fields[name].annotation == Settings.model_fields["x_bearer_token"].annotation for name in first
    )
