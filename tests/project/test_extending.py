"""A source, a platform and a command are each one module or package and one entry: tried in a copy of the code."""

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
from bot.commands.registry import COMMANDS
from bot.commands.help import welcome
from bot.config import Settings
from bot.commands.status import ShowStatus
from bot.platforms import REPORTS_UNSUPPORTED

settings = Settings(contact="ada@example.org")
assert _configured_platforms(settings) == ["irc"] and str(place("irc:papers")) == "irc:papers" and "irc:papers" in ALL
assert _parts("irc:ADA", is_person=True) == ("irc", "", "ADA") and "IRC" in REPORTS_UNSUPPORTED
assert "Speak to me." in welcome(COMMANDS, "irc").text and COMMANDS.text(ShowStatus(), "irc") == "/about status"


async def use():
    async for found in _platform(settings, "irc", ["papers"]):
        print(found.message)


asyncio.run(use())
"""


COMMAND_MODULE = """
from dataclasses import dataclass
from typing import ClassVar

from bot.commands.named_options import WHAT
from bot.commands.spec import CommandSpec, NamedForm
from bot.errors import CommandError
from bot.models.command import Command
from bot.models.reply import Button, Reply
from bot.store.tables import papers


@dataclass(frozen=True, slots=True)
class CountPapers(Command):
    label: ClassVar[str] = "CountPapers"
    category: str


async def handle(context, requester, command):
    stored, _ = await context.store.read(papers.counts)
    again = Button("Count again", command)
    return Reply(f"{stored} papers are stored, {command.category} among them.", buttons=(again,))


def parse(rest):
    if not rest:
        raise CommandError("Count which category? For example: count cs.CV")
    return CountPapers(rest)


SPECS = (
    CommandSpec(
        command=CountPapers,
        handle=handle,
        description="Count the papers of a category",
        format=lambda command: f"count {command.category}",
        parsers={"count": parse},
        usage="count what",
        named=NamedForm("count", lambda given: parse(given["what"] or ""), (WHAT,), lambda c: {"what": c.category}),
        examples=lambda category: ((CountPapers(category), "how many papers are stored"),),
    ),
)
"""
CONVERSATION = """<!-- store: young, platform: slack -->

> /hotpapers count cs.CV

```text
78 papers are stored, cs.CV among them.
[Count again]
```

> press Count again

```text
78 papers are stored, cs.CV among them.
[Count again]
```

> bob: /hotpapers coutn cs.CV

```text
Unknown command “coutn”. Did you mean: count cs.CV? To search for the word itself, quote it: "coutn"
• /hotpapers cs
  the latest hot papers
• /hotpapers cs "diffusion models" month
  papers with a phrase, past month
• /paper 1706.03762
  one paper, by ID, link or words from the title
[Show the hot list] [All commands]
```
"""
USE_OF_COMMAND = """
import pytest

from bot.commands.count import CountPapers
from bot.commands.registry import COMMANDS
from tests.adapters.discord.test_gateway import listening
from tests.helpers import generated_pages, transcripts
from tests.helpers.fake_event_handler import FakeAnswerer
from tests.helpers.fake_servers.discord_people import people


@pytest.mark.parametrize("platform", ["slack", "discord"])
def test_help_shows_count_as_it_is_typed(platform):
    examples = COMMANDS.examples(transcripts.asker("bob", platform), "cs")
    shown = [COMMANDS.text(command, platform) for command, _ in examples]

    assert {"slack": "/hotpapers count cs", "discord": "/count what:cs"}[platform] in shown
    row = "| Count the papers of a category | `/hotpapers count what` | `/count what` |"
    assert row in generated_pages.commands_table()


async def test_count_is_completed_and_heard_on_discord():
    async with people() as server, listening(server, answerer := FakeAnswerer()):
        assert await server.complete("count", "what", "vision") == ["categories for vision"]
        await (await server.type("count", what="cs.CV")).answered()

    assert answerer.commands == [CountPapers("cs.CV")]
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
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_a_command_is_one_module_and_one_entry(code: Path) -> None:
    shutil.copytree(ROOT / "tests", code / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", code)
    (code / "bot" / "commands" / "count.py").write_text(COMMAND_MODULE)
    insert(code / "bot" / "commands" / "registry.py", '    "forget_me",\n', '    "count",\n')
    (code / "tests" / "end_to_end" / "conversations" / "count.md").write_text(CONVERSATION)
    (code / "tests" / "adapters" / "test_count.py").write_text(USE_OF_COMMAND)
    parts = ("test_count.py", "slack/test_conversations.py", "discord/test_conversations.py")
    files = ["tests/end_to_end/test_conversations.py", *(f"tests/adapters/{part}" for part in parts)]

    told = run(code, "-m", "pytest", "-p", "no:cacheprovider", "-k", "count", *files)

    assert "7 passed" in told


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
