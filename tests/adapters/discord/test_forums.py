"""Posting to threads and forums of the stand-in of Discord: once, and in the right place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from adapters.discord.messages.digest import layout
from adapters.discord.platform import Discord
from bot.errors import DeliveryError, DeliveryRefused, DeliveryUnverifiable, DestinationGone
from bot.models.post import PostKind
from bot.pipeline import deliver
from bot.store.tables import outbox
from tests.helpers import factories
from tests.helpers.discord_senders import HERE, SINCE, connected, post, reply
from tests.helpers.fake_servers.discord import DiscordStandIn, Trouble, discord
from tests.helpers.fake_servers.discord_shapes import FORUM, THREAD, VOICE, Place, tag_id
from tests.helpers.fakes import Clock

CREATING = r"POST /channels/300/threads"


@pytest.fixture
async def server() -> AsyncIterator[DiscordStandIn]:
    async with discord(
        Place(type=FORUM, tags=("papers", "STAFF", "news")), clock=lambda: factories.NOON
    ) as standing_in:
        yield standing_in


@pytest.fixture
async def platform(server) -> AsyncIterator[Discord]:
    async with connected(server) as platform:
        yield platform


def tagged(tag: str):
    return post(digest=replace(post().digest, tag=tag))


def further(parent: str):
    return post(position=1, kind=PostKind.CONTINUATION, parent_message_id=parent, token="e" * 24)


async def test_a_digest_is_a_post_of_its_own_in_a_forum(server, platform):
    parent = await platform.send(post())
    others = [await platform.send(further(parent)), await platform.send(reply(parent))]

    (thread,) = server.threads
    assert (thread.id, thread.name) == (parent, "Hot papers · Tue 25 Aug 2020")
    assert [message["id"] for message in thread.messages] == [parent, *others]


async def test_a_later_process_goes_on_with_a_post_in_a_forum(server, platform):
    parent = await platform.send(post())

    async with connected(server) as later:
        await later.send(further(parent))
    async with connected(server) as later:
        await later.send(reply(parent))

    assert [len(thread.messages) for thread in server.threads] == [3]


@pytest.mark.parametrize(
    ("wanted", "needs_tag", "applied"),
    [
        ("", False, ()),
        ("News", False, ("news",)),
        ("STAFF", False, ("STAFF",)),
        ("gone", False, ()),
        ("gone", True, ("papers",)),
        ("", True, ("papers",)),
    ],
)
async def test_a_post_has_the_tag_that_is_wanted_or_needed(server, platform, wanted, needs_tag, applied):
    server.places["300"].needs_tag = needs_tag

    await platform.send(tagged(wanted))

    assert server.threads[0].applied == tuple(map(tag_id, applied))


@pytest.mark.parametrize("archived", [False, True])
async def test_a_post_in_a_forum_is_found_by_its_token(server, platform, archived):
    parent = await platform.send(post())
    sent = await platform.send(further(parent))
    server.threads[0].archived = archived

    async with connected(server) as later:
        assert await later.find(post(), SINCE) == parent
        assert await later.find(further(parent), SINCE) == sent
        assert await later.find_all(post(), SINCE) == [parent]
        assert await later.find(post(token="c" * 24), SINCE) is None
    assert len(server.messages) == 2


async def test_a_post_in_a_forum_that_is_not_there_is_not_sent_by_looking_for_it(server, platform):
    assert await platform.find(post(), SINCE) is None
    assert server.threads == []


async def test_posts_of_other_times_and_forums_are_not_read(server, platform):
    await platform.send(post())
    server.places["310"] = Place("310", type=FORUM)
    await platform.send(post(destination=replace(HERE, channel="310")))
    asked = len(server.calls)

    assert await platform.find(post(token="c" * 24), SINCE + timedelta(hours=1)) is None
    assert not [call for call, _ in server.calls[asked:] if "/messages/" in call]


async def test_without_history_a_post_in_a_forum_cannot_be_looked_up(server, platform):
    server.places["300"].denied = {"history"}

    with pytest.raises(DeliveryUnverifiable, match="Read Message History"):
        await platform.find(post(), SINCE)


@pytest.mark.parametrize("denied", [set(), {"manage threads"}])
async def test_a_second_post_is_deleted_as_far_as_the_bot_may(server, platform, denied):
    kept, copy = [await platform.send(post()) for _ in range(2)]
    server.places["300"].denied = denied

    for _ in range(2):
        await platform.delete(post(), copy)

    assert [message["id"] for message in server.messages] == [kept]


async def test_a_full_server_refuses_the_post_and_the_forum_is_not_gone(server, platform):
    server.most_threads = 0

    with pytest.raises(DeliveryRefused, match="as many open threads"):
        await platform.send(post())


async def test_a_forum_where_the_bot_may_not_post_is_gone(server, platform):
    server.places["300"].denied = {"send"}

    with pytest.raises(DestinationGone, match="allow Send Messages"):
        await platform.send(post())


async def test_a_digest_goes_to_a_thread_and_is_read_back_there(server, platform):
    server.places["301"] = Place("301", "talk", THREAD, parent=Place("302"))
    there = post(destination=replace(HERE, channel="301"))

    sent = await platform.send(there)

    assert [message["id"] for message in server.places["301"].messages] == [sent]
    async with connected(server, nonce_window=timedelta()) as later:
        assert await later.find(there, SINCE) == sent


async def test_a_thread_without_messages_needs_history_of_its_channel(server):
    channel = server.places["302"] = Place("302", denied={"history"})
    server.places["301"] = Place("301", "talk", THREAD, parent=channel)

    async with connected(server, nonce_window=timedelta()) as later:
        with pytest.raises(DeliveryUnverifiable):
            await later.find(post(destination=replace(HERE, channel="301")), SINCE)


async def test_a_locked_thread_takes_no_more_digests(server, platform):
    server.places["301"] = Place("301", "talk", THREAD, parent=Place("302"), locked=True)

    with pytest.raises(DestinationGone, match="the thread is locked"):
        await platform.send(post(destination=replace(HERE, channel="301")))


async def test_a_digest_goes_to_the_chat_of_a_voice_channel(server, platform):
    server.places["303"] = Place("303", type=VOICE)

    sent = await platform.send(post(destination=replace(HERE, channel="303")))

    assert [message["id"] for message in server.places["303"].messages] == [sent]


async def test_a_failing_lookup_of_the_forum_fails_the_search(server, platform):
    server.fail(r"GET /channels/300", Trouble(status=503))

    with pytest.raises(DeliveryError):
        await platform.find(post(), SINCE)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_a_digest_arrives_once_in_a_forum_whatever_gets_lost(store, seed):
    chance, clock = Random(seed), Clock()  # noqa: S311 - a test
    faults = [
        Trouble(drop=True),
        Trouble(drop=True, keeping=True),
        Trouble(status=502, keeping=True),
        Trouble(status=429, headers={"Retry-After": "0"}),
    ]
    digest = factories.digest(*(factories.entry(title="x" * 190) for _ in range(19)))
    kinds = layout(digest)

    async with discord(Place(type=FORUM), clock=clock) as server, connected(server) as platform:
        server.nonce_kept = timedelta(seconds=-1)
        server.fail(CREATING, *chance.choices(faults, k=3))
        server.fail(r"POST /channels/\d+/messages", *chance.choices(faults, k=12))
        delivery = await store.write(outbox.enqueue, digest, HERE, kinds, clock())
        while (await deliver(store, platform, delivery, clock)).waiting:
            clock.forward(timedelta(minutes=2))

    (thread,) = server.threads
    assert len(thread.messages) == len(kinds)
