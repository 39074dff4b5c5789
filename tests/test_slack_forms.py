from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.commands.reply import Form, Reply
from bot.commands.values import (
    Subscribe,
)
from bot.models import Destination, Filter, PaperId
from bot.subscription import Every, How, Rhythm
from tests.slack_talk import said
from tests.standins.slack import Trouble

pytest_plugins = "tests.slack_fixtures"

HERE = Destination("slack", "T0FAKE", "C0GENERAL")
PAPER = PaperId("2008.10599")


def entered(**given: Any) -> dict[str, Any]:
    values = {
        "what": {"value": "cs.CV"},
        "every": {"selected_option": {"value": "weekdays"}},
        "on": {"selected_options": []},
        "at": {"selected_time": "09:00"},
        "zone": {"selected_option": {"value": "Europe/Paris"}},
        "top": {"value": None},
    } | given
    return {name: {name: state} for name, state in values.items()}


@pytest.fixture
async def form(workspace, answerer, slack) -> dict[str, Any]:
    answerer.says = lambda command: [
        Reply(form=Form("Your digest", False, Filter(("cs.CL",)), None, How(), zone="Europe/Paris"))
        if command == Subscribe()
        else Reply("Subscribed.")
    ]
    await workspace.command("/hotpapers", "subscribe")
    return await workspace.until(lambda: workspace.form)


async def test_a_form_opens_filled_with_what_is_known(form):
    fields = {block["block_id"]: block["element"] for block in form["blocks"]}
    assert fields["what"]["initial_value"] == "cs.CL"
    assert fields["zone"]["initial_option"]["value"] == "Europe/Paris"


async def test_a_form_is_answered_where_it_was_opened(workspace, answerer, form):
    assert await workspace.submit(form, entered(top={"value": "5"})) is None

    await workspace.until(lambda: workspace.seen)
    asker, command = answerer.asked[-1]
    every = Every(Rhythm.WEEKDAYS, datetime(2020, 1, 1, 9, tzinfo=UTC).time(), (), "Europe/Paris")
    assert command == Subscribe(Filter(("cs.CV",)), every, How(top=5))
    assert asker.here == HERE


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"what": {"value": "cs.XX"}}, "what"),
        ({"top": {"value": "1000"}}, "top"),
        ({"every": {"selected_option": {"value": "weekly"}}}, "on"),
        ({"every": {"selected_option": {"value": "days"}}}, "on"),
    ],
)
async def test_a_field_that_is_not_right_is_named(workspace, answerer, form, given, field):
    answer = await workspace.submit(form, entered(**given))

    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == [field]
    assert answerer.commands == [Subscribe()]


async def test_a_form_submitted_twice_is_taken_once(workspace, answerer, form):
    await workspace.submit(form, entered())
    await workspace.submit(form, entered())
    await workspace.command("/hotpapers", "status")

    await workspace.until(lambda: len(workspace.seen) == 2)
    assert len(answerer.asked) == 3


async def test_a_form_that_comes_too_late_is_said_to(workspace, answerer, socket):
    workspace.fail("views.open", Trouble(error="expired_trigger_id"))
    answerer.says = lambda _: [Reply(form=Form("Your digest", False, Filter(()), None, How()))]

    await workspace.command("/hotpapers", "subscribe")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert "ask for it again" in said(message)


async def test_zones_are_completed(workspace, slack):
    payload = workspace.acted("block_suggestion", action_id="hp:zone", block_id="zone", value="Par")

    answer = await workspace.deliver("interactive", payload)

    assert [option["value"] for option in answer["options"]] == ["Par…"]
