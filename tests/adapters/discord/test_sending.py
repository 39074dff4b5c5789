from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

import discord as library
import pytest
from discord.http import Route

from adapters.discord.events.client import Client
from adapters.discord.messages.digest import layout
from adapters.discord.platform import Discord
from bot.errors import (
    DeliveryDeleted,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUncertain,
    DestinationGone,
)
from bot.models.post import PostKind
from bot.pipeline import deliver
from bot.store.tables import outbox
from tests.helpers import factories
from tests.helpers.discord_senders import HERE, HTML, OPENING, POSTING, SINCE, connected, post, reply
from tests.helpers.fake_event_handler import FakeAnswerer
from tests.helpers.fake_servers.discord import TOKEN, DiscordStandIn, Trouble, discord
from tests.helpers.fake_servers.discord_shapes import NEWS, TEXT, THREAD, Place
from tests.helpers.fakes import Clock


@pytest.fixture
async def server() -> AsyncIterator[DiscordStandIn]:
    async with discord(clock=lambda: factories.NOON) as standing_in:
        yield standing_in


@pytest.fixture
async def platform(server) -> AsyncIterator[Discord]:
    async with connected(server, nonce_window=timedelta()) as platform:
        yield platform


# --- sending --------------------------------------------------------------------------------------------------


async def test_a_post_arrives_with_its_token_and_mentions_no_one(server, platform):
    sent = await platform.send(post())

    (message,) = server.messages
    assert message["id"] == sent
    assert [arguments for call, arguments in server.calls if call == "POST /channels/300/messages"] == [
        {
            "content": None, "tts": False, "flags": 1 << 15, "nonce": post().token, "enforce_nonce": True,
            "allowed_mentions": {"parse": []}, "components": server.calls[-1][1]["components"],
        }
    ]  # fmt: skip


@pytest.mark.slow
async def test_a_whole_digest_arrives_as_a_list_and_a_thread(server, platform):
    digest = factories.digest(*(factories.entry(title="x" * 250, summary="y" * 280) for _ in range(25)))
    kinds = layout(digest)

    parent = await platform.send(post(digest=digest))
    for position, kind in enumerate(kinds[1:], 1):
        await platform.send(
            post(digest=digest, position=position, kind=kind, parent_message_id=parent, token=f"{position:024x}")
        )

    (thread,) = server.threads
    assert (thread.id, thread.name) == (parent, "Hot papers · Tue 25 Aug 2020")
    assert len(thread.messages) == kinds.count(PostKind.REPLY)
    assert len(server.places["300"].messages) == len(kinds) - kinds.count(PostKind.REPLY)
    assert PostKind.CONTINUATION in kinds


@pytest.mark.parametrize(("type", "published"), [(NEWS, [1]), (TEXT, [0])])
async def test_a_list_in_an_announcement_channel_is_published_if_that_is_wanted(type, published, caplog):
    async with discord(Place(type=type)) as server, connected(server, crosspost=True) as platform:
        await platform.send(post())

    assert [message["flags"] & 1 for message in server.messages] == published
    assert caplog.records == []


async def test_a_list_is_posted_even_if_it_cannot_be_published(caplog):
    async with discord(Place(type=NEWS)) as server, connected(server, crosspost=True) as platform:
        server.fail(r"POST /channels/\d+/messages/\d+/crosspost", Trouble(status=403, code=50013))

        assert await platform.send(post()) == server.messages[0]["id"]

    assert "message not published" in caplog.text


async def test_a_thread_is_opened_once(server, platform):
    parent = await platform.send(post())

    for number in range(3):
        await platform.send(reply(parent, token=f"{number:024x}"))

    assert len([call for call, _ in server.calls if call.endswith("/threads")]) == 1


async def test_a_thread_that_is_open_already_is_used(server, platform):
    parent = await platform.send(post())
    await platform.send(reply(parent))

    async with connected(server) as later:
        await later.send(reply(parent, token="a" * 24))

    assert len(server.threads[0].messages) == 2


async def test_a_reply_waits_while_its_thread_cannot_be_opened(server, platform):
    parent = await platform.send(post())
    server.fail(OPENING, Trouble(status=500, keeping=True), Trouble(**HTML))

    for _ in range(2):
        with pytest.raises(DeliveryPostponed):
            await platform.send(reply(parent))
    await platform.send(reply(parent))

    assert len(server.threads[0].messages) == 1


async def test_a_reply_whose_parent_was_deleted_is_refused(server, platform):
    with pytest.raises(DeliveryRefused, match="deleted"):
        await platform.send(reply("999"))


UNCERTAIN = [
    Trouble(drop=True),
    Trouble(hang=True),
    Trouble(status=500),
    Trouble(status=502, body=b"<html>Bad Gateway</html>", content_type="text/html"),
    Trouble(status=503),
    Trouble(**HTML),
    Trouble(body=b"ok", content_type="text/plain"),
    Trouble(body=b'{"id": 1'),
    Trouble(body=b"{}"),
    Trouble(body=b"[]"),
    Trouble(body=b"null"),
    Trouble(body=b'"\xff"'),
]  # fmt: skip


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "lost"])
@pytest.mark.parametrize("trouble", UNCERTAIN, ids=str)
async def test_an_answer_that_says_nothing_leaves_a_post_uncertain_and_to_be_found(server, platform, trouble, stored):
    await platform.check(None)
    trouble.keeping = stored
    server.fail(POSTING, trouble)
    usual = platform._session.deadline
    platform._session.deadline = timedelta(seconds=2) if trouble.hang else usual

    with pytest.raises(DeliveryUncertain):
        await platform.send(post())
    platform._session.deadline = usual
    found = await platform.find(post(), SINCE)

    assert [message["id"] for message in server.messages] == [found] * stored
    assert len([call for call, _ in server.calls if call == "POST /channels/300/messages"]) == 1


async def test_a_service_that_cannot_be_reached_is_tried_again_later(server, platform):
    await platform.check(None)
    Route.BASE = "http://127.0.0.1:9"

    with pytest.raises(DeliveryPostponed, match="Discord is unreachable"):
        await platform.send(post())


@pytest.mark.parametrize("warning", ["warn_nacl", "warn_dave"])
async def test_voice_is_not_missed(server, platform, caplog, monkeypatch, warning):
    monkeypatch.setattr(library.VoiceClient, warning, True)

    await platform.check(None)

    assert caplog.messages == []


@pytest.mark.parametrize("warning", ["warn_nacl", "warn_dave"])
async def test_voice_is_not_missed_where_people_are_heard(caplog, monkeypatch, warning):
    monkeypatch.setattr(library.VoiceClient, warning, True)

    Client(FakeAnswerer())

    assert caplog.messages == []


async def test_a_post_that_is_sent_twice_arrives_once(server, platform):
    first = await platform.send(post())
    again = await platform.send(post())

    assert again == first
    assert len(server.messages) == 1


async def test_a_message_that_was_deleted_meanwhile_is_not_posted_again(server, platform):
    await platform.send(post())
    server.places["300"].messages.clear()

    with pytest.raises(DeliveryDeleted):
        await platform.send(post())


@pytest.mark.parametrize(
    ("trouble", "seconds"),
    [
        (Trouble(status=429, headers={"Retry-After": "7"}), 7),
        (Trouble(status=429, headers={"Retry-After": "120"}), 120),
        (Trouble(status=429, headers={"Retry-After": "nan"}), 60),
        (Trouble(status=429, headers={"Retry-After": "soon", "Via": ""}, **HTML), 60),
        (Trouble(status=429), 60),
        (Trouble(status=429, headers={"Retry-After": "9e99"}), 86_400),
    ],
    ids=str,
)
async def test_a_limit_says_how_long_to_wait(server, platform, trouble, seconds):
    server.fail(POSTING, trouble)

    with pytest.raises(DeliveryPostponed) as postponed:
        await platform.send(post())

    assert postponed.value.retry_after == timedelta(seconds=seconds)
    assert server.messages == []


async def test_many_posts_keep_within_the_limit_by_themselves(server, platform):
    server.limit_channels(2, 0.05)

    for number in range(7):
        await platform.send(post(token=f"{number:024x}"))

    assert len(server.messages) == 7


async def test_a_limit_that_others_used_up_postpones(server, platform):
    server.limit_channels(1, 60)
    await platform.send(post())

    async with connected(server) as another:
        with pytest.raises(DeliveryPostponed) as postponed:
            await another.send(post(token="a" * 24))

    assert timedelta(seconds=50) < postponed.value.retry_after <= timedelta(seconds=60)


async def test_a_form_that_discord_refuses_is_dead(server, platform):
    server.fail(POSTING, Trouble(status=400, code=50035))

    with pytest.raises(DeliveryRefused, match="Discord rejected the message"):
        await platform.send(post())


async def test_no_one_listening_is_certainly_not_posted():
    platform = Discord(TOKEN, "http://127.0.0.1:1/api/v10")

    with pytest.raises(DeliveryPostponed):
        await platform.send(post())
    await platform.close()


@pytest.mark.parametrize(
    ("channel", "advice"),
    [
        (Place("301"), "channel not found"),
        (Place(denied={"view"}), "allow View Channel"),
        (Place(denied={"send"}), "allow Send Messages in the channel"),
    ],
    ids=str,
)
async def test_a_closed_channel_is_gone_and_says_what_to_do(channel, advice):
    async with discord(channel) as server, connected(server) as platform:
        with pytest.raises(DestinationGone, match=advice):
            await platform.send(post())


@pytest.mark.parametrize(
    ("denied", "advice"),
    [("open threads", "allow Create Public Threads"), ("send in threads", "allow Send Messages in Threads")],
)
async def test_a_reply_that_is_not_allowed_says_what_to_allow(server, platform, denied, advice):
    parent = await platform.send(post())
    server.places["300"].denied = {denied}

    with pytest.raises(DestinationGone, match=advice):
        await platform.send(reply(parent))


async def test_a_locked_thread_takes_no_reply_and_its_channel_is_well(server, platform):
    parent = await platform.send(post())
    server.places[parent] = Place(parent, type=THREAD, parent=server.places["300"], locked=True)

    with pytest.raises(DeliveryRefused, match="the thread is locked"):
        await platform.send(reply(parent))


async def test_a_deleted_thread_takes_no_reply_and_its_channel_is_well(server, platform):
    parent = await platform.send(post())
    await platform.send(reply(parent))
    del server.places[parent]

    with pytest.raises(DeliveryRefused, match="the thread was deleted"):
        await platform.send(reply(parent, token="e" * 24))


async def test_a_server_full_of_threads_gets_the_list_alone(server, platform):
    server.most_threads = 0

    parent = await platform.send(post())

    with pytest.raises(DeliveryRefused, match="as many open threads as Discord allows"):
        await platform.send(reply(parent))
    assert len(server.messages) == 1


async def test_a_token_that_is_refused_later_stops_the_delivery(server, platform):
    await platform.send(post())
    server.token = "another"

    with pytest.raises(DeliveryPostponed, match="Discord rejected the token: copy it again"):
        await platform.send(post(token="a" * 24))


async def test_a_refused_token_stops_the_delivery(server, platform):
    server.token = "another"

    with pytest.raises(DeliveryPostponed, match="Discord rejected the token: copy it again"):
        await platform.send(post())


# --- delivering -----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
async def test_a_digest_arrives_once_and_in_order_whatever_gets_lost(store, seed):
    chance, clock = Random(seed), Clock()  # noqa: S311 - a test
    faults = [
        Trouble(drop=True),
        Trouble(drop=True, keeping=True),
        Trouble(status=502, keeping=True),
        Trouble(status=429, headers={"Retry-After": "0"}),
    ]
    digest = factories.digest(*(factories.entry(title="x" * 190) for _ in range(19)))
    kinds = layout(digest)

    async with discord(clock=clock) as server, connected(server) as platform:
        server.nonce_kept = timedelta(seconds=-1)  # only looking helps
        server.fail(POSTING, *chance.choices(faults, k=12))
        server.fail(OPENING, *chance.choices(faults, k=2))
        delivery = await store.write(outbox.enqueue, digest, HERE, kinds, clock())
        while (await deliver(store, platform, delivery, clock)).waiting:
            clock.forward(timedelta(minutes=2))

    (thread,) = server.threads
    assert len(server.places["300"].messages) == kinds.count(PostKind.PARENT) + kinds.count(PostKind.CONTINUATION)
    heads = [message["components"][0]["components"][0]["content"] for message in thread.messages]
    assert [int(head.split()[0][2:]) for head in heads] == [rank for rank, _ in digest.numbered()]
