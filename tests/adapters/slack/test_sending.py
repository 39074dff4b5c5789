from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.slack.api.history import PAGES, SKEW
from adapters.slack.messages.digest import layout
from adapters.slack.platform import Slack
from bot.errors import (
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUncertain,
    DeliveryUnverifiable,
    DestinationGone,
)
from bot.models.post import PostKind
from tests.helpers import factories
from tests.helpers.fake_servers.serving import PATIENCE
from tests.helpers.fake_servers.slack import TOKEN, Channel, SlackStandIn, Trouble, slack
from tests.helpers.slack_senders import REPLY, SINCE, connected

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
async def workspace() -> AsyncIterator[SlackStandIn]:
    async with slack(clock=lambda: factories.NOON) as standing_in:
        yield standing_in


@pytest.fixture
async def platform(workspace) -> AsyncIterator[Slack]:
    async with connected(workspace) as platform:
        yield platform


# --- sending --------------------------------------------------------------------------------------------------


async def test_a_post_arrives_with_its_token_in_two_places(workspace, platform):
    sent = await platform.send(factories.post())

    (message,) = workspace.messages
    assert message["ts"] == sent
    assert message["metadata"]["event_payload"] == {"token": factories.post().token}
    assert message["blocks"][0]["block_id"] == factories.post().token


async def test_a_whole_digest_arrives_as_a_list_and_a_thread(workspace, platform):
    entries = [factories.entry(title="x" * 250, summary="y" * 280) for _ in range(25)]
    digest = factories.digest(*entries)
    kinds = layout(digest)

    parent = await platform.send(factories.post(digest=digest))
    for position, kind in enumerate(kinds[1:], 1):
        await platform.send(
            factories.post(
                digest=digest, position=position, kind=kind, parent_message_id=parent, token=f"{position:024x}"
            )
        )

    in_thread = [message.get("thread_ts") == parent for message in workspace.messages]
    assert in_thread == [kind is PostKind.REPLY for kind in kinds]
    assert PostKind.CONTINUATION in kinds


async def test_a_reply_is_taken_back_when_its_thread_is_gone(workspace, platform):
    with pytest.raises(DeliveryRefused, match="its first message was deleted"):
        await platform.send(factories.post(parent_message_id="1.000001", **REPLY))

    assert workspace.messages == []


async def test_a_reply_that_cannot_be_taken_back_is_not_sent_again_either(workspace, platform):
    workspace.fail("chat.delete", Trouble(status=500))

    with pytest.raises(DeliveryRefused, match="stays in the channel"):
        await platform.send(factories.post(parent_message_id="1.000001", **REPLY))


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

    async with connected(workspace, deadline=timedelta(seconds=2 if trouble.hang else PATIENCE)) as platform:
        with pytest.raises(DeliveryUncertain):
            await platform.send(factories.post())
    async with connected(workspace) as platform:
        found = await platform.find(factories.post(), SINCE)

    assert [message["ts"] for message in workspace.messages] == [found]


async def test_a_lost_answer_never_posts_twice(workspace, platform):
    await platform.send(factories.post(token="a" * 24))
    workspace.fail("chat.postMessage", Trouble(keeping=True, drop=True))

    with pytest.raises(DeliveryUncertain):
        await platform.send(factories.post())

    assert len(workspace.messages) == 2


async def test_a_lost_request_is_not_found(workspace, platform):
    workspace.fail("chat.postMessage", Trouble(drop=True))

    with pytest.raises(DeliveryUncertain):
        await platform.send(factories.post())

    assert await platform.find(factories.post(), SINCE) is None


async def test_a_limit_says_how_long_to_wait(workspace, platform):
    workspace.fail("chat.postMessage", Trouble(status=429, error="ratelimited", headers={"Retry-After": "7"}))

    with pytest.raises(DeliveryPostponed) as postponed:
        await platform.send(factories.post())

    assert postponed.value.retry_after == timedelta(seconds=7)
    assert workspace.messages == []


async def test_a_second_message_within_a_second_has_to_wait(workspace, platform):
    workspace.pace = timedelta(seconds=1)
    await platform.send(factories.post())

    with pytest.raises(DeliveryPostponed):
        await platform.send(factories.post(token="f" * 24))


async def test_no_one_listening_is_certainly_not_posted():
    platform = Slack(TOKEN, "http://127.0.0.1:1/api/")

    with pytest.raises(DeliveryPostponed, match="Slack is unreachable"):
        await platform.send(factories.post())
    await platform.close()


@pytest.mark.parametrize(
    ("channel", "advice"),
    [
        (Channel(archived=True), "archived"),
        (Channel(member=False), "/invite @"),
        (Channel(id="C0OTHER"), "channel not found"),
        (Channel(private=True, member=False), "channel not found, or private"),
    ],
)
async def test_a_closed_channel_is_gone_and_says_what_to_do(channel, advice):
    async with slack(channel) as workspace, connected(workspace) as platform:
        with pytest.raises(DestinationGone, match=advice):
            await platform.send(factories.post())


# --- finding --------------------------------------------------------------------------------------------------


async def test_a_reply_is_found_in_its_thread(workspace, platform):
    parent = await platform.send(factories.post(token="a" * 24))
    sent = await platform.send(factories.post(parent_message_id=parent, **REPLY))

    assert await platform.find(factories.post(parent_message_id=parent, **REPLY), SINCE) == sent
    assert await platform.find(factories.post(parent_message_id=parent, token="b" * 24, **REPLY), SINCE) is None


async def test_a_post_is_found_behind_many_others(workspace, platform):
    sent = await platform.send(factories.post())
    for number in range(5):
        await platform.send(factories.post(token=f"{number:024x}"))
    workspace.page = 2

    assert await platform.find(factories.post(), SINCE) == sent


async def test_a_post_is_known_by_its_block_where_metadata_is_kept_from_us(workspace, platform):
    sent = await platform.send(factories.post())
    del workspace.messages[0]["metadata"]

    assert await platform.find(factories.post(), SINCE) == sent


async def test_a_post_is_known_by_its_metadata_where_its_blocks_changed(workspace, platform):
    sent = await platform.send(factories.post())
    del workspace.messages[0]["blocks"][0]

    assert await platform.find(factories.post(), SINCE) == sent


async def test_clocks_of_the_platform_may_differ_a_little(workspace, platform):
    sent = await platform.send(factories.post())

    assert await platform.find(factories.post(), SINCE + SKEW - SECOND) == sent
    assert await platform.find(factories.post(), SINCE + SKEW + SECOND) is None


async def test_in_a_channel_too_busy_to_look_through_no_one_can_look(workspace, platform):
    for number in range(PAGES + 1):
        await platform.send(factories.post(token=f"{number:024x}"))
    workspace.page = 1

    with pytest.raises(DeliveryUnverifiable, match="too many messages to search"):
        await platform.find(factories.post(), SINCE)


async def test_a_thread_that_is_gone_holds_no_reply(workspace, platform):
    assert await platform.find(factories.post(parent_message_id="1.000001", **REPLY), SINCE) is None


async def test_without_the_scope_to_read_back_no_one_can_look(workspace, platform):
    workspace.scopes.remove("channels:history")

    with pytest.raises(DeliveryUnverifiable, match="channels:history"):
        await platform.find(factories.post(), SINCE)


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
        await platform.find(factories.post(), SINCE)


async def test_a_look_that_has_to_wait_goes_on_where_it_stopped(workspace, platform):
    sent = await platform.send(factories.post())
    for number in range(4):
        await platform.send(factories.post(token=f"{number:024x}"))
    workspace.page, workspace.reads, workspace.reads_wait = 2, 1, "0"

    for _ in range(2):
        with pytest.raises(DeliveryPostponed):
            await platform.find(factories.post(), SINCE)
        workspace.forget_reads()

    assert await platform.find(factories.post(), SINCE) == sent


async def test_who_may_not_read_now_does_not_ask(workspace, platform):
    workspace.reads = 0
    for _ in range(3):
        with pytest.raises(DeliveryPostponed):
            await platform.find(factories.post(), SINCE)

    assert [method for method, _ in workspace.calls].count("conversations.history") == 1


async def test_all_copies_of_a_post_are_seen_and_one_is_deleted(workspace, platform):
    kept, copy = [await platform.send(factories.post()) for _ in range(2)]
    assert await platform.find_all(factories.post(), SINCE) == [copy, kept]

    for _ in range(2):
        await platform.delete(factories.post(), copy)

    assert await platform.find_all(factories.post(), SINCE) == [kept]


async def test_what_slack_finds_wrong_with_a_message_is_told(workspace, platform):
    wrong = {
        "ok": False,
        "error": "invalid_blocks",
        "response_metadata": {"messages": ["[ERROR] no more than 50 items"]},
    }
    workspace.fail("chat.postMessage", Trouble(body=json.dumps(wrong).encode()))

    with pytest.raises(DeliveryRefused, match=r"invalid_blocks: \[ERROR\] no more than 50 items"):
        await platform.send(factories.post())
