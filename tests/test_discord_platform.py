from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random

import discord as library
import pytest
from discord.http import Route
from pydantic import SecretStr

from adapters.discord import connect
from adapters.discord.platform import Discord
from adapters.discord.render import layout
from bot.config import Settings
from bot.errors import (
    CommandError,
    ConfigError,
    DeliveryError,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUncertain,
    DestinationGone,
)
from bot.models import Destination, Post, PostKind
from bot.pipeline import deliver
from bot.store import outbox
from tests import make
from tests.fakes import Clock
from tests.standins.discord import TOKEN, DiscordStandIn, Trouble, discord
from tests.standins.discord_shapes import FORUM, THREAD, Place

HERE = Destination("discord", "200", "300")
SINCE = make.NOON
POSTING = r"POST /channels/\d+/messages"
READING = r"GET /channels/\d+/messages"
OPENING = r"POST /channels/\d+/messages/\d+/threads"
# A dropped question is repeated once by aiohttp, a post never.
HTML = {"body": b"<html>hello</html>", "content_type": "text/html"}


@pytest.fixture
async def server() -> AsyncIterator[DiscordStandIn]:
    async with discord(clock=lambda: make.NOON) as standing_in:
        yield standing_in


@asynccontextmanager
async def connected(server: DiscordStandIn, **given) -> AsyncIterator[Discord]:
    platform = Discord(TOKEN, server.url, **given)
    yield platform
    await platform.close()


@pytest.fixture
async def platform(server, monkeypatch) -> AsyncIterator[Discord]:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    async with connected(server) as platform:
        yield platform


def post(**given) -> Post:
    return make.post("discord", **{"destination": HERE} | given)


def reply(parent: str, **given) -> Post:
    return post(position=1, kind=PostKind.REPLY, parent=parent, **{"token": "f" * 24} | given)


# --- sending --------------------------------------------------------------------------------------------------


async def test_a_post_arrives_with_its_token_and_mentions_nobody(server, platform):
    sent = await platform.send(post())

    (message,) = server.messages
    assert message["id"] == sent
    assert [arguments for call, arguments in server.calls if call == "POST /channels/300/messages"] == [
        {
            "content": None, "tts": False, "flags": 1 << 15, "nonce": post().token, "enforce_nonce": True,
            "allowed_mentions": {"parse": []}, "components": server.calls[-1][1]["components"],
        }
    ]  # fmt: skip


async def test_a_whole_digest_arrives_as_a_list_and_a_thread(server, platform):
    digest = make.digest(*(make.entry(rank, title="x" * 250, summary="y" * 280) for rank in range(1, 26)))
    kinds = layout(digest)

    parent = await platform.send(post(digest=digest))
    for position, kind in enumerate(kinds[1:], 1):
        await platform.send(post(digest=digest, position=position, kind=kind, parent=parent, token=f"{position:024x}"))

    (thread,) = server.threads
    assert (thread.id, thread.name) == (parent, "Hot Papers 2020-08-25")
    assert len(thread.messages) == kinds.count(PostKind.REPLY)
    assert len(server.places["300"].messages) == len(kinds) - kinds.count(PostKind.REPLY)
    assert PostKind.CONTINUATION in kinds


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
    platform._deadline = timedelta(seconds=0.3)

    with pytest.raises(DeliveryUncertain):
        await platform.send(post())
    found = await platform.find(post(), SINCE)

    assert [message["id"] for message in server.messages] == [found] * stored
    assert len([call for call, _ in server.calls if call == "POST /channels/300/messages"]) == 1


async def test_a_service_that_cannot_be_reached_is_tried_again_later(server, platform):
    await platform.check(None)
    Route.BASE = "http://127.0.0.1:9"

    with pytest.raises(DeliveryPostponed, match="cannot be reached"):
        await platform.send(post())


async def test_voice_is_not_missed(server, platform, caplog, monkeypatch):
    monkeypatch.setattr(library.VoiceClient, "warn_nacl", True)

    await platform.check(None)

    assert caplog.messages == []


async def test_a_post_that_is_sent_twice_arrives_once(server, platform):
    first = await platform.send(post())
    again = await platform.send(post())

    assert again == first
    assert len(server.messages) == 1


async def test_a_message_that_was_deleted_meanwhile_is_not_posted_again(server, platform):
    await platform.send(post())
    server.places["300"].messages.clear()

    with pytest.raises(DeliveryRefused, match="deleted"):
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
    server.limit = (2, 0.05)

    for number in range(7):
        await platform.send(post(token=f"{number:024x}"))

    assert len(server.messages) == 7


async def test_a_limit_that_others_used_up_postpones(server, platform):
    server.limit = (1, 60)
    await platform.send(post())

    async with connected(server) as another:
        with pytest.raises(DeliveryPostponed) as postponed:
            await another.send(post(token="a" * 24))

    assert timedelta(seconds=50) < postponed.value.retry_after <= timedelta(seconds=60)


async def test_a_form_that_discord_refuses_is_dead(server, platform):
    server.fail(POSTING, Trouble(status=400, code=50035))

    with pytest.raises(DeliveryRefused, match="Discord refused the message"):
        await platform.send(post())


async def test_nobody_listening_is_certainly_not_posted(monkeypatch):
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    platform = Discord(TOKEN, "http://127.0.0.1:1/api/v10")

    with pytest.raises(DeliveryPostponed):
        await platform.send(post())
    await platform.close()


@pytest.mark.parametrize(
    ("channel", "advice"),
    [
        (Place("301"), "there is no such channel"),
        (Place(denied={"view"}), "allow it View Channel"),
        (Place(denied={"send"}), "allow it Send Messages in the channel"),
        (Place(type=FORUM), "choose a text channel"),
    ],
    ids=str,
)
async def test_a_closed_channel_is_gone_and_says_what_to_do(channel, advice):
    async with discord(channel) as server, connected(server) as platform:
        with pytest.raises(DestinationGone, match=advice):
            await platform.send(post())


@pytest.mark.parametrize(
    ("denied", "advice"),
    [("open threads", "allow it Create Public Threads"), ("send in threads", "allow it Send Messages in Threads")],
)
async def test_a_reply_that_is_not_allowed_says_what_to_allow(server, platform, denied, advice):
    parent = await platform.send(post())
    server.places["300"].denied = {denied}

    with pytest.raises(DestinationGone, match=advice):
        await platform.send(reply(parent))


async def test_a_locked_thread_takes_no_reply(server, platform):
    parent = await platform.send(post())
    server.places[parent] = Place(parent, type=THREAD, parent=server.places["300"], locked=True)

    with pytest.raises(DestinationGone, match="the thread is locked"):
        await platform.send(reply(parent))


async def test_a_token_that_is_refused_later_stops_the_delivery(server, platform):
    await platform.send(post())
    server.token = "another"

    with pytest.raises(DestinationGone, match="the token is refused: copy it again"):
        await platform.send(post(token="a" * 24))


async def test_a_refused_token_stops_the_delivery(server, platform):
    server.token = "another"

    with pytest.raises(DestinationGone, match="the token is refused: copy it again"):
        await platform.send(post())


# --- finding --------------------------------------------------------------------------------------------------


async def test_a_reply_is_found_in_its_thread(server, platform):
    parent = await platform.send(post())
    sent = await platform.send(reply(parent))

    assert await platform.find(reply(parent), SINCE) == sent
    assert await platform.find(reply(parent, token="b" * 24), SINCE) is None
    assert await platform.find(post(token="f" * 24), SINCE) is None


async def test_a_post_is_found_when_its_nonce_is_forgotten(server, platform):
    sent = await platform.send(post())

    async with connected(server) as later:
        assert await later.find(post(), SINCE) == sent


@pytest.mark.parametrize("others", [99, 100, 250])
async def test_a_post_is_found_behind_many_others(server, platform, others):
    for number in range(others):
        await platform.send(post(token=f"{number:024x}"))
    sent = await platform.send(post())

    assert await platform.find(post(), SINCE) == sent


async def test_posts_are_told_apart_by_either_half_of_their_marks(server, platform):
    await platform.send(post(token="a" * 7 + "b" * 17))

    assert await platform.find(post(token="a" * 24), SINCE) is None
    assert await platform.find(post(token="b" * 24), SINCE) is None


async def test_clocks_may_differ_a_little(server, platform):
    sent = await platform.send(post())

    assert await platform.find(post(), SINCE + timedelta(seconds=4)) == sent
    assert await platform.find(post(), SINCE + timedelta(seconds=6)) is None


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


async def test_a_channel_too_busy_to_look_through_stays_uncertain(server, platform, monkeypatch):
    monkeypatch.setattr("adapters.discord.platform.PAGE", 2)
    for number in range(20):
        await platform.send(post(token=f"{number:024x}"))

    with pytest.raises(DeliveryUncertain, match="too many to look through"):
        await platform.find(post(), SINCE)


async def test_a_thread_that_nobody_opened_holds_no_reply(server, platform):
    parent = await platform.send(post())

    assert await platform.find(reply(parent), SINCE) is None


async def test_empty_direct_messages_hold_no_post(platform):
    assert await platform.find(post(destination=Destination("discord", "", "300")), SINCE) is None


async def test_an_empty_channel_says_nothing_to_who_may_not_read_it(server, platform):
    await platform.send(post())
    server.places["300"].denied = {"history"}

    with pytest.raises(DeliveryUncertain, match="allow it Read Message History"):
        await platform.find(post(), SINCE)


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


@pytest.mark.parametrize("call", [r"GET /guilds/200", r"GET /guilds/200/channels", r"GET /guilds/200/members/\d+"])
@pytest.mark.parametrize("trouble", [Trouble(status=500), Trouble(body=b"{}"), Trouble(**HTML)], ids=str)
async def test_an_empty_channel_says_nothing_while_rights_are_unknown(server, platform, call, trouble):
    server.fail(call, trouble)

    with pytest.raises(DeliveryError):
        await platform.find(post(), SINCE)


# --- locating -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "300",
        "<#300>",
        "https://discord.com/channels/200/300",
        "https://discord.com/channels/200/300/",
        "https://discord.com/channels/200/300/987654",
        "https://ptb.discord.com/channels/200/300",
        "https://discordapp.com/channels/200/300",
    ],
)
async def test_a_channel_is_located_in_its_server(server, platform, name):
    assert await platform.locate(name) == HERE


@pytest.mark.parametrize(
    "name", ["general", "#general", "", "<@300>", "https://evil.example/channels/200/300", "3" * 20]
)
async def test_a_name_is_no_id(server, platform, name):
    with pytest.raises(CommandError, match="right-click the channel and copy its id"):
        await platform.locate(name)

    assert server.calls == []


@pytest.mark.parametrize(
    ("channel", "advice"),
    [
        (Place("301"), "there is no such channel"),
        (Place(denied={"view"}), "invite it to the server and allow it View Channel"),
        (Place(type=FORUM), "choose a text channel"),
    ],
    ids=str,
)
async def test_a_channel_that_is_closed_to_us_is_not_located(channel, advice):
    async with discord(channel) as server, connected(server) as platform:
        with pytest.raises(DestinationGone, match=advice):
            await platform.locate("300")


async def test_a_thread_is_no_place_for_a_digest(server, platform):
    server.places["301"] = Place("301", type=THREAD, parent=server.places["300"])

    with pytest.raises(DestinationGone, match="choose a text channel"):
        await platform.locate("301")


async def test_a_number_that_is_no_id_names_no_channel(server, platform):
    server.fail("GET /channels/300", Trouble(status=400, code=50035))

    with pytest.raises(DestinationGone, match="there is no such channel"):
        await platform.locate("300")


async def test_a_refused_token_is_a_matter_of_settings(server, platform):
    server.token = "another"

    with pytest.raises(ConfigError, match=r"DISCORD_BOT_TOKEN: .*discord\.com/developers"):
        await platform.locate("300")


@pytest.mark.parametrize("call", ["GET /users/@me", "GET /oauth2/applications/@me", "GET /channels/300"])
@pytest.mark.parametrize(
    "trouble",
    [Trouble(status=500), Trouble(status=429), Trouble(drop=True), Trouble(body=b"{}"), Trouble(**HTML)],
    ids=str,
)
async def test_a_discord_that_fails_cannot_say_where_a_channel_is(server, platform, call, trouble):
    server.fail(call, trouble, *[trouble] * trouble.drop)

    with pytest.raises(DeliveryPostponed):
        await platform.locate("300")

    assert await platform.locate("300") == HERE


# --- checking -------------------------------------------------------------------------------------------------

ALLOWED = (True, "allowed", "")


async def looked_at(platform: Discord, channel: str | None = "300") -> list[tuple[bool, str, str]]:
    return [(check.ok, check.found, check.advice) for check in await platform.check(channel)]


async def test_a_check_names_the_bot_the_channel_and_each_permission(server, platform):
    found = await platform.check("300")

    assert [(check.name, check.found) for check in found if check.ok] == [
        ("Discord token", "the bot hotpapers"),
        ("Discord channel 300", "#general in Stand-in"),
        ("Discord channel 300: View Channel", "allowed"),
        ("Discord channel 300: Send Messages", "allowed"),
        ("Discord channel 300: Create Public Threads", "allowed"),
        ("Discord channel 300: Send Messages in Threads", "allowed"),
        ("Discord channel 300: Read Message History", "allowed"),
    ]
    assert len(await platform.check(None)) == 1


@pytest.mark.parametrize(
    ("denied", "position", "advice"),
    [
        ("send", 3, "allow the bot Send Messages in the channel, to post the list"),
        ("open threads", 4, "allow the bot Create Public Threads in the channel, to open a thread for the papers"),
        ("send in threads", 5, "allow the bot Send Messages in Threads in the channel, to post the papers in it"),
        (
            "history",
            6,
            "allow the bot Read Message History in the channel, to look for a post whose answer was lost",
        ),
    ],
)
async def test_a_check_says_which_permission_is_missing_and_what_for(server, platform, denied, position, advice):
    server.places["300"].denied = {denied}

    found = await looked_at(platform)

    assert found[position] == (False, "missing", advice)


@pytest.mark.parametrize(
    ("channel", "found", "advice"),
    [
        (Place("301"), "there is no such channel", "check its id"),
        (
            Place(denied={"view"}),
            "the bot cannot see the channel",
            "invite it to the server and allow it View Channel there",
        ),
        (Place(type=FORUM), "300: threads cannot be opened there", "choose a text channel"),
    ],
    ids=str,
)
async def test_a_check_says_what_keeps_us_out_of_a_channel(channel, found, advice):
    async with discord(channel) as server, connected(server) as platform:
        assert (await looked_at(platform))[1:] == [(False, found, advice)]


async def test_a_check_of_a_wrong_token_says_where_the_right_one_is(server, platform):
    server.token = "another"

    assert await looked_at(platform) == [
        (
            False,
            "DISCORD_BOT_TOKEN: the token is refused",
            "copy it again from https://discord.com/developers/applications, page Bot",
        )
    ]


@pytest.mark.parametrize("call", ["GET /users/@me", "GET /channels/300", "GET /guilds/200/channels"])
@pytest.mark.parametrize("trouble", [Trouble(status=500), Trouble(status=429), Trouble(body=b"[]")], ids=str)
async def test_a_check_survives_a_discord_that_fails(server, platform, call, trouble):
    server.fail(call, trouble)

    *_, (ok, _, advice) = await looked_at(platform)

    assert not ok
    assert advice == "try again later"


# --- connecting -----------------------------------------------------------------------------------------------


async def test_the_settings_say_where_discord_is_and_who_asks(server, platform):
    found = connect(Settings(_env_file=None, DISCORD_BOT_TOKEN=SecretStr(TOKEN), DISCORD_API_URL=server.url))

    assert await found.locate("300") == HERE
    await found.close()


def test_without_a_token_the_settings_are_to_be_fixed(monkeypatch):
    monkeypatch.delenv("DISCORD_BOT_TOKEN", raising=False)

    with pytest.raises(ConfigError, match=r"DISCORD_BOT_TOKEN is not set: .*discord\.com/developers"):
        connect(Settings(_env_file=None))


async def test_closing_what_was_never_used_is_quiet():
    await Discord(TOKEN, Route.BASE).close()


async def test_the_gateway_greets_a_client(server, platform):
    client = library.AutoShardedClient(intents=library.Intents.none(), guild_ready_timeout=0)
    ready: list[str] = []

    @client.event
    async def on_ready() -> None:
        ready.append(client.user.name)
        await client.close()

    await client.start(TOKEN)

    assert ready == ["hotpapers"]
    assert 2 in server.gateway


# --- delivering -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
async def test_a_digest_arrives_once_and_in_order_whatever_gets_lost(store, seed):
    chance, clock = Random(seed), Clock()  # noqa: S311 - a test
    faults = [
        Trouble(drop=True),
        Trouble(drop=True, keeping=True),
        Trouble(status=502, keeping=True),
        Trouble(status=429),
    ]
    digest = make.digest(*(make.entry(rank, title="x" * 190) for rank in range(1, 20)))
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
    assert [int(head.split()[0][2:]) for head in heads] == [entry.rank for entry in digest.entries]
