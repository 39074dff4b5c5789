from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.discord.api.history import CLOCK_SKEW
from adapters.discord.platform import Discord
from bot.errors import (
    DeliveryDeleted,
    DeliveryError,
    DeliveryPostponed,
    DeliveryUncertain,
    DeliveryUnverifiable,
    DestinationGone,
)
from bot.models.digest import Destination
from bot.models.post import PostKind
from tests.helpers import factories
from tests.helpers.discord_senders import HTML, READING, SINCE, connected, post, reply
from tests.helpers.fake_servers.discord import DiscordStandIn, Trouble, discord
from tests.helpers.fake_servers.discord_shapes import Place

SECOND = timedelta(seconds=1)


@pytest.fixture
async def server() -> AsyncIterator[DiscordStandIn]:
    async with discord(clock=lambda: factories.NOON) as standing_in:
        yield standing_in


@pytest.fixture
async def platform(server) -> AsyncIterator[Discord]:
    """A platform for which Discord may have forgotten the nonces of posts."""
    async with connected(server, nonce_window=timedelta()) as platform:
        yield platform


@pytest.fixture
async def now_platform(server) -> AsyncIterator[Discord]:
    """A platform for which the posts are just sent, by Discord's clock."""
    async with connected(server) as platform:
        yield platform


async def test_a_reply_is_found_in_its_thread(server, platform):
    parent = await platform.send(post())
    sent = await platform.send(reply(parent))

    assert await platform.find(reply(parent), SINCE) == sent
    assert await platform.find(reply(parent, token="b" * 24), SINCE) is None
    assert await platform.find(post(token="f" * 24), SINCE) is None


async def test_a_post_is_found_by_its_nonce_without_reading(server, now_platform):
    sent = await now_platform.send(post())
    server.places["300"].denied = {"history"}

    assert await now_platform.find(post(), SINCE) == sent
    assert len(server.messages) == 1


async def test_what_is_not_there_is_posted_by_looking_for_it(server, now_platform):
    found = await now_platform.find(post(), SINCE)

    assert [message["id"] for message in server.messages] == [found]


async def test_a_post_whose_nonce_is_only_young_by_a_clock_that_was_set_back_is_not_posted_again(server, now_platform):
    sent = await now_platform.send(post())
    server.nonce_kept = timedelta(seconds=-1)

    assert await now_platform.find(post(), SINCE) == sent
    assert len(server.messages) == 1


async def test_a_message_that_was_posted_and_deleted_is_known_by_its_nonce(server, now_platform):
    await now_platform.send(post())
    server.places["300"].messages.clear()

    with pytest.raises(DeliveryDeleted):
        await now_platform.find(post(), SINCE)


async def test_a_post_that_does_not_fit_its_digest_anymore_is_read_back(server, now_platform):
    found = await now_platform.find(post(position=1, kind=PostKind.CONTINUATION), SINCE)

    assert (found, server.messages) == (None, [])


async def test_all_copies_of_a_post_are_seen_and_one_is_deleted(server, platform):
    server.nonce_kept = timedelta(seconds=-1)
    kept, copy = [await platform.send(post()) for _ in range(2)]
    assert set(await platform.find_all(post(), SINCE)) == {kept, copy}

    for _ in range(2):
        await platform.delete(post(), copy)

    assert await platform.find_all(post(), SINCE) == [kept]


async def test_a_post_is_found_when_its_nonce_is_forgotten(server, platform):
    sent = await platform.send(post())

    async with connected(server, nonce_window=timedelta()) as later:
        assert await later.find(post(), SINCE) == sent


@pytest.mark.parametrize("others", [99, 100, 250])
async def test_a_post_is_found_behind_many_others(server, platform, others):
    await platform.send(post(token="0" * 24))
    said = server.places["300"].messages
    said += [said[0] | {"id": server._id(factories.NOON)} for _ in range(others - 1)]
    sent = await platform.send(post())

    assert await platform.find(post(), SINCE) == sent


async def test_posts_are_told_apart_by_either_half_of_their_marks(server, platform):
    await platform.send(post(token="a" * 7 + "b" * 17))

    assert await platform.find(post(token="a" * 24), SINCE) is None
    assert await platform.find(post(token="b" * 24), SINCE) is None


async def test_clocks_of_the_platform_may_differ_a_little(server, platform):
    sent = await platform.send(post())

    assert await platform.find(post(), SINCE + CLOCK_SKEW - SECOND) == sent
    assert await platform.find(post(), SINCE + CLOCK_SKEW + SECOND) is None


async def test_messages_of_others_are_passed_over(server, platform):
    everything = server.places["300"].messages
    await platform.send(post(token="a" * 24))
    everything += [
        {"id": f"{everything[0]['id'][:-1]}9", "content": "hello"},
        everything[0] | {"components": []},
        everything[0] | {"components": [{"type": 1, "components": [{"type": 2}]}]},
        everything[0] | {"components": [{"type": 10, "content": "hello"}]},
    ]

    assert await platform.find(post(), SINCE) is None


async def test_in_a_channel_too_busy_to_look_through_no_one_can_look(server, platform, monkeypatch):
    monkeypatch.setattr("adapters.discord.api.history.PAGE", 2)
    for number in range(20):
        await platform.send(post(token=f"{number:024x}"))

    with pytest.raises(DeliveryUnverifiable, match="too many messages to search"):
        await platform.find(post(), SINCE)


async def test_a_thread_that_no_one_opened_holds_no_reply(server, platform):
    parent = await platform.send(post())

    assert await platform.find(reply(parent), SINCE) is None


async def test_empty_direct_messages_hold_no_post(platform):
    assert await platform.find(post(destination=Destination("discord", "", "300")), SINCE) is None


async def test_an_empty_channel_says_nothing_to_who_may_not_read_it(server, platform):
    await platform.send(post())
    server.places["300"].denied = {"history"}

    with pytest.raises(DeliveryUnverifiable, match="allow Read Message History"):
        await platform.find(post(), SINCE)


async def test_an_empty_thread_is_believed_next_to_a_channel_of_a_kind_that_no_one_knows(server, platform):
    parent = await platform.send(post())
    await platform.send(reply(parent))
    server.places[parent].messages.clear()
    server.places["301"] = Place("301", "of the future", type=99)

    assert await platform.find(reply(parent), SINCE) is None


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (Trouble(status=429, headers={"Retry-After": "60"}), DeliveryPostponed),
        (Trouble(status=503), DeliveryUncertain),
        (Trouble(drop=True), DeliveryUncertain),
        (Trouble(**HTML), DeliveryUncertain),
        (Trouble(body=b" ", content_type="text/html"), DeliveryUncertain),
        (Trouble(body=b"{}"), DeliveryUncertain),
        (Trouble(body=b"[1]"), DeliveryUncertain),
        (Trouble(status=403, code=50001), DestinationGone),
        (Trouble(status=404, code=10003), DestinationGone),
    ],
    ids=str,
)
async def test_a_look_that_fails_never_says_that_nothing_is_there(server, platform, trouble, expected):
    server.fail(READING, trouble, *[trouble] * trouble.drop)

    with pytest.raises(expected):
        await platform.find(post(), SINCE)


@pytest.mark.parametrize("call", [r"GET /guilds/200", r"GET /channels/300", r"GET /guilds/200/members/\d+"])
@pytest.mark.parametrize("trouble", [Trouble(status=500), Trouble(body=b"{}"), Trouble(**HTML)], ids=str)
async def test_an_empty_channel_says_nothing_while_rights_are_unknown(server, platform, call, trouble):
    server.fail(call, trouble)

    with pytest.raises(DeliveryError):
        await platform.find(post(), SINCE)
