from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.models.command import Subscribe
from bot.models.digest import Destination, Filter
from bot.models.papers import PaperId
from bot.models.reply import Form, Reply
from bot.models.subscription import DigestOptions, Frequency, Schedule
from tests.helpers.fake_servers.serving import until
from tests.helpers.fake_servers.slack_socket import USER
from tests.helpers.slack_client import said

HERE = Destination("slack", "T0FAKE", "C0GENERAL")
PAPER = PaperId("2008.10599")


def entered(**given: Any) -> dict[str, Any]:
    values = {
        "what": {"value": "cs.CV"},
        "when": {"value": "weekdays 09:00"},
        "top": {"value": None},
    } | given
    return {name: {name: state} for name, state in values.items()}


@pytest.fixture
async def form(workspace, answerer, slack) -> dict[str, Any]:
    answerer.says = lambda command: [
        Reply(form=Form("Your digest", False, Filter(("cs.CL",)), None, DigestOptions(), zone="Europe/Paris"))
        if command == Subscribe()
        else Reply("Subscribed.")
    ]
    await workspace.command("/hotpapers", "subscribe")
    return await workspace.until(lambda: workspace.form)


async def test_a_form_opens_filled_with_what_is_known(form):
    fields = {block["block_id"]: block for block in form["blocks"]}
    assert fields["what"]["element"]["initial_value"] == "cs.CL"
    assert fields["when"]["element"]["initial_value"] == "weekdays 09:00"
    assert "Europe/Paris" in fields["when"]["hint"]["text"]


async def test_more_shows_the_other_fields_in_the_same_form(workspace, form):
    await workspace.press_in(form, "more", action_id="hp:more")

    whole = await workspace.until(lambda: workspace.form != form and workspace.form)
    fields = {block["block_id"]: block["element"] for block in whole["blocks"]}
    assert fields["zone"]["initial_option"]["value"] == "Europe/Paris"
    assert (fields["days"]["min_value"], fields["days"]["max_value"]) == ("1", "92")
    assert len(workspace.open) == 1


async def test_a_form_is_answered_where_it_was_opened(workspace, answerer, form):
    assert await workspace.submit(form, entered(top={"value": "5"})) is None

    await workspace.until(lambda: workspace.seen)
    asker, command = answerer.asked[-1]
    every = Schedule(Frequency.WEEKDAYS, datetime(2020, 1, 1, 9, tzinfo=UTC).time(), (), "Europe/Paris")
    assert command == Subscribe(Filter(("cs.CV",)), every, DigestOptions(top=5))
    assert asker.destination == HERE


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"what": {"value": "cs.XX"}}, "what"),
        ({"top": {"value": "1000"}}, "top"),
        ({"when": {"value": "weekly 09:00"}}, "when"),
        ({"when": {"value": None}}, "when"),
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
    answerer.says = lambda _: [Reply(form=Form("Your digest", False, Filter(()), None, DigestOptions()))]

    await workspace.command("/hotpapers", "subscribe", trigger_id="of-long-ago")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert "That took too long for Slack" in said(message)


async def test_a_form_opens_within_the_life_of_its_trigger_however_long_slack_takes_to_say_who_asks(
    workspace, answerer, socket
):
    workspace.people[USER].admin = True
    answerer.says = lambda _: [
        Reply(form=Form("This channel's digest", True, Filter(()), None, DigestOptions(), zone="UTC"))
    ]

    await workspace.command("/hotpapers", "digest")

    await workspace.until(lambda: workspace.form)
    assert [method for method, _ in workspace.calls][-4:] == [
        "views.open", "users.info", "conversations.info", "views.update"
    ]  # fmt: skip


async def test_what_is_said_in_place_of_a_form_stands_in_its_view(workspace, answerer, slack):
    answerer.says = lambda _: [Reply("That subscription is not yours.")]

    await workspace.press(None, "change 3")

    await workspace.until(lambda: [said(view) for view in workspace.open] == ["That subscription is not yours."])


async def test_a_form_that_was_opened_in_a_thread_is_answered_there(workspace, answerer, socket):
    form = Form("Your digest", False, Filter(("cs.CL",)), None, DigestOptions(), zone="Europe/Paris")
    answerer.says = lambda command: [Reply(form=form) if command == Subscribe() else Reply("Subscribed.")]
    await workspace.press(None, "subscribe", container={"message_ts": "9.2", "thread_ts": "9.1"})
    view = await workspace.until(lambda: workspace.form)

    await workspace.submit(view, entered())

    (message,) = await workspace.until(lambda: workspace.seen)
    assert message["thread_ts"] == "9.1"


async def test_a_form_from_another_workspace_is_answered(workspace, answerer, form):
    shared = {"view": form | {"state": {"values": entered()}, "app_installed_team_id": "T0FAKE"}}

    await workspace.submit(form, {}, team={"id": "T0OTHER"}, user="U0EVE", **shared)

    await workspace.until(lambda: workspace.seen)
    assert answerer.asker.user == "U0EVE"


@pytest.mark.parametrize("broken", [{"private_metadata": "x"}, {"state": None}, {"private_metadata": "{}"}])
async def test_a_form_that_cannot_be_read_is_acknowledged(workspace, answerer, form, broken, caplog):
    assert await workspace.submit(form | broken, entered(), view=form | broken) is None

    await until(lambda: "payload not parsed: kind=form" in caplog.text)


async def test_zones_are_completed(workspace, slack):
    payload = workspace.acted("block_suggestion", action_id="hp:zone", block_id="zone", value="Par")

    answer = await workspace.deliver("interactive", payload)

    assert [option["value"] for option in answer["options"]] == ["Par…"]
