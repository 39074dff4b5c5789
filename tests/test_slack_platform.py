from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from pydantic import SecretStr

from adapters.slack import connect
from adapters.slack.platform import Slack
from adapters.slack.render import layout
from bot.config import Settings
from bot.errors import (
    CommandError,
    ConfigError,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUncertain,
    DestinationGone,
)
from bot.models import Destination, PostKind
from tests import make
from tests.standins.slack import TOKEN, Channel, SlackStandIn, Trouble, slack

REPLY = {"position": 1, "kind": PostKind.REPLY}
SINCE = make.NOON


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
async def workspace() -> AsyncIterator[SlackStandIn]:
    async with slack(clock=lambda: make.NOON) as standing_in:
        yield standing_in


@asynccontextmanager
async def connected(workspace: SlackStandIn, **given) -> AsyncIterator[Slack]:
    platform = Slack(TOKEN, workspace.url, **given)
    yield platform
    await platform.close()


@pytest.fixture
async def platform(workspace) -> AsyncIterator[Slack]:
    async with connected(workspace) as platform:
        yield platform


def settings(**given) -> Settings:
    return Settings(_env_file=None, **given)


# --- sending --------------------------------------------------------------------------------------------------


async def test_a_post_arrives_with_its_token_in_two_places(workspace, platform):
    sent = await platform.send(make.post())

    (message,) = workspace.messages
    assert message["ts"] == sent
    assert message["metadata"]["event_payload"] == {"token": make.post().token}
    assert message["blocks"][0]["block_id"] == make.post().token


async def test_a_whole_digest_arrives_as_a_list_and_a_thread(workspace, platform):
    entries = [make.entry(rank, title="x" * 250, summary="y" * 280) for rank in range(1, 26)]
    digest = make.digest(*entries)
    kinds = layout(digest)

    parent = await platform.send(make.post(digest=digest))
    for position, kind in enumerate(kinds[1:], 1):
        await platform.send(
            make.post(digest=digest, position=position, kind=kind, parent=parent, token=f"{position:024x}")
        )

    in_thread = [message.get("thread_ts") == parent for message in workspace.messages]
    assert in_thread == [kind is PostKind.REPLY for kind in kinds]
    assert PostKind.CONTINUATION in kinds


async def test_a_reply_is_taken_back_when_its_thread_is_gone(workspace, platform):
    with pytest.raises(DeliveryRefused, match="its first message was deleted"):
        await platform.send(make.post(parent="1.000001", **REPLY))

    assert workspace.messages == []


async def test_a_reply_that_cannot_be_taken_back_is_not_sent_again_either(workspace, platform):
    workspace.fail("chat.delete", Trouble(status=500))

    with pytest.raises(DeliveryRefused, match="stays in the channel"):
        await platform.send(make.post(parent="1.000001", **REPLY))


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(keeping=True, drop=True),
        Trouble(keeping=True, hang=True),
        Trouble(keeping=True, status=500),
        Trouble(keeping=True, status=502, body=b"<html>Bad Gateway</html>", content_type="text/html"),
        Trouble(keeping=True, body=b"<html>hello</html>", content_type="text/html"),
        Trouble(keeping=True, body=b"ok", content_type="text/plain"),
        Trouble(keeping=True, body=b'{"ok": tr'),
        Trouble(keeping=True, body=b'{"ok": true}'),
        Trouble(keeping=True, body=b"[]"),
        Trouble(keeping=True, body=b"null"),
        Trouble(keeping=True, body=b'"\xff"'),
        Trouble(keeping=True, error="internal_error"),
        Trouble(keeping=True, error="fatal_error"),
    ],
    ids=lambda trouble: f"{trouble.status} {trouble.body} {trouble.error} drop={trouble.drop} hang={trouble.hang}",
)
async def test_an_answer_that_says_nothing_leaves_a_post_uncertain_and_to_be_found(workspace, trouble):
    workspace.fail("chat.postMessage", trouble)

    async with connected(workspace, deadline=timedelta(seconds=0.3)) as platform:
        with pytest.raises(DeliveryUncertain):
            await platform.send(make.post())
        found = await platform.find(make.post(), SINCE)

    assert [message["ts"] for message in workspace.messages] == [found]


async def test_a_lost_answer_never_posts_twice(workspace, platform):
    await platform.send(make.post(token="a" * 24))
    workspace.fail("chat.postMessage", Trouble(keeping=True, drop=True))

    with pytest.raises(DeliveryUncertain):
        await platform.send(make.post())

    assert len(workspace.messages) == 2


async def test_a_lost_request_is_not_found(workspace, platform):
    workspace.fail("chat.postMessage", Trouble(drop=True))

    with pytest.raises(DeliveryUncertain):
        await platform.send(make.post())

    assert await platform.find(make.post(), SINCE) is None


async def test_a_limit_says_how_long_to_wait(workspace, platform):
    workspace.fail("chat.postMessage", Trouble(status=429, error="ratelimited", headers={"Retry-After": "7"}))

    with pytest.raises(DeliveryPostponed) as postponed:
        await platform.send(make.post())

    assert postponed.value.retry_after == timedelta(seconds=7)
    assert workspace.messages == []


async def test_a_second_message_within_a_second_has_to_wait(workspace, platform):
    workspace.pace = timedelta(seconds=1)
    await platform.send(make.post())

    with pytest.raises(DeliveryPostponed):
        await platform.send(make.post(token="f" * 24))


async def test_nobody_listening_is_certainly_not_posted():
    platform = Slack(TOKEN, "http://127.0.0.1:1/api/")

    with pytest.raises(DeliveryPostponed, match="cannot be reached"):
        await platform.send(make.post())
    await platform.close()


@pytest.mark.parametrize(
    ("channel", "advice"),
    [
        (Channel(archived=True), "archived"),
        (Channel(member=False), "/invite @"),
        (Channel(id="C0OTHER"), "no such channel"),
        (Channel(private=True, member=False), "no such channel, or a private one"),
    ],
)
async def test_a_closed_channel_is_gone_and_says_what_to_do(channel, advice):
    async with slack(channel) as workspace, connected(workspace) as platform:
        with pytest.raises(DestinationGone, match=advice):
            await platform.send(make.post())


# --- finding --------------------------------------------------------------------------------------------------


async def test_a_reply_is_found_in_its_thread(workspace, platform):
    parent = await platform.send(make.post(token="a" * 24))
    sent = await platform.send(make.post(parent=parent, **REPLY))

    assert await platform.find(make.post(parent=parent, **REPLY), SINCE) == sent
    assert await platform.find(make.post(parent=parent, token="b" * 24, **REPLY), SINCE) is None


async def test_a_post_is_found_behind_many_others(workspace, platform):
    sent = await platform.send(make.post())
    for number in range(5):
        await platform.send(make.post(token=f"{number:024x}"))
    workspace.page = 2

    assert await platform.find(make.post(), SINCE) == sent


async def test_a_post_is_known_by_its_block_where_metadata_is_kept_from_us(workspace, platform):
    sent = await platform.send(make.post())
    del workspace.messages[0]["metadata"]

    assert await platform.find(make.post(), SINCE) == sent


async def test_a_post_is_known_by_its_metadata_where_its_blocks_changed(workspace, platform):
    sent = await platform.send(make.post())
    del workspace.messages[0]["blocks"][0]

    assert await platform.find(make.post(), SINCE) == sent


async def test_clocks_may_differ_a_little(workspace, platform):
    sent = await platform.send(make.post())

    assert await platform.find(make.post(), SINCE + timedelta(seconds=4)) == sent
    assert await platform.find(make.post(), SINCE + timedelta(seconds=6)) is None


async def test_a_channel_too_busy_to_look_through_stays_uncertain(workspace, platform):
    for number in range(11):
        await platform.send(make.post(token=f"{number:024x}"))
    workspace.page = 1

    with pytest.raises(DeliveryUncertain, match="too many to look through"):
        await platform.find(make.post(), SINCE)


async def test_a_thread_that_is_gone_holds_no_reply(workspace, platform):
    assert await platform.find(make.post(parent="1.000001", **REPLY), SINCE) is None


async def test_reading_back_without_the_scope_stays_uncertain_and_says_so(workspace, platform):
    workspace.scopes.remove("channels:history")

    with pytest.raises(DeliveryUncertain, match="channels:history"):
        await platform.find(make.post(), SINCE)


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (Trouble(status=429, headers={"Retry-After": "60"}), DeliveryPostponed),
        (Trouble(status=503), DeliveryUncertain),
        (Trouble(drop=True), DeliveryUncertain),
        (Trouble(body=b"<html></html>", content_type="text/html"), DeliveryUncertain),
        (Trouble(body=b'{"ok": true}'), DeliveryUncertain),
        (Trouble(body=b'{"ok": true, "messages": [], "has_more": true}'), DeliveryUncertain),
        (Trouble(body=b'{"ok": true, "messages": [{"blocks": 7}]}'), DeliveryUncertain),
        (Trouble(error="invalid_arguments"), DeliveryUncertain),
        (Trouble(error="is_archived"), DestinationGone),
    ],
)
async def test_a_look_that_fails_never_says_that_nothing_is_there(workspace, platform, trouble, expected):
    workspace.fail("conversations.history", trouble)

    with pytest.raises(expected):
        await platform.find(make.post(), SINCE)


# --- locating -------------------------------------------------------------------------------------------------


async def test_a_channel_is_located_in_its_workspace(workspace, platform):
    assert await platform.locate("C0GENERAL") == Destination("slack", "T0FAKE", "C0GENERAL")


async def test_a_channel_is_located_without_the_scope_to_look_at_it(workspace, platform):
    workspace.scopes.remove("channels:read")

    assert await platform.locate("C0GENERAL") == Destination("slack", "T0FAKE", "C0GENERAL")


@pytest.mark.parametrize("name", ["general", "#general", "", "c0general", "C0GENERAL "])
async def test_a_name_is_no_id(workspace, platform, name):
    with pytest.raises(CommandError, match="its id stands at the bottom"):
        await platform.locate(name)

    assert workspace.calls == []


@pytest.mark.parametrize(("channel", "advice"), [("C0NOWHERE", "no such channel"), ("C0PAST", "archived")])
async def test_a_channel_that_is_closed_to_us_is_not_located(channel, advice):
    async with slack(Channel("C0PAST", archived=True)) as workspace, connected(workspace) as platform:
        with pytest.raises(DestinationGone, match=advice):
            await platform.locate(channel)


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_refused_token_is_a_matter_of_settings(workspace, platform, code):
    workspace.token, workspace.token_error = "another", code

    with pytest.raises(ConfigError, match=r"SLACK_BOT_TOKEN: .*api\.slack\.com/apps"):
        await platform.locate("C0GENERAL")


@pytest.mark.parametrize("trouble", [Trouble(status=500), Trouble(drop=True), Trouble(body=b'{"ok": true}')])
async def test_a_slack_that_fails_cannot_say_where_a_channel_is(workspace, platform, trouble):
    workspace.fail("auth.test", trouble)

    with pytest.raises(DeliveryPostponed):
        await platform.locate("C0GENERAL")


# --- checking -------------------------------------------------------------------------------------------------


async def looked_at(platform: Slack, channel: str | None = "C0GENERAL") -> list[tuple[bool, str, str]]:
    return [(check.ok, check.found, check.advice) for check in await platform.check(channel)]


async def test_a_check_names_workspace_scopes_and_channel(workspace, platform):
    assert await looked_at(platform) == [
        (True, "hotpapers in Stand-in", ""),
        (True, "channels:history, channels:read, chat:write", ""),
        (True, "the app is in #general", ""),
    ]
    assert len(await looked_at(platform, None)) == 2


async def test_a_check_says_which_scope_is_missing_and_what_for(workspace, platform):
    workspace.scopes.remove("channels:read")

    _, (ok, found, advice), _ = await looked_at(platform)

    assert not ok
    assert found == "the app lacks the scope channels:read (to see whether the app is in a channel)"
    assert "install the app again" in advice


@pytest.mark.parametrize(
    ("channel", "found", "advice"),
    [
        (Channel(member=False), "the app is not in the channel", "/invite @"),
        (Channel(archived=True), "the channel is archived", "unarchive it"),
        (Channel("C0OTHER"), "no such channel", "check its id"),
        (Channel(private=True, member=False), "the app lacks the scope groups:read", "install the app again"),
    ],
)
async def test_a_check_says_what_keeps_us_out_of_a_channel(channel, found, advice):
    async with slack(channel) as workspace, connected(workspace) as platform:
        *_, (ok, said, advised) = await looked_at(platform)

    assert not ok
    assert found in said
    assert advice in advised


@pytest.mark.parametrize(("private", "scope"), [(True, "groups:history"), (False, "channels:history")])
async def test_a_channel_needs_a_scope_to_be_read_back(private, scope):
    async with slack(Channel(private=private)) as workspace, connected(workspace) as platform:
        workspace.scopes = ["chat:write", "channels:read", "groups:read"]
        *_, (ok, found, _) = await looked_at(platform)

    assert not ok
    assert scope in found


async def test_a_check_of_a_wrong_token_says_where_the_right_one_is(workspace, platform):
    workspace.token = "another"

    assert await looked_at(platform) == [
        (
            False,
            "the token is not valid",
            "copy the Bot User OAuth Token of your app at https://api.slack.com/apps into SLACK_BOT_TOKEN",
        )
    ]


async def test_a_check_of_a_name_says_where_the_id_is(workspace, platform):
    *_, (ok, _, advice) = await looked_at(platform, "#general")

    assert not ok
    assert "its id stands at the bottom" in advice


@pytest.mark.parametrize("method", ["auth.test", "conversations.info"])
@pytest.mark.parametrize("trouble", [Trouble(status=500), Trouble(status=429), Trouble(body=b"[]")])
async def test_a_check_survives_a_slack_that_fails(workspace, platform, method, trouble):
    workspace.fail(method, trouble)

    *_, (ok, _, advice) = await looked_at(platform)

    assert not ok
    assert advice == "try again later"


# --- connecting -----------------------------------------------------------------------------------------------


def test_no_token_says_where_to_get_one():
    with pytest.raises(ConfigError, match="SLACK_BOT_TOKEN is not set: create an app"):
        connect(settings())


async def test_the_settings_say_where_slack_is(workspace):
    platform = connect(settings(SLACK_BOT_TOKEN=SecretStr(TOKEN), SLACK_API_URL=workspace.url))

    sent = await platform.send(make.post())
    await platform.close()

    assert [message["ts"] for message in workspace.messages] == [sent]


async def test_a_platform_that_never_asked_closes(workspace, platform):
    await platform.close()

    assert workspace.calls == []
