"""Forms at Discord that are not understood: said what of them, and opened once more as they were filled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import time
from typing import Any

import pytest

from adapters.discord.messages import forms
from adapters.discord.messages.forms import ModalInput
from adapters.slack.messages import forms as slack_forms
from bot.errors import CommandError
from bot.models.command import SetReport, Subscribe
from bot.models.digest import Filter
from bot.models.reply import Form, Reply
from bot.models.subscription import DigestOptions, Frequency, Schedule
from tests.adapters.discord.test_gateway import listening
from tests.helpers.fake_event_handler import FakeAnswerer
from tests.helpers.fake_servers.discord_people import DiscordServer, Question, people
from tests.helpers.fake_servers.discord_rules import walk

YOURS = Form("Your digest", False, Filter(("cs.CV",)), None, DigestOptions(), change=3)
FAR_TOO_LONG = " ".join(["graphs"] * 140)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with people() as running:
        yield running


@pytest.fixture
def answerer() -> FakeAnswerer:
    answerer = FakeAnswerer()
    answerer.says = lambda command: [
        Reply(form=YOURS) if isinstance(command, Subscribe) and not command.every else Reply("Done.")
    ]
    return answerer


def shown(question: Question) -> dict[str, Any]:
    """Return what stands in the fields of a form."""
    fields = [label["component"] for label in question.form["components"]]
    chosen = {
        field["custom_id"]: [option["value"] for option in field["options"] if option.get("default")]
        for field in fields
        if "options" in field
    }
    return {field["custom_id"]: field.get("value") for field in fields if "options" not in field} | chosen


async def test_a_form_that_is_not_understood_opens_once_more_as_it_was_filled_even_after_a_restart(server, answerer):
    typed = {"what": "cs.XX graphs", "every": "at dawn", "top": "many", "ranking": "classic", "more": "floor 20"}
    async with listening(server, answerer):
        opened = (await server.type("subscribe")).form
        refused = await (await server.submit(opened, **typed)).answered()
        await server.type("about status")

    async with listening(server, answerer):
        again = await server.press(refused.message, "Try again")
        await (await server.submit(again.form, what="cs.LG", every="daily 09:00", top="5")).answered()

    assert [named in refused.said for named in ("“cs.XX”", "“at dawn”", "“many”")] == [True] * 3
    assert shown(again) == typed | {"ranking": ["classic"]}
    submitted = answerer.commands[-1]
    assert (submitted.what, submitted.every, submitted.how.top, submitted.replaces_id) == (
        Filter(("cs.LG",)), Schedule(Frequency.DAILY, time(9)), 5, 3,
    )  # fmt: skip


async def test_what_is_typed_at_length_is_there_again(server, answerer):
    async with listening(server, answerer):
        opened = (await server.type("subscribe")).form
        refused = await (await server.submit(opened, what=FAR_TOO_LONG)).answered()
        again = await server.press(refused.message, "Try again")

    assert shown(again)["what"] == FAR_TOO_LONG
    assert answerer.commands == [Subscribe()]


async def test_only_who_filled_a_form_reads_what_was_wrong(server, answerer):
    async with listening(server, answerer):
        opened = (await server.type("subscribe")).form
        await (await server.submit(opened, every="at dawn")).answered()

    assert server.messages == []


async def test_a_form_that_is_not_known_anymore_is_said_to(server, answerer):
    async with listening(server, answerer):
        opened = (await server.type("subscribe")).form
        refused = await (await server.submit(opened, every="at dawn")).answered()
        answerer.texts.clear()
        await (await server.press(refused.message, "Try again")).answered()

    assert "has expired" in answerer.commands[-1].misunderstood


async def test_the_button_of_a_form_is_its_only_one(server, answerer):
    async with listening(server, answerer):
        opened = (await server.type("subscribe")).form
        refused = await (await server.submit(opened, every="at dawn")).answered()

    assert [part["label"] for part in walk(refused.message["components"]) if part["type"] == 2] == ["Try again"]


def test_a_report_is_asked_for_on_one_day():
    assert forms.parse(ModalInput("report", {"every": "fri 16:00"})) == SetReport(
        Schedule(Frequency.WEEKLY, time(16), (4,))
    )
    with pytest.raises(CommandError, match="For example: mon 09:00"):
        forms.parse(ModalInput("report", {"every": "daily 09:00"}))


@pytest.mark.parametrize("purpose", ["report", "digest", "subscription"])
def test_blanks_instead_of_a_time_are_not_taken_for_a_wish_for_a_form(purpose):
    blank = {"custom_id": "every", "value": "  "}
    others = [{"custom_id": name, "value": ""} for name in ("what", "top", "ranking", "more")]
    data = {"custom_id": purpose, "components": [{"component": each} for each in (blank, *others)]}

    with pytest.raises(CommandError, match=r"Add (a day|days) and a time"):
        forms.parse(forms.typed(data))


def test_a_field_takes_no_words_so_quotes_are_not_spoken_of():
    fields = {"what": "", "every": "weekdays", "top": "", "ranking": "", "more": ""}

    with pytest.raises(CommandError, match="Add a time after “weekdays”") as refused:
        forms.parse(ModalInput("subscription", fields))

    assert "quotes" not in str(refused.value)


def test_what_was_typed_is_read_back_as_it_was_written():
    typed = ModalInput("subscription 3", {"what": 'author:"Ada ü"', "every": "", "top": "{"})

    assert forms.load(forms.dump(typed)) == typed


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("what", "cs.XX"),
        ("what", '"unfinished'),
        ("what", "author:Hinton"),
        ("what", "x" * 300),
        ("what", FAR_TOO_LONG),
    ],
)
def test_both_platforms_name_what_was_not_understood_in_the_same_sentence(name, text):
    usual = {"what": "", "every": "daily 09:00", "top": "", "ranking": "", "more": ""}
    given = {
        "every": ("selected_option", "daily"),
        "at": ("selected_time", "09:00"),
        "zone": ("selected_option", "UTC"),
    }
    values = {
        field: {field: {key: {"value": it} if key != "selected_time" else it}} for field, (key, it) in given.items()
    }
    view = {
        "private_metadata": '{"channel": null, "url": null, "digest": false, "change": null}',
        "state": {"values": values | {name: {name: {"value": text}}}},
    }

    with pytest.raises(CommandError) as at_discord:
        forms.parse(ModalInput("subscription", usual | {name: text}))

    assert slack_forms.submitted(view).errors == {name: str(at_discord.value)}
