"""What people ask on Discord and are shown, through simcord, someone else's simulation of it."""

from __future__ import annotations

from datetime import time

import pytest

from bot.models.command import (  # fmt: skip
    NO_FILTER,
    ActOnPaper,
    ManageSubscription,
    PaperAction,
    SetDigest,
    ShowHotList,
    ShowPaper,
    Subscribe,
    SubscriptionAction,
)
from bot.models.digest import Filter, Ranking
from bot.models.papers import PaperId
from bot.models.reply import Attachment, Button, Form, ListItem, Menu, Reply
from bot.models.subscription import DigestOptions, Frequency, Schedule
from tests.helpers import factories
from tests.helpers.discord_client import calls, filled, said
from tests.helpers.fake_servers.discord_rules import walk

pytestmark = pytest.mark.simcord(shard_count=1)

PAPER = PaperId("2008.10599")
DIGEST = {"what": "cs.CV", "every": "weekdays 09:00"}
VISION = Filter(("cs.CV",))
AT_NINE = Schedule(Frequency.WEEKDAYS, time(9))
LIST = Reply(digest=factories.digest(), buttons=(Button("Next page", ShowHotList(VISION, page=1)),))


# --- answers --------------------------------------------------------------------------------------------------


async def test_an_answer_is_for_who_asked_alone(channel, ada):
    result = await ada.slash(channel, "about status")

    assert said(result) == "Status."
    assert result.response.ephemeral


async def test_an_answer_is_for_all_if_that_is_said(answerer, channel, ada):
    answerer.says = lambda _: [Reply("For all.", public=True)]

    result = await ada.slash(channel, "hotpapers", public=True)

    assert not result.response.ephemeral
    assert [message.id for message in channel.history()] == [result.response.id]


async def test_it_is_acknowledged_first_and_answered_after(simcord_env, channel, ada):
    await ada.slash(channel, "about status")

    asked = [call for call in calls(simcord_env) if "simcord_interaction" in call]
    assert [call.rpartition("/")[2] for call in asked] == ["callback", "@original"]


async def test_a_first_word_is_replaced_by_the_answer(answerer, channel, ada):
    answerer.says = lambda _: [Reply("Looking …", is_final=False), Reply("Found."), Reply("And more.")]

    result = await ada.slash(channel, "paper", query="2008.10599")

    assert said(result) == "Found."
    assert [walk(each.components).__next__()["content"] for each in result.followups] == ["And more."]


async def test_a_file_is_attached(answerer, channel, ada):
    answerer.says = lambda _: [Reply("Here.", file=Attachment("papers.bib", b"@misc{}"))]

    result = await ada.slash(channel, "mypapers export")

    (file,) = result.response.attachments
    assert (file.filename, await file.read()) == ("papers.bib", b"@misc{}")
    assert result.response.ephemeral


@pytest.mark.simcord(shard_count=1, check_errors=False)
async def test_a_bug_is_answered_with_a_sentence(answerer, simcord_env, channel, ada):
    answerer.says = lambda _: 1 / 0

    result = await ada.slash(channel, "about status")

    assert said(result).startswith("Sorry, something went wrong")


@pytest.mark.simcord(shard_count=1, check_errors=False)
async def test_a_bug_behind_a_button_is_answered_with_a_sentence(answerer, simcord_env, channel, ada):
    answerer.says = lambda _: [Reply("Saved.", buttons=(Button("Unsave", ActOnPaper(PaperAction.UNSAVE, PAPER)),))]
    shown = await ada.slash(channel, "paper", query="2008.10599")
    answerer.says = lambda _: 1 / 0

    result = await ada.click(shown.response, label="Unsave")

    assert said(result).startswith("Sorry, something went wrong")


# --- buttons, menus, forms ------------------------------------------------------------------------------------


async def test_a_button_asks_what_it_carries(answerer, channel, ada):
    answerer.says = lambda _: [Reply("Saved.", buttons=(Button("Unsave", ActOnPaper(PaperAction.UNSAVE, PAPER)),))]
    shown = await ada.slash(channel, "paper", query="2008.10599")

    await ada.click(shown.response, label="Unsave")

    assert answerer.commands[1:] == [ActOnPaper(PaperAction.UNSAVE, PAPER)]


async def test_a_page_takes_the_place_of_the_one_before(answerer, channel, ada):
    answerer.says = lambda command: [LIST if command.page == 0 else Reply("Page two.")]
    shown = await ada.slash(channel, "hotpapers", what="cs.CV")

    result = await ada.click(shown.response, label="Next page")

    assert answerer.commands[1:] == [ShowHotList(VISION, page=1)]
    assert result.response is None or result.response.id == shown.response.id
    assert said(shown) == "Page two."


async def test_a_menu_asks_what_is_chosen(answerer, channel, ada):
    menu = Menu("Open a paper", (("A title", ShowPaper("2008.10599")), ("Another", ShowPaper("1706.03762"))))
    answerer.says = lambda _: [Reply("Which?", select=menu)]
    shown = await ada.slash(channel, "paper", query="words")

    result = await ada.select(shown.response, ["paper 1706.03762"])

    assert answerer.commands[1:] == [ShowPaper("1706.03762")]
    assert result.response.id != shown.response.id


async def test_a_form_opens_filled_and_comes_back_as_a_command(answerer, channel, ada):
    form = Form("Your digest", False, VISION, AT_NINE, DigestOptions(5, 2, Ranking.CLASSIC, 7), change=12)
    answerer.says = lambda command: [Reply(form=form) if command.every is None else Reply("Changed.")]
    shown = await ada.slash(channel, "subscribe")

    result = await ada.submit_modal(shown, filled(shown) | {"what": "cs.LG", "top": "3"})

    assert answerer.commands[1:] == [
        Subscribe(Filter(("cs.LG",)), AT_NINE, DigestOptions(3, 2, Ranking.CLASSIC, 7), 12)
    ]
    assert said(result) == "Changed."


async def test_the_form_of_a_channel_sets_its_digest(answerer, channel, ada):
    answerer.says = lambda _: [Reply(form=Form("This channel's digest", True, NO_FILTER, None, DigestOptions()))]
    shown = await ada.slash(channel, "digest set")

    await ada.submit_modal(shown, {"what": "cs.CV", "every": "weekdays 09:00", "more": "threads off"})

    assert answerer.commands[1:] == [SetDigest(VISION, AT_NINE, DigestOptions(threads=False), replace_all=True)]


async def test_a_form_that_is_not_understood_can_be_opened_once_more(answerer, channel, ada):
    answerer.says = lambda _: [Reply(form=Form("Yours", False, NO_FILTER, None, DigestOptions()))]
    shown = await ada.slash(channel, "subscribe")

    refused = await ada.submit_modal(shown, {"every": "at dawn", "more": "floor 20"})
    again = await ada.click(refused.response, label="Try again")

    assert said(refused).startswith("Add days and a time to “at dawn”")
    assert refused.response.ephemeral
    assert filled(again) == {"every": "at dawn", "more": "floor 20", "ranking": []}


async def test_a_changing_button_opens_its_form(answerer, channel, ada):
    change = Button("Change", ManageSubscription(SubscriptionAction.CHANGE, 7))
    form = Reply(form=Form("Yours", False, VISION, AT_NINE, DigestOptions(), 7))
    answerer.says = lambda command: [
        form if isinstance(command, ManageSubscription) else Reply(items=(ListItem("One", "", (change,)),))
    ]
    shown = await ada.slash(channel, "subscriptions")

    result = await ada.click(shown.response, label="Change")

    assert result.modal["custom_id"] == "subscription 7"
