"""The page on security: each promise names tests, and they are there."""

from __future__ import annotations

import ast
import re

import pytest

from adapters.discord.api.errors import Permission
from adapters.discord.events.client import Client
from adapters.slack import checks
from adapters.slack.manifest import HISTORY, MENTIONS, SCOPES
from tests.conftest import ROOT
from tests.helpers.fake_event_handler import FakeAnswerer

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
TEST = re.compile(r"`(test_\w+)`")
NAMES = {
    each.name
    for path in (ROOT / "tests").rglob("test_*.py")
    for each in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
}


def rows(heading: str) -> list[tuple[str, str]]:
    """Return the rows of the table whose first column is called *heading*."""
    table = PAGE.partition(f"| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [(first.strip(), second.strip()) for _, first, second, _ in (row.split("|") for row in table)]


@pytest.mark.parametrize(("promise", "tests"), rows("promise"))
def test_every_promise_names_a_test_that_is_there(promise, tests):
    named = TEST.findall(tests)

    assert named
    assert TEST.sub("", tests).strip(", ") == ""
    assert set(named) <= NAMES


async def test_the_page_lists_what_is_asked_for():
    scopes = {name.strip("`"): why for name, why in rows("Slack scope")}
    intents = {name.strip("`") for name, _ in rows("Discord intent")}

    assert list(scopes) == list(dict.fromkeys([*SCOPES, *MENTIONS, *HISTORY]))
    assert set(SCOPES) == {*checks.POSTING_SCOPES, *checks.CHAT_SCOPES}
    assert all(scopes.values())
    assert [name for name, _ in rows("Discord permission")] == [step.value for step in Permission]
    assert intents == {name for name, is_on in Client(FakeAnswerer()).intents if is_on}
