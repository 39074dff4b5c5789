from __future__ import annotations

from collections.abc import AsyncIterator

import discord as library
import pytest
from discord.http import Route
from pydantic import SecretStr

from adapters.discord import connect
from adapters.discord.platform import Discord
from bot.config import Settings
from bot.errors import (
    CommandError,
    ConfigError,
    DeliveryPostponed,
    DestinationGone,
)
from tests.helpers import factories
from tests.helpers.discord_senders import HERE, HTML, connected
from tests.helpers.fake_servers.discord import TOKEN, DiscordStandIn, Trouble, discord
from tests.helpers.fake_servers.discord_shapes import THREAD, VOICE, Place


@pytest.fixture
async def server() -> AsyncIterator[DiscordStandIn]:
    async with discord(clock=lambda: factories.NOON) as standing_in:
        yield standing_in


@pytest.fixture
async def platform(server) -> AsyncIterator[Discord]:
    async with connected(server, clock=lambda: factories.NOON) as platform:
        yield platform


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
    assert await platform.resolve_channel(name) == HERE


@pytest.mark.parametrize(
    "name", ["general", "#general", "", "<@300>", "https://evil.example/channels/200/300", "3" * 20]
)
async def test_a_name_is_no_id(server, platform, name):
    with pytest.raises(CommandError, match="right-click the channel"):
        await platform.resolve_channel(name)

    assert server.calls == []


@pytest.mark.parametrize(
    ("channel", "advice"),
    [
        (Place("301"), "channel not found"),
        (Place(denied={"view"}), "invite it to the server and allow View Channel"),
        (Place(type=VOICE), "choose a text channel or a forum"),
    ],
    ids=str,
)
async def test_a_channel_that_is_closed_to_us_is_not_located(channel, advice):
    async with discord(channel) as server, connected(server) as platform:
        with pytest.raises(DestinationGone, match=advice):
            await platform.resolve_channel("300")


async def test_a_thread_is_no_place_for_a_digest(server, platform):
    server.places["301"] = Place("301", type=THREAD, parent=server.places["300"])

    with pytest.raises(DestinationGone, match="choose a text channel"):
        await platform.resolve_channel("301")


async def test_a_number_that_is_no_id_names_no_channel(server, platform):
    server.fail("GET /channels/300", Trouble(status=400, code=50035))

    with pytest.raises(DestinationGone, match="channel not found"):
        await platform.resolve_channel("300")


async def test_a_refused_token_is_a_matter_of_settings(server, platform):
    server.token = "another"

    with pytest.raises(ConfigError, match=r"DISCORD_BOT_TOKEN: .*discord\.com/developers"):
        await platform.resolve_channel("300")


AT_ONCE = Trouble(status=429, headers={"Retry-After": "0"})


@pytest.mark.parametrize("call", ["GET /users/@me", "GET /oauth2/applications/@me", "GET /channels/300"])
@pytest.mark.parametrize(
    "trouble",
    [Trouble(status=500), AT_ONCE, Trouble(drop=True), Trouble(body=b"{}"), Trouble(**HTML)],
    ids=str,
)
async def test_a_discord_that_fails_cannot_say_where_a_channel_is(server, platform, call, trouble):
    server.fail(call, trouble, *[trouble] * trouble.drop)

    with pytest.raises(DeliveryPostponed):
        await platform.resolve_channel("300")

    assert await platform.resolve_channel("300") == HERE


# --- checking -------------------------------------------------------------------------------------------------


ALLOWED = (True, "allowed", "")


async def looked_at(platform: Discord, channel: str | None = "300") -> list[tuple[bool, str, str]]:
    return [(check.ok, check.message, check.fix) for check in await platform.check(channel)]


async def test_a_check_names_the_bot_the_channel_and_each_permission(server, platform):
    found = await platform.check("300")

    assert [(check.name, check.message) for check in found if check.ok] == [
        ("Discord token", "the bot hotpapers"),
        ("Discord channel 300", "#general in Stand-in"),
        ("Discord channel 300: View Channel", "allowed"),
        ("Discord channel 300: Send Messages", "allowed"),
        ("Discord channel 300: Create Public Threads", "allowed"),
        ("Discord channel 300: Send Messages in Threads", "allowed"),
        ("Discord channel 300: Read Message History", "allowed"),
        ("Discord channel 300: Attach Files", "allowed"),
    ]
    assert len(await platform.check(None)) == 1


@pytest.mark.parametrize(
    ("denied", "position", "advice"),
    [
        ("send", 3, "allow Send Messages in the channel to post the list"),
        ("open threads", 4, "allow Create Public Threads in the channel to open a thread for the papers"),
        ("send in threads", 5, "allow Send Messages in Threads in the channel to post the papers in it"),
        (
            "history",
            6,
            "allow Read Message History in the channel to verify uncertain posts",
        ),
        (
            "attach",
            7,
            "allow Attach Files in the channel to attach report slides (digests work without it)",
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
        (Place("301"), "channel not found", "check the ID"),
        (
            Place(denied={"view"}),
            "the bot cannot see the channel",
            "invite it to the server and allow View Channel there",
        ),
        (Place(type=VOICE), "“300” does not support threads", "choose a text channel or a forum"),
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
            "DISCORD_BOT_TOKEN: Discord rejected the token",
            "copy it again from https://discord.com/developers/applications, page Bot",
        )
    ]


@pytest.mark.parametrize("call", ["GET /users/@me", "GET /channels/300", "GET /guilds/200"])
@pytest.mark.parametrize("trouble", [Trouble(status=500), Trouble(status=429), Trouble(body=b"[]")], ids=str)
async def test_a_check_survives_a_discord_that_fails(server, platform, call, trouble):
    server.fail(call, trouble)

    *_, (ok, _, advice) = await looked_at(platform)

    assert not ok
    assert advice == "try again later"


async def test_a_check_without_a_network_says_what_is_wrong_and_not_that_it_should_be_done():
    platform = Discord(TOKEN, "http://127.0.0.1:1")

    found = await looked_at(platform)

    await platform.close()
    assert found == [(False, "Discord is unreachable: nothing answers there (connection refused)", "try again later")]


# --- connecting -----------------------------------------------------------------------------------------------


async def test_the_settings_say_where_discord_is_and_who_asks(server, platform):
    found = connect(Settings(_env_file=None, DISCORD_BOT_TOKEN=SecretStr(TOKEN), DISCORD_API_URL=server.url))

    assert await found.resolve_channel("300") == HERE
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
