from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api.credentials import SlackCredentials
from adapters.slack.api.response_urls import ResponseOutcome, ResponseUrl
from adapters.slack.api.views import LOADING_TEXT
from adapters.slack.events import background
from adapters.slack.events.handlers import NOT_HERE
from adapters.slack.events.responder import NOT_SENT
from adapters.slack.messages.app_home import home, theirs
from adapters.slack.messages.blocks import body
from bot import wording
from bot.commands.registry import COMMANDS
from bot.models.command import (
    ActOnPaper,
    Command,
    ListSubscriptions,
    PaperAction,
    Requester,
    ShowHotList,
    ShowReadingList,
    Subscribe,
)
from bot.models.digest import Destination, Filter
from bot.models.papers import PaperId
from bot.models.reply import Attachment, Form, ListItem, Reply
from bot.models.subscription import DigestOptions
from tests.adapters.slack.test_forms import entered
from tests.helpers.fake_servers.serving import PATIENCE
from tests.helpers.fake_servers.slack import Trouble
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, USER
from tests.helpers.slack_client import listening, said

HERE = Destination("slack", "T0FAKE", "C0GENERAL")
PAPER = PaperId("2008.10599")


# --- answering ------------------------------------------------------------------------------------------------


async def test_a_first_word_is_replaced_by_the_answer(workspace, answerer, slack):
    answerer.says = lambda _: [Reply("Looking it up …", is_final=False), Reply("Here it is.")]

    await workspace.command("/paper", "2008.10599")

    await workspace.until(lambda: [said(message) for message in workspace.seen] == ["Here it is."])


async def test_another_page_takes_the_place_of_the_one_before(workspace, answerer, slack):
    answerer.says = lambda command: [Reply(f"Page {command.page}.")]

    await workspace.command("/hotpapers")
    await workspace.until(lambda: workspace.seen)
    await workspace.press(0, COMMANDS.format(ShowHotList(page=1)))

    await workspace.until(lambda: [said(message) for message in workspace.seen] == ["Page 1."])


async def test_a_page_for_all_takes_the_place_of_the_one_before(workspace, answerer, slack):
    answerer.says = lambda command: [Reply(f"Page {command.page}.", public=True)]

    await workspace.command("/hotpapers", "public")
    await workspace.until(lambda: workspace.seen)
    await workspace.press(0, COMMANDS.format(ShowHotList(public=True, page=1)))

    await workspace.until(lambda: [said(message) for message in workspace.seen] == ["Page 1."])


async def test_what_we_posted_ourselves_stays_where_it_is(workspace, answerer, socket):
    await workspace.press(None, COMMANDS.format(ShowHotList(page=1)))

    (message,) = await workspace.until(lambda: workspace.seen)
    assert not message["replace_original"]


async def test_a_button_of_a_card_leaves_the_card_where_it_is(workspace, answerer, slack):
    await workspace.command("/paper", "2008.10599")
    await workspace.until(lambda: workspace.seen)
    await workspace.press(0, "save 2008.10599")

    await workspace.until(lambda: len(workspace.seen) == 2)
    assert answerer.commands[1] == ActOnPaper(PaperAction.SAVE, PAPER)


async def test_a_public_answer_is_there_for_all(workspace, answerer, slack):
    answerer.says = lambda _: [Reply("For all.", public=True)]

    await workspace.command("/hotpapers", "cs.CV public")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert message["response_type"] == "in_channel"


async def test_what_one_person_sees_is_not_replaced_by_what_all_see(workspace, answerer, slack):
    answerer.says = lambda _: [Reply("Looking it up …", is_final=False), Reply("Here it is.", public=True)]

    await workspace.command("/paper", "2008.10599 public")

    first, card = await workspace.until(lambda: workspace.seen[1:] and workspace.seen)
    assert (first["response_type"], card["response_type"]) == ("ephemeral", "in_channel")
    assert not card["replace_original"]


async def test_what_no_longer_fits_the_response_url_is_shown_in_the_channel_all_the_same(workspace, answerer, socket):
    answerer.says = lambda _: [Reply(f"Number {number}.") for number in range(7)]

    await workspace.command("/hotpapers")

    await workspace.until(lambda: len(workspace.seen) == 7)
    assert [said(message) for message in workspace.seen] == [f"Number {number}." for number in range(7)]
    assert len([method for method, _ in workspace.calls if method == "chat.postEphemeral"]) == 2


async def test_a_file_comes_directly(workspace, answerer, slack):
    answerer.says = lambda _: [Reply("Your list.", file=Attachment("papers.bib", b"@misc{}"))]

    await workspace.command("/hotpapers", "export bibtex")

    assert await workspace.until(lambda: workspace.files) == [("D0ADA", "papers.bib", b"@misc{}")]
    assert said(workspace.seen[0]) == "Your list.\nYou'll get the file as a direct message."


async def test_a_bug_is_answered_with_a_sentence(workspace, answerer, slack, caplog):
    def broken(_: Command) -> list[Reply]:
        raise ZeroDivisionError

    answerer.says = broken

    await workspace.command("/hotpapers")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert "went wrong" in said(message)
    assert "ZeroDivisionError" in caplog.text


async def test_with_a_revoked_token_people_are_told_where_they_ask_that_it_is_not_they(
    workspace, answerer, socket, caplog
):
    workspace.token = "another"
    workspace.token_error = "token_revoked"

    await workspace.command("/hotpapers", "subscribe cs.CV weekdays 09:00")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert said(message) == wording.FAILED
    assert not answerer.asked
    assert "the token was revoked" in caplog.text


async def test_a_file_that_slack_refuses_is_not_said_to_come(workspace, answerer, socket, caplog):
    workspace.fail("conversations.open", Trouble(error="missing_scope"))
    answerer.says = lambda _: [Reply("Your reading list.", file=Attachment("papers.bib", b"")), Reply("Done.")]

    await workspace.command("/hotpapers", "export bibtex")

    shown = await workspace.until(lambda: len(workspace.seen) == 3 and workspace.seen)
    assert [said(message) for message in shown[1:]] == [NOT_SENT, "Done."]
    assert "file not sent: user=U0ADA" in caplog.text


async def test_an_answer_that_slack_refuses_is_logged_and_the_next_is_shown(workspace, answerer, socket, caplog):
    workspace.fail("chat.postMessage", Trouble(error="missing_scope"))
    answerer.says = lambda _: [Reply("One."), Reply("Two.")]

    await workspace.press(None, COMMANDS.format(ShowReadingList()), channel=None)

    await workspace.until(lambda: "D0ADA" in workspace.channels and workspace.channels["D0ADA"].messages)
    assert "reply not shown: user=U0ADA" in caplog.text


async def test_stopping_lets_an_answer_arrive(workspace, answerer, monkeypatch):
    monkeypatch.setattr(background, "SHUTDOWN_TIMEOUT", PATIENCE)
    hold = asyncio.Event()

    async def slowly(asker: Requester, command: Command) -> AsyncIterator[Reply]:
        await hold.wait()
        yield Reply("Here it is.")

    answerer.handle_command = slowly
    async with listening(workspace, answerer, SlackCredentials(APP_TOKEN)):
        await workspace.command("/hotpapers")
        asyncio.get_running_loop().call_later(0.05, hold.set)

    assert [said(message) for message in workspace.seen] == ["Here it is."]


async def test_who_waits_for_longer_than_stopping_may_take_is_told(workspace, answerer, monkeypatch):
    monkeypatch.setattr(background, "SHUTDOWN_TIMEOUT", 0.2)

    async def never(asker: Requester, command: Command) -> AsyncIterator[Reply]:
        yield Reply("Looking it up …", is_final=False)
        await asyncio.Event().wait()

    answerer.handle_command = never
    async with listening(workspace, answerer, SlackCredentials(APP_TOKEN)):
        await workspace.command("/hotpapers")
        await workspace.until(lambda: workspace.seen)

    assert said(workspace.seen[-1]) == wording.FAILED


async def test_a_digest_for_a_channel_without_us_is_answered_with_the_invitation(workspace, answerer, slack):
    workspace.people[USER].admin = True
    workspace.channels["C0GENERAL"].member = False

    await workspace.command("/hotpapers", "digest cs.CV weekdays 09:00")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert said(message) == NOT_HERE
    assert answerer.asked == []


# --- other things that happen ---------------------------------------------------------------------------------


async def test_the_home_tab_shows_subscriptions_and_saved_papers(workspace, answerer, slack):
    answerer.says = lambda command: [Reply(items=(ListItem(f"One of {command.label}", "below"),))]

    await workspace.event("app_home_opened", user=USER, tab="home", channel="D0ADA")

    view = await workspace.until(lambda: workspace.home.get(USER))
    assert answerer.commands == [ShowHotList(), ListSubscriptions(), ShowReadingList()]
    assert "One of Subscriptions" in said(view)
    assert "One of Saved" in said(view)


def test_a_heading_is_not_repeated_below_it():
    parts = [theirs("Your list", [Reply("Your list: 1 paper.")]), theirs("Yours", [Reply("You have none.")])]

    assert said(home(parts)).endswith("\nYour list\n1 paper.\nYours\nYou have none.")


HOME = {"id": "V0HOME", "type": "home"}


async def test_a_button_on_the_home_tab_is_answered_in_a_view_and_shows_there(workspace, answerer, slack):
    await workspace.press_in(HOME, "pause 3")

    await workspace.until(lambda: workspace.home.get(USER))
    assert [said(view) for view in workspace.open] == ["Manage."]
    assert workspace.messages == []


async def test_a_first_word_in_a_view_is_replaced_by_the_answer(workspace, answerer, socket):
    answerer.says = lambda _: [Reply("Looking it up …", is_final=False), Reply("Here it is.")]

    await workspace.press_in(HOME, "paper 2008.10599")

    await workspace.until(lambda: [said(view) for view in workspace.open] == ["Here it is."])


async def test_what_is_pressed_in_a_view_is_answered_above_it_and_another_page_in_its_place(
    workspace, answerer, socket
):
    answerer.says = lambda command: [Reply(f"{COMMANDS.format(command)}.")]
    await workspace.press_in(HOME, COMMANDS.format(ShowHotList()))
    (below,) = await workspace.until(lambda: workspace.open)

    await workspace.press_in(below, COMMANDS.format(ShowHotList(page=1)))
    await workspace.until(
        lambda: [said(view) for view in workspace.open] == [f"{COMMANDS.format(ShowHotList(page=1))}."]
    )
    await workspace.press_in(workspace.open[-1], "paper 2008.10599")

    await workspace.until(lambda: [said(view) for view in workspace.open][1:] == ["paper 2008.10599."])


async def test_where_no_more_views_fit_above_one_another_the_last_one_takes_the_answer(workspace, answerer, socket):
    answerer.says = lambda command: [Reply(f"{COMMANDS.format(command)}.")]
    await workspace.press_in(HOME, "paper 1")
    for number in range(2, 5):
        await workspace.until(lambda: workspace.open and said(workspace.open[-1]).startswith("paper"))
        before = said(workspace.open[-1])
        await workspace.press_in(workspace.open[-1], f"paper {number}")
        await workspace.until(lambda before=before: said(workspace.open[-1]) not in {before, LOADING_TEXT})

    assert [said(view) for view in workspace.open] == ["paper 1.", "paper 2.", "paper 4."]


async def test_where_no_view_opens_a_button_on_home_is_answered_directly(workspace, answerer, socket):
    workspace.fail("views.open", Trouble(error="expired_trigger_id"))

    await workspace.press_in(HOME, "pause 3")

    await workspace.until(lambda: workspace.messages)
    assert [said(message) for message in workspace.channels["D0ADA"].messages] == ["Manage."]


async def test_a_view_whose_opening_got_no_answer_is_filled_all_the_same(workspace, answerer, socket):
    workspace.fail("views.open", Trouble(drop=True, keeping=True))

    await workspace.press_in(HOME, "pause 3")

    await workspace.until(lambda: [said(view) for view in workspace.open] == ["Manage."])


async def test_a_form_opened_on_home_is_answered_in_its_view(workspace, answerer, slack):
    form = Form("Your digest", False, Filter(("cs.CL",)), None, DigestOptions(), zone="Europe/Paris")
    answerer.says = lambda command: [Reply(form=form) if command == Subscribe() else Reply("Subscribed.")]
    await workspace.press_in(HOME, "subscribe")
    view = await workspace.until(lambda: workspace.form)

    await workspace.submit(view, entered())

    await workspace.until(lambda: [said(view) for view in workspace.open] == ["Subscribed."])
    assert workspace.messages == []


async def test_a_first_word_in_a_direct_message_is_replaced_too(workspace, answerer, socket):
    answerer.says = lambda _: [Reply("Looking it up …", is_final=False), Reply("Here it is.")]

    await workspace.press(None, "paper 2008.10599", channel=None)

    await workspace.until(lambda: "Here it is." in [said(m) for m in workspace.messages])
    assert len(workspace.messages) == 1


async def test_invited_to_a_channel_we_say_hello_once(workspace, answerer, slack):
    await workspace.event("member_joined_channel", user="U0BOT", channel="C0GENERAL")
    await workspace.event("member_joined_channel", user="U0BOT", channel="C0GENERAL")
    await workspace.event("member_joined_channel", user=USER, channel="C0GENERAL")

    await workspace.until(lambda: len(answerer.welcomes) == 2 and workspace.messages)
    assert [said(message) for message in workspace.messages] == ["Hello."]


@pytest.mark.parametrize("event", [("app_uninstalled", {}), ("tokens_revoked", {"tokens": {"bot": ["U0BOT"]}})])
async def test_a_workspace_that_we_are_removed_from_is_told_of(workspace, answerer, slack, event):
    name, told = event
    await workspace.event("tokens_revoked", tokens={"oauth": ["U1"]})
    await workspace.event(name, **told)

    await workspace.until(lambda: len(answerer.presence) == 2)
    assert answerer.presence == [("returned", "slack", "T0FAKE"), ("removed", "slack", "T0FAKE")]


@pytest.mark.parametrize(
    "url", ["https://evil.example/commands/1", "http://169.254.169.254/", "https://hooks.slack.com.evil.example/1"]
)
async def test_an_answer_goes_to_no_address_but_slacks(url):
    client = AsyncWebClient("x", session=Forbidden())

    assert await ResponseUrl(client, url).say(body([]), once=False) is ResponseOutcome.NOT_SHOWN


class Forbidden:
    def post(self, *_: object, **__: object) -> None:
        raise AssertionError("asked")
