"""No answer is lost at Slack, whatever happens to it on its way, and none that changes something is given twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.slack.api import response_urls
from adapters.slack.api.credentials import SlackCredentials
from bot import wording
from bot.models.command import ActOnPaper, PaperAction, ShowPaper, ShowReadingList
from bot.models.papers import PaperId
from bot.models.reply import Reply
from tests.adapters.slack.test_forms import entered
from tests.helpers.fake_event_handler import FakeAnswerer
from tests.helpers.fake_servers.serving import until
from tests.helpers.fake_servers.slack import Trouble
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, USER
from tests.helpers.fakes import Clock
from tests.helpers.slack_client import listening, said

LOST = [Trouble(drop=True), Trouble(drop=True, keeping=True), Trouble(503), Trouble(429)]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(response_urls, "RETRY_DELAYS", (0.0,) * 4)


def methods(workspace) -> list[str]:
    return [method for method, _ in workspace.calls if method.startswith("chat.")]


@pytest.mark.parametrize("trouble", LOST, ids=["dropped", "kept and dropped", "failing", "limited"])
async def test_an_answer_whose_way_is_cut_is_sent_again_where_it_was_asked(workspace, answerer, socket, trouble):
    workspace.response_troubles = [trouble]

    await workspace.command("/hotpapers", "saved")

    await workspace.until(lambda: workspace.seen[int(trouble.keeping) :])
    assert {said(message) for message in workspace.seen} == {"Saved."}
    assert methods(workspace) == []


async def test_an_answer_that_the_response_url_never_takes_is_shown_in_the_channel(workspace, answerer, socket):
    workspace.response_troubles = [Trouble(drop=True)] * 5

    await workspace.command("/hotpapers", "saved")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert (said(message), message["user"]) == ("Saved.", USER)


async def test_an_answer_that_cannot_be_shown_in_the_channel_comes_directly(workspace, answerer, socket):
    workspace.response_troubles = [Trouble(drop=True)] * 5
    workspace.channels["C0GENERAL"].member = False

    await workspace.command("/hotpapers", "saved")

    await workspace.until(lambda: workspace.messages)
    assert [said(message) for message in workspace.channels["D0ADA"].messages] == ["Saved."]


async def test_what_all_may_see_is_not_sent_again_where_it_may_be(workspace, answerer, socket):
    answerer.says = lambda _: [Reply("For all.", public=True)]
    workspace.response_troubles = [Trouble(drop=True, keeping=True)]

    await workspace.command("/hotpapers", "cs.CV public")

    _, told = await workspace.until(lambda: workspace.seen[1:] and workspace.seen)
    assert [message["response_type"] for message in workspace.seen] == ["in_channel", "ephemeral"]
    assert said(told) == wording.MAYBE_POSTED


async def test_a_response_url_is_not_used_after_thirty_minutes(workspace, answerer, socket, monkeypatch):
    monkeypatch.setattr(response_urls, "LIFETIME", -1.0)

    await workspace.command("/hotpapers", "saved")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert "user" in message
    assert methods(workspace) == ["chat.postEphemeral"]


async def test_an_answer_that_slack_refuses_is_told_of(workspace, answerer, socket, caplog):
    workspace.response_troubles = [Trouble(400, body=b"invalid_blocks")]
    workspace.fail("chat.postEphemeral", Trouble(error="invalid_blocks"))
    workspace.fail("chat.postMessage", Trouble(error="invalid_blocks"))

    await workspace.command("/hotpapers", "saved")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert said(message) == wording.NOT_SHOWN
    assert "invalid_blocks" in caplog.text


# --- questions ------------------------------------------------------------------------------------------------------


async def test_a_question_is_stored_before_it_is_acknowledged(workspace, answerer, slack):
    kept: list[int] = []

    async def hear(question):
        kept.append(len(workspace.seen))
        return await FakeAnswerer.hear(answerer, question)

    answerer.hear = hear
    await workspace.command("/hotpapers", "saved")

    assert kept == [0]
    assert [question.kind for question in answerer.heard] == ["command"]
    await until(lambda: workspace.seen and not answerer.open)


async def test_a_store_that_takes_long_does_not_keep_the_acknowledgement(workspace, answerer, slack):
    held = asyncio.Event()

    async def hear(question):
        await held.wait()
        return await FakeAnswerer.hear(answerer, question)

    answerer.hear = hear
    await workspace.command("/hotpapers", "saved")  # within three seconds
    assert workspace.seen == []

    held.set()
    await workspace.until(lambda: workspace.seen)
    assert answerer.commands == [ShowReadingList()]


async def left(workspace, answerer, ask) -> FakeAnswerer:
    """Have *ask* heard by a bot that is killed before it answers; return who answers at its next start."""

    async def killed(*_: object) -> None:
        answerer.killed = True

    async with listening(workspace, answerer, SlackCredentials(APP_TOKEN)):
        answerer.answered = killed  # what was shown is forgotten too: the kill came before that was stored
        answerer.says = lambda _: []
        await ask()
        await until(lambda: answerer.asked)
    workspace.seen.clear()
    next_one = FakeAnswerer()
    next_one.open = dict(answerer.open)
    return next_one


async def test_a_question_that_a_kill_cut_off_is_answered_at_the_next_start(workspace, answerer):
    after = await left(workspace, answerer, lambda: workspace.command("/paper", "2008.10599"))

    async with listening(workspace, after, SlackCredentials(APP_TOKEN)):
        (message,) = await workspace.until(lambda: workspace.seen)
        await until(lambda: not after.open)

    assert after.commands == [ShowPaper("2008.10599")]
    assert said(message) == "Look."


async def test_what_changes_something_is_apologised_for_and_not_done_twice(workspace, answerer):
    after = await left(workspace, answerer, lambda: workspace.press(None, "save 2008.10599"))

    async with listening(workspace, after, SlackCredentials(APP_TOKEN)):
        (message,) = await workspace.until(lambda: workspace.seen)
        await until(lambda: not after.open)

    assert answerer.commands == [ActOnPaper(PaperAction.SAVE, PaperId("2008.10599"))]
    assert after.commands == []
    assert said(message) == wording.interrupted("/hotpapers save 2008.10599", may_be_done=True)


async def test_what_was_asked_long_before_the_next_start_is_apologised_for_directly(workspace, answerer):
    clock = Clock(answerer.clock())
    answerer.clock = lambda: clock() - timedelta(hours=3)
    after = await left(workspace, answerer, lambda: workspace.command("/paper", "2008.10599"))

    async with listening(workspace, after, SlackCredentials(APP_TOKEN)):
        (message,) = await workspace.until(lambda: workspace.seen)

    assert after.commands == []
    assert said(message) == wording.interrupted("/paper 2008.10599", may_be_done=False)
    assert message["user"] == USER  # the response URL is too old


async def test_a_form_that_a_kill_cut_off_is_apologised_for(workspace, answerer):

    view = {"id": "V9", "type": "modal", "callback_id": "hp:form", "title": {}, "blocks": []}
    view["private_metadata"] = '{"channel": "C0GENERAL", "url": null, "digest": false, "change": null}'
    after = await left(workspace, answerer, lambda: workspace.submit(view, entered()))

    async with listening(workspace, after, SlackCredentials(APP_TOKEN)):
        (message,) = await workspace.until(lambda: workspace.seen)

    assert after.commands == []
    assert said(message).startswith("I was restarted while working on “/hotpapers subscribe cs.CV")
