from __future__ import annotations

import pytest

from adapters.slack.api.credentials import SlackCredentials
from adapters.slack.events.handlers import NOT_OURS
from bot import wording
from bot.commands.status import ShowStatus
from bot.models.command import (
    NO_FILTER,
    ListSubscriptions,
    ManageSubscription,
    Requester,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowPapers,
    ShowReadingList,
    Subscribe,
    SubscriptionAction,
)
from bot.models.digest import Destination, Filter
from bot.models.papers import PaperId
from bot.models.reaction import Reaction
from bot.models.reply import Form, Reply
from bot.models.subscription import DigestOptions, Period
from tests.helpers.fake_servers.slack import Channel, Trouble
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, USER
from tests.helpers.slack_client import listening, said

HERE = Destination("slack", "T0FAKE", "C0GENERAL")
PAPER = PaperId("2008.10599")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (("/hotpapers", ""), ShowHotList()),
        (("/hotpapers", "cs.CV"), ShowHotList(Filter(("cs.CV",)))),
        (("/hotpapers", "subscriptions"), ListSubscriptions()),
        (("/paper", "<https://arxiv.org/abs/2008.10599|arxiv.org>"), ShowPaper("https://arxiv.org/abs/2008.10599")),
        (("/paper", "words of a title"), ShowPaper("words of a title")),
    ],
)
async def test_what_is_typed_is_asked(workspace, answerer, slack, typed, asked):
    await workspace.command(*typed)

    (message,) = await workspace.until(lambda: workspace.seen)
    assert answerer.commands == [asked]
    assert message["response_type"] == "ephemeral"
    assert said(message) == f"{asked.label}."


async def test_what_is_not_understood_asks_for_help(workspace, answerer, slack):
    await workspace.command("/hotpapers", "subscribe cs.CV weekdays 25:00")

    await workspace.until(lambda: workspace.seen)
    (command,) = answerer.commands
    assert isinstance(command, ShowHelp)
    assert "25:00" in command.misunderstood


async def test_the_asker_is_known_with_zone_and_rights(workspace, answerer, socket):
    workspace.people["U0ADA"].admin = True

    await workspace.command("/hotpapers")

    await workspace.until(lambda: workspace.seen)
    assert answerer.asked[0][0] == Requester("slack", "T0FAKE", USER, HERE, False, True, "Europe/Paris")


async def test_those_named_in_the_settings_may_set_digests(workspace, answerer):
    async with listening(workspace, answerer, SlackCredentials(APP_TOKEN, admins=(USER,))):
        await workspace.command("/hotpapers")
        await workspace.until(lambda: workspace.seen)

    assert answerer.asked[0][0].can_manage_channel


async def test_who_asks_is_looked_up_once_in_a_while(workspace, answerer, socket):
    await workspace.command("/hotpapers")
    await workspace.command("/hotpapers")

    await workspace.until(lambda: len(workspace.seen) == 2)
    assert [method for method, _ in workspace.calls].count("users.info") == 1


async def test_without_a_profile_people_are_answered_all_the_same(workspace, answerer, socket):
    workspace.fail("users.info", Trouble(error="internal_error"))

    await workspace.command("/hotpapers")

    await workspace.until(lambda: workspace.seen)
    assert answerer.asked[0][0] == Requester("slack", "T0FAKE", USER, HERE, False, False, is_known=False)


async def test_direct_messages_between_others_are_no_ones_own(workspace, answerer, socket):
    workspace.fail("conversations.open", Trouble(error="internal_error"))

    await workspace.command("/hotpapers", channel="D0BETWEENOTHERS")

    await workspace.until(lambda: workspace.seen)
    assert not answerer.asked[0][0].is_direct_message


async def test_in_a_direct_message_here_is_the_persons_own(workspace, answerer, socket):
    await workspace.command("/hotpapers", channel="D0BETWEENOTHERS")

    await workspace.until(lambda: workspace.seen)
    asker, _ = answerer.asked[0]
    assert asker.is_direct_message
    assert asker.destination == Destination("slack", "T0FAKE", "D0ADA")


async def test_who_subscribes_in_a_channel_gets_a_direct_channel_opened_once(workspace, answerer, slack):
    await workspace.command("/hotpapers", "subscribe cs.CV weekdays 09:00")
    await workspace.command("/hotpapers", "subscribe cs.CL weekdays 09:00")

    await workspace.until(lambda: len(workspace.seen) == 2)
    assert [asker.direct_channel for asker, _ in answerer.asked] == ["D0ADA", "D0ADA"]
    assert [method for method, _ in workspace.calls].count("conversations.open") == 1


async def test_a_button_asks_what_it_carries(workspace, answerer, slack):
    await workspace.press(None, "pause 3")

    await workspace.until(lambda: workspace.seen)
    assert answerer.commands == [ManageSubscription(SubscriptionAction.PAUSE, 3)]


async def test_a_menu_asks_what_is_chosen(workspace, answerer, slack):
    await workspace.choose(None, "paper 2008.10599")

    await workspace.until(lambda: workspace.seen)
    assert answerer.commands == [ShowPaper("2008.10599")]


async def test_the_shortcut_finds_every_paper_of_a_message(workspace, answerer, slack):
    link = {"type": "link", "url": "https://arxiv.org/abs/1706.03762"}
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [link]}]}]
    message = {"text": "see <https://arxiv.org/abs/2008.10599v2|this> &amp; more", "blocks": blocks}
    where = {"response_url": workspace.url_for(), "channel": {"id": "C0GENERAL"}}

    await workspace.deliver(
        "interactive", workspace.acted("message_action", callback_id="hp:look_up", message=message, **where)
    )

    await workspace.until(lambda: workspace.seen)
    assert answerer.commands == [ShowPapers((PAPER, PaperId("1706.03762")))]


async def test_what_is_told_again_is_answered_once(workspace, answerer, socket):
    payload = workspace.typed("/hotpapers", "")

    await workspace.deliver("slash_commands", payload)
    await workspace.deliver("slash_commands", payload)
    await workspace.command("/hotpapers", "status")

    await workspace.until(lambda: len(workspace.seen) == 2)
    assert len(answerer.asked) == 2


async def test_a_command_in_another_workspace_is_turned_away_with_a_sentence(workspace, answerer, socket):
    await workspace.command("/hotpapers", team_id="T0OTHER")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert said(message) == NOT_OURS
    assert answerer.asked == []


@pytest.mark.parametrize(
    "of_stranger",
    [
        {"team": {"id": "T0OTHER"}, "user": {"id": USER, "team_id": "T0OTHER"}},
        {"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True},
    ],
)
async def test_who_presses_something_of_ours_is_answered_wherever_they_are_from(
    workspace, answerer, slack, of_stranger
):
    await workspace.press(None, "saved", **of_stranger)

    await workspace.until(lambda: workspace.seen)
    assert answerer.commands == [ShowReadingList()]
    assert answerer.asker.workspace == "T0FAKE"


async def test_an_admin_of_another_workspace_is_none_here(workspace, answerer, socket):
    workspace.people[USER].admin, workspace.people[USER].team = True, "T0OTHER"

    await workspace.press(None, "saved", team={"id": "T0OTHER"})

    await workspace.until(lambda: workspace.seen)
    assert not answerer.asker.can_manage_channel


async def test_a_payload_that_cannot_be_read_is_acknowledged_and_told(workspace, answerer, slack, caplog):
    await workspace.press(None, "", actions=[{"type": "button", "action_id": "hp:0"}])

    (message,) = await workspace.until(lambda: workspace.seen)
    assert said(message) == wording.FAILED
    assert "payload not parsed: kind=press" in caplog.text
    assert "Traceback" not in caplog.text


async def test_what_is_pressed_in_a_thread_is_answered_there(workspace, answerer, slack):
    in_thread = {"type": "message", "message_ts": "9.2", "thread_ts": "9.1", "is_ephemeral": False}

    await workspace.press(None, "save 2008.10599", container=in_thread)

    (message,) = await workspace.until(lambda: workspace.seen)
    assert message["thread_ts"] == "9.1"


@pytest.mark.parametrize("container", [{"message_ts": "9.1", "thread_ts": "9.1"}, {"message_ts": "9.1"}])
async def test_what_is_pressed_on_the_message_over_a_thread_is_answered_in_the_channel(
    workspace, answerer, socket, container
):
    await workspace.press(None, "saved", container=container, message={"ts": "9.1", "thread_ts": "9.1"})

    (message,) = await workspace.until(lambda: workspace.seen)
    assert "thread_ts" not in message


async def test_a_mention_is_read_as_a_command_and_answered_to_who_wrote_it(workspace, answerer, slack):
    workspace.scopes.append("app_mentions:read")

    await workspace.event("app_mention", user=USER, channel="C0GENERAL", ts="3.1", text="<@U0BOT>: cs.CV week")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert answerer.commands == [ShowHotList(Filter(("cs.CV",)), Period(7))]
    assert (message["user"], message["response_type"]) == (USER, "ephemeral")


async def test_a_mention_in_a_thread_is_answered_there(workspace, answerer, socket):
    workspace.scopes.append("app_mentions:read")

    await workspace.event(
        "app_mention", user=USER, channel="C0GENERAL", ts="3.2", thread_ts="3.1", text="<@U0BOT|hotpapers> help"
    )

    (message,) = await workspace.until(lambda: workspace.seen)
    assert message["thread_ts"] == "3.1"


async def test_a_direct_message_is_read_as_a_command(workspace, answerer, slack):
    workspace.scopes.append("im:history")
    workspace.channels["D0ADA"] = Channel("D0ADA", "")

    await workspace.event("message", user=USER, channel="D0ADA", channel_type="im", ts="3.1", text="2008.10599")

    await workspace.until(lambda: workspace.messages)
    assert answerer.commands == [ShowPaper("2008.10599")]
    assert answerer.asker.is_direct_message
    assert said(workspace.channels["D0ADA"].messages[0]) == "Look."


async def test_a_form_that_is_asked_for_in_a_message_opens_by_a_button(workspace, answerer, socket):
    workspace.scopes.append("app_mentions:read")
    form = Form("Your digest", False, NO_FILTER, None, DigestOptions(), zone="UTC")
    answerer.says = lambda _: [Reply(form=form)]
    await workspace.event("app_mention", user=USER, channel="C0GENERAL", ts="3.1", text="<@U0BOT> subscribe")
    (message,) = await workspace.until(lambda: workspace.seen)

    await workspace.press(0, message["blocks"][-1]["elements"][0]["value"])

    await workspace.until(lambda: workspace.form)
    assert answerer.commands == [Subscribe(), Subscribe()]


@pytest.mark.parametrize(
    "given",
    [
        {"user": "U0BOT", "bot_id": "B0BOT"},
        {"subtype": "message_changed", "message": {"text": "help"}},
        {"channel": "C0GENERAL", "channel_type": "channel", "user": USER},
        {"user": USER, "subtype": "channel_join"},
    ],
)
async def test_messages_that_are_not_said_to_us_are_left_alone(workspace, answerer, socket, given):
    workspace.scopes.append("im:history")

    await workspace.event("message", **{"channel": "D0ADA", "channel_type": "im", "ts": "3.1", "text": "help"} | given)
    await workspace.command("/hotpapers", "status")

    await workspace.until(lambda: workspace.seen)
    assert answerer.commands == [ShowStatus()]


async def test_what_is_written_is_answered_once_however_often_slack_tells_it(workspace, answerer, socket):
    workspace.scopes.append("app_mentions:read")
    for _ in range(2):
        await workspace.event("app_mention", id="Ev7", user=USER, channel="C0GENERAL", ts="3.1", text="<@U0BOT> saved")
    await workspace.command("/hotpapers", "status")

    await workspace.until(lambda: len(workspace.seen) == 2)
    assert answerer.commands == [ShowReadingList(), ShowStatus()]


async def test_reactions_of_people_are_told_and_our_own_and_those_to_files_are_not(workspace, answerer, socket):
    message = {"type": "message", "channel": "C0GENERAL", "ts": "5.1"}
    await workspace.event("reaction_added", user="U0BOT", reaction="eyes", item=message)
    await workspace.event("reaction_added", user=USER, reaction="eyes", item={"type": "file", "file": "F1"})

    await workspace.event("reaction_added", user=USER, reaction="+1", item=message)
    await workspace.event("reaction_removed", user=USER, reaction="+1", item=message)

    await workspace.until(lambda: len(answerer.reactions) == 2)
    told = Reaction(HERE, "5.1", USER, "+1")
    assert answerer.reactions == [("reacted", told), ("took back", told)]
