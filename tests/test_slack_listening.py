from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from adapters.slack.platform import Access, Slack
from bot.commands.grammar import printed
from bot.commands.reply import Attachment, Form, Item, Reply
from bot.commands.values import (
    Act,
    Asker,
    Command,
    Help,
    HotList,
    Look,
    LookUpAll,
    Manage,
    OnPaper,
    PaperAct,
    Saved,
    Subscribe,
    Subscriptions,
)
from bot.errors import ConfigError, DeliveryPostponed
from bot.models import Destination, Filter, PaperId
from bot.subscription import Every, How, Rhythm
from tests.standins.serving import serving
from tests.standins.slack import TOKEN, Trouble
from tests.standins.slack_signed import SECRET
from tests.standins.slack_socket import APP_TOKEN, USER, TalkingSlack, talking_slack

HERE = Destination("slack", "T0FAKE", "C0GENERAL")
PAPER = PaperId("2008.10599")


class Scripted:
    """Answers as it is told, and remembers who asked what."""

    def __init__(self) -> None:
        self.asked: list[tuple[Asker, Command]] = []
        self.replies: Callable[[Command], list[Reply]] = lambda command: [Reply(f"{type(command).__name__}.")]
        self.welcomes: list[Destination] = []
        self._events: set[str] = set()

    @property
    def commands(self) -> list[Command]:
        return [command for _, command in self.asked]

    async def answer(self, asker: Asker, command: Command) -> AsyncIterator[Reply]:
        self.asked.append((asker, command))
        for reply in self.replies(command):
            yield reply

    def suggest(self, field: str, typed: str) -> list[tuple[str, str]]:
        return [(f"{field} {typed}", typed)]

    async def is_new(self, platform: str, event: str) -> bool:
        known = event in self._events
        self._events.add(event)
        return not known

    async def welcome(self, destination: Destination) -> Reply | None:
        self.welcomes.append(destination)
        return Reply("Hello.") if self.welcomes.count(destination) == 1 else None


@asynccontextmanager
async def listening(workspace: TalkingSlack, answerer: Any, access: Access) -> AsyncIterator[Slack]:
    platform = Slack(TOKEN, workspace.url, access)
    application = web.Application()
    application.add_routes(platform.routes())
    async with serving(application) as url:
        workspace.entrance = f"{url}/slack/events" if platform.routes() else None
        task = asyncio.create_task(platform.listen(answerer))
        try:
            await until_listening(workspace, platform)
            yield platform
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await platform.close()


async def until_listening(workspace: TalkingSlack, platform: Slack) -> None:
    await workspace.until(lambda: ("auth.test", {}) in workspace.calls)
    while platform._entrance and not platform._entrance._app:
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
async def workspace() -> AsyncIterator[TalkingSlack]:
    async with talking_slack() as standing_in:
        yield standing_in


@pytest.fixture
def answerer() -> Scripted:
    return Scripted()


@pytest.fixture(params=["socket", "http"])
async def slack(request, workspace, answerer) -> AsyncIterator[Slack]:
    access = Access(app_token=APP_TOKEN) if request.param == "socket" else Access(signing_secret=SECRET)
    async with listening(workspace, answerer, access) as platform:
        yield platform


@pytest.fixture
async def socket(workspace, answerer) -> AsyncIterator[Slack]:
    async with listening(workspace, answerer, Access(app_token=APP_TOKEN, signing_secret=SECRET)) as platform:
        yield platform


@pytest.fixture
async def http(workspace, answerer) -> AsyncIterator[Slack]:
    async with listening(workspace, answerer, Access(signing_secret=SECRET)) as platform:
        yield platform


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for key, inner in value.items() if key != "text" or not own for text in texts(inner)]
    return [text for inner in value for text in texts(inner)] if isinstance(value, list) else []


def said(message: dict[str, Any]) -> str:
    return "\n".join(texts(message["blocks"]))


# --- being asked ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (("/hotpapers", ""), HotList()),
        (("/hotpapers", "cs.CV"), HotList(Filter(("cs.CV",)))),
        (("/hotpapers", "subscriptions"), Subscriptions()),
        (("/paper", "<https://arxiv.org/abs/2008.10599|arxiv.org>"), Look("https://arxiv.org/abs/2008.10599")),
        (("/paper", "words of a title"), Look("words of a title")),
    ],
)
async def test_what_is_typed_is_asked(workspace, answerer, slack, typed, asked):
    await workspace.command(*typed)

    (message,) = await workspace.until(lambda: workspace.seen)
    assert answerer.commands == [asked]
    assert message["response_type"] == "ephemeral"
    assert said(message) == f"{type(asked).__name__}."


async def test_what_is_not_understood_asks_for_help(workspace, answerer, slack):
    await workspace.command("/hotpapers", "subscribe cs.CV weekdays 25:00")

    await workspace.until(lambda: workspace.seen)
    (command,) = answerer.commands
    assert isinstance(command, Help)
    assert "25:00" in command.misunderstood


async def test_the_asker_is_known_with_zone_and_rights(workspace, answerer, socket):
    workspace.people["U0ADA"].admin = True

    await workspace.command("/hotpapers")

    await workspace.until(lambda: workspace.seen)
    assert answerer.asked[0][0] == Asker("slack", "T0FAKE", USER, HERE, False, True, "Europe/Paris")


async def test_those_named_in_the_settings_may_set_digests(workspace, answerer):
    async with listening(workspace, answerer, Access(APP_TOKEN, admins=(USER,))):
        await workspace.command("/hotpapers")
        await workspace.until(lambda: workspace.seen)

    assert answerer.asked[0][0].may_set_digests


async def test_who_asks_is_looked_up_once_in_a_while(workspace, answerer, socket):
    await workspace.command("/hotpapers")
    await workspace.command("/hotpapers")

    await workspace.until(lambda: len(workspace.seen) == 2)
    assert [method for method, _ in workspace.calls].count("users.info") == 1


async def test_without_a_profile_people_are_answered_all_the_same(workspace, answerer, socket):
    workspace.fail("users.info", Trouble(error="internal_error"))

    await workspace.command("/hotpapers")

    await workspace.until(lambda: workspace.seen)
    assert answerer.asked[0][0] == Asker("slack", "T0FAKE", USER, HERE, False, False)


async def test_direct_messages_between_others_are_nobodys_own(workspace, answerer, socket):
    workspace.fail("conversations.open", Trouble(error="internal_error"))

    await workspace.command("/hotpapers", channel="D0BETWEENOTHERS")

    await workspace.until(lambda: workspace.seen)
    assert not answerer.asked[0][0].is_direct


async def test_in_a_direct_message_here_is_the_persons_own(workspace, answerer, socket):
    await workspace.command("/hotpapers", channel="D0BETWEENOTHERS")

    await workspace.until(lambda: workspace.seen)
    asker, _ = answerer.asked[0]
    assert asker.is_direct
    assert asker.here == Destination("slack", "T0FAKE", "D0ADA")


async def test_who_subscribes_in_a_channel_gets_a_direct_channel_opened_once(workspace, answerer, slack):
    await workspace.command("/hotpapers", "subscribe cs.CV weekdays 09:00")
    await workspace.command("/hotpapers", "subscribe cs.CL weekdays 09:00")

    await workspace.until(lambda: len(workspace.seen) == 2)
    assert [asker.direct for asker, _ in answerer.asked] == ["D0ADA", "D0ADA"]
    assert [method for method, _ in workspace.calls].count("conversations.open") == 1


async def test_a_button_asks_what_it_carries(workspace, answerer, slack):
    await workspace.press(None, "pause 3")

    await workspace.until(lambda: workspace.seen)
    assert answerer.commands == [Manage(Act.PAUSE, 3)]


async def test_a_menu_asks_what_is_chosen(workspace, answerer, slack):
    await workspace.choose(None, "paper 2008.10599")

    await workspace.until(lambda: workspace.seen)
    assert answerer.commands == [Look("2008.10599")]


async def test_the_shortcut_finds_every_paper_of_a_message(workspace, answerer, slack):
    link = {"type": "link", "url": "https://arxiv.org/abs/1706.03762"}
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [link]}]}]
    message = {"text": "see <https://arxiv.org/abs/2008.10599v2|this> &amp; more", "blocks": blocks}
    where = {"response_url": workspace.url_for(), "channel": {"id": "C0GENERAL"}}

    await workspace.deliver(
        "interactive", workspace.acted("message_action", callback_id="hp:look_up", message=message, **where)
    )

    await workspace.until(lambda: workspace.seen)
    assert answerer.commands == [LookUpAll((PAPER, PaperId("1706.03762")))]


async def test_what_is_told_again_is_answered_once(workspace, answerer, socket):
    payload = workspace.typed("/hotpapers", "")

    await workspace.deliver("slash_commands", payload)
    await workspace.deliver("slash_commands", payload)
    await workspace.command("/hotpapers", "status")

    await workspace.until(lambda: len(workspace.seen) == 2)
    assert len(answerer.asked) == 2


async def test_another_workspace_is_not_answered(workspace, answerer, socket):
    await workspace.command("/hotpapers", team_id="T0OTHER")
    await workspace.command("/hotpapers", "status")

    await workspace.until(lambda: workspace.seen)
    assert len(answerer.asked) == 1


# --- answering --------------------------------------------------------------------------------------------------------


async def test_a_first_word_is_replaced_by_the_answer(workspace, answerer, slack):
    answerer.replies = lambda _: [Reply("Looking it up …", final=False), Reply("Here it is.")]

    await workspace.command("/paper", "2008.10599")

    await workspace.until(lambda: [said(message) for message in workspace.seen] == ["Here it is."])


async def test_another_page_takes_the_place_of_the_one_before(workspace, answerer, slack):
    answerer.replies = lambda command: [Reply(f"Page {command.page}.")]

    await workspace.command("/hotpapers")
    await workspace.until(lambda: workspace.seen)
    await workspace.press(0, printed(HotList(page=1)))

    await workspace.until(lambda: [said(message) for message in workspace.seen] == ["Page 1."])


async def test_a_page_for_all_takes_the_place_of_the_one_before(workspace, answerer, slack):
    answerer.replies = lambda command: [Reply(f"Page {command.page}.", public=True)]

    await workspace.command("/hotpapers", "public")
    await workspace.until(lambda: workspace.seen)
    await workspace.press(0, printed(HotList(public=True, page=1)))

    await workspace.until(lambda: [said(message) for message in workspace.seen] == ["Page 1."])


async def test_what_we_posted_ourselves_stays_where_it_is(workspace, answerer, socket):
    await workspace.press(None, printed(HotList(page=1)))

    (message,) = await workspace.until(lambda: workspace.seen)
    assert not message["replace_original"]


async def test_a_button_of_a_card_leaves_the_card_where_it_is(workspace, answerer, slack):
    await workspace.command("/paper", "2008.10599")
    await workspace.until(lambda: workspace.seen)
    await workspace.press(0, "save 2008.10599")

    await workspace.until(lambda: len(workspace.seen) == 2)
    assert answerer.commands[1] == OnPaper(PaperAct.SAVE, PAPER)


async def test_a_public_answer_is_there_for_all(workspace, answerer, slack):
    answerer.replies = lambda _: [Reply("For all.", public=True)]

    await workspace.command("/hotpapers", "cs.CV public")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert message["response_type"] == "in_channel"


async def test_what_no_longer_fits_the_response_url_comes_directly(workspace, answerer, socket):
    answerer.replies = lambda _: [Reply(f"Number {number}.") for number in range(7)]

    await workspace.command("/hotpapers")

    await workspace.until(lambda: "D0ADA" in workspace.channels and len(workspace.channels["D0ADA"].messages) == 2)
    assert [said(message) for message in workspace.seen] == [f"Number {number}." for number in range(5)]


async def test_a_file_comes_directly(workspace, answerer, slack):
    answerer.replies = lambda _: [Reply("Sent to you.", file=Attachment("papers.bib", b"@misc{}"))]

    await workspace.command("/hotpapers", "export bibtex")

    assert await workspace.until(lambda: workspace.files) == [("D0ADA", "papers.bib", b"@misc{}")]
    assert said(workspace.seen[0]) == "Sent to you."


async def test_a_bug_is_answered_with_a_sentence(workspace, answerer, slack, caplog):
    def broken(_: Command) -> list[Reply]:
        raise ZeroDivisionError

    answerer.replies = broken

    await workspace.command("/hotpapers")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert "went wrong" in said(message)
    assert "ZeroDivisionError" in caplog.text


async def test_with_a_revoked_token_people_are_answered_where_they_ask(workspace, answerer, socket, caplog):
    workspace.token = "another"
    workspace.token_error = "token_revoked"

    await workspace.command("/hotpapers", "subscribe cs.CV weekdays 09:00")

    await workspace.until(lambda: workspace.seen)
    assert answerer.asked[0][0].direct is None
    assert "the token was revoked" in caplog.text


async def test_an_answer_that_slack_refuses_is_logged(workspace, answerer, socket, caplog):
    workspace.fail("conversations.open", Trouble(error="missing_scope"))
    answerer.replies = lambda _: [Reply(file=Attachment("papers.bib", b"")), Reply("Done.")]

    await workspace.command("/hotpapers", "export bibtex")

    await workspace.until(lambda: workspace.seen)
    assert "answer not shown" in caplog.text


async def test_a_digest_for_a_channel_without_us_is_answered_with_the_invitation(workspace, answerer, slack):
    workspace.people[USER].admin = True
    workspace.channels["C0GENERAL"].member = False

    await workspace.command("/hotpapers", "digest cs.CV weekdays 09:00")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert "/invite @" in said(message)
    assert answerer.asked == []


# --- forms ------------------------------------------------------------------------------------------------------------


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
    answerer.replies = lambda command: [
        Reply(form=Form("Your digest", False, Filter(("cs.CL",)), None, How()))
        if command == Subscribe()
        else Reply("Subscribed.")
    ]
    await workspace.command("/hotpapers", "subscribe")
    return await workspace.until(lambda: workspace.views and workspace.views[0])


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
    answerer.replies = lambda _: [Reply(form=Form("Your digest", False, Filter(()), None, How()))]

    await workspace.command("/hotpapers", "subscribe")

    (message,) = await workspace.until(lambda: workspace.seen)
    assert "ask for it again" in said(message)


async def test_zones_are_completed(workspace, slack):
    payload = workspace.acted("block_suggestion", action_id="hp:zone", block_id="zone", value="Par")

    answer = await workspace.deliver("interactive", payload)

    assert [option["value"] for option in answer["options"]] == ["Par"]


# --- other things that happen -----------------------------------------------------------------------------------------


async def test_the_home_tab_shows_subscriptions_and_saved_papers(workspace, answerer, slack):
    answerer.replies = lambda command: [Reply(items=(Item(f"One of {type(command).__name__}", "below"),))]

    await workspace.event("app_home_opened", user=USER, tab="home", channel="D0ADA")

    view = await workspace.until(lambda: workspace.home.get(USER))
    assert answerer.commands == [Subscriptions(), Saved()]
    assert "One of Subscriptions" in said(view)
    assert "One of Saved" in said(view)


async def test_a_button_on_the_home_tab_is_answered_directly_and_shows_there(workspace, answerer, slack):
    await workspace.press(None, "pause 3", channel=None)

    await workspace.until(lambda: workspace.home.get(USER))
    assert [said(message) for message in workspace.channels["D0ADA"].messages] == ["Manage."]


async def test_a_first_word_in_a_direct_message_is_replaced_too(workspace, answerer, socket):
    answerer.replies = lambda _: [Reply("Looking it up …", final=False), Reply("Here it is.")]

    await workspace.press(None, "paper 2008.10599", channel=None)

    await workspace.until(lambda: "Here it is." in [said(m) for m in workspace.messages])
    assert len(workspace.messages) == 1


async def test_invited_to_a_channel_we_say_hello_once(workspace, answerer, slack):
    await workspace.event("member_joined_channel", user="U0BOT", channel="C0GENERAL")
    await workspace.event("member_joined_channel", user="U0BOT", channel="C0GENERAL")
    await workspace.event("member_joined_channel", user=USER, channel="C0GENERAL")

    await workspace.until(lambda: len(answerer.welcomes) == 2 and workspace.messages)
    assert [said(message) for message in workspace.messages] == ["Hello."]


# --- ways in ----------------------------------------------------------------------------------------------------------


async def test_a_new_socket_takes_over(workspace, answerer, socket):
    await workspace.command("/hotpapers")
    await workspace.refresh()
    await workspace.command("/hotpapers", "status")

    await workspace.until(lambda: len(workspace.seen) == 2)


@pytest.mark.parametrize(("token", "app_token"), [("wrong", APP_TOKEN), (TOKEN, "xapp-wrong")])
async def test_a_wrong_token_is_told_before_listening(workspace, answerer, token, app_token):
    platform = Slack(token, workspace.url, Access(app_token))

    with pytest.raises(ConfigError, match="SLACK_"):
        await platform.listen(answerer)

    await platform.close()


@pytest.mark.parametrize(("app_token", "ok"), [(APP_TOKEN, True), ("xapp-wrong", False)])
async def test_a_check_looks_at_the_app_token_too(workspace, app_token, ok):
    platform = Slack(TOKEN, workspace.url, Access(app_token))

    token, scopes, app = await platform.check(None)

    assert (token.ok, scopes.ok, app.ok) == (True, True, ok)
    await platform.close()


async def test_who_is_talked_to_needs_more_scopes(workspace):
    workspace.scopes.remove("im:write")
    platform = Slack(TOKEN, workspace.url, Access(signing_secret=SECRET))

    _, scopes = await platform.check(None)

    assert scopes.found == "the app lacks the scope im:write (to send people their digests)"
    await platform.close()


async def test_a_slack_that_cannot_say_is_tried_again_later(workspace, answerer):
    workspace.fail("apps.connections.open", Trouble(error="internal_error"))
    platform = Slack(TOKEN, workspace.url, Access(APP_TOKEN))

    with pytest.raises(DeliveryPostponed):
        await platform.listen(answerer)

    await platform.close()


async def test_without_a_way_in_listening_says_what_to_set(workspace, answerer):
    platform = Slack(TOKEN, workspace.url)

    with pytest.raises(ConfigError, match="SLACK_APP_TOKEN"):
        await platform.listen(answerer)

    await platform.close()


def command(workspace: TalkingSlack) -> bytes:
    from urllib.parse import urlencode

    return urlencode(workspace.typed("/hotpapers", "")).encode()


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": "another"},
        {"stamp": "1"},
        {"stamp": "99999999999"},
        {"stamp": "now"},
        {"stamp": "-1"},
        {"stamp": "²"},
        {"signature": "v0="},
        {"signature": "ü"},
    ],
    ids=str,
)
async def test_what_slack_did_not_sign_now_is_refused(workspace, answerer, http, forged):
    status, _ = await workspace.request(command(workspace), **forged)

    assert status == 401
    assert answerer.asked == []


async def test_the_same_request_is_refused_the_second_time(workspace, answerer, http):
    body, stamp = command(workspace), f"{datetime.now(UTC).timestamp():.0f}"

    first, _ = await workspace.request(body, stamp=stamp)
    second, _ = await workspace.request(body, stamp=stamp)

    assert (first, second) == (200, 401)


async def test_slack_may_verify_the_address(workspace, http):
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()

    assert await workspace.request(body) == (200, '{"challenge": "abc"}')


async def test_until_somebody_listens_requests_are_put_off(workspace):
    platform = Slack(TOKEN, workspace.url, Access(signing_secret=SECRET))
    application = web.Application()
    application.add_routes(platform.routes())

    async with serving(application) as url:
        workspace.entrance = f"{url}/slack/events"
        status, _ = await workspace.request(command(workspace))

    assert status == 503
