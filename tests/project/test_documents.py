"""The documents say what is true: generated pages are as they would be made now, and nothing links to nowhere.

``pytest --snapshot-update`` writes the generated pages; run the conversations first.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.cli.group import COMMANDS
from bot.commands.registry import COMMANDS as CHAT_COMMANDS
from bot.models.command import SwapPick
from tests.helpers import generated_pages, transcripts

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("name", generated_pages.PAGES)
def test_a_generated_page_is_as_it_would_be_made_now(name, pytestconfig):
    page, path = generated_pages.PAGES[name](), ROOT / "docs" / name

    if pytestconfig.getoption("update_snapshots"):
        path.write_text(page, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == page


def test_the_documents_show_every_command_of_the_chat():
    shown = {type(generated_pages.asked(turn)) for turn in transcripts.conversation("tour").turns}

    every = {spec.command for spec in CHAT_COMMANDS.specs}
    assert shown == every - {SwapPick}  # a button's: it is about a report that was posted


@pytest.mark.parametrize("name", COMMANDS)
def test_the_documents_show_every_command_of_the_terminal(name):
    assert f"\n## hotpapers {name}\n" in generated_pages.cli_page()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_of_the_documents_is_in_the_navigation():
    listed = set(re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE))

    assert listed == {page.name for page in (ROOT / "docs").glob("*.md")}
