"""What simcord, someone else's simulation of Discord, makes of our messages: it refuses whatever it does not know."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest
import simcord
from discord.http import Route

from adapters.discord.api.errors import Permission
from adapters.discord.api.session import NO_MENTIONS
from adapters.discord.messages.digest import layout
from adapters.discord.platform import Discord
from bot.errors import DestinationGone
from bot.models.digest import Destination, Digest
from bot.models.post import PostKind
from tests.helpers import adversarial_texts, factories


@pytest.fixture
def simcord_bot() -> discord.Client:
    return discord.Client(intents=discord.Intents.default(), allowed_mentions=NO_MENTIONS, guild_ready_timeout=0)


@pytest.fixture
def channel(simcord_env) -> simcord.ChannelHandle:
    return simcord_env.create_guild().create_text_channel("papers")


@pytest.fixture
def platform(simcord_env, simcord_bot) -> Discord:
    platform = Discord("no token", Route.BASE)
    platform._session._client = simcord_bot
    return platform


async def deliver(platform: Discord, channel: simcord.ChannelHandle, digest: Digest) -> list[str]:
    destination = await platform.resolve_channel(str(channel.id))
    sent: list[str] = []
    for position, kind in enumerate(layout(digest)):
        parent = sent[0] if sent else None
        given = {"position": position, "kind": kind, "parent_message_id": parent, "token": f"{position:024x}"}
        sent.append(await platform.send(factories.post(digest=digest, destination=destination, **given)))
    return sent


def many() -> Digest:
    return factories.digest(*(factories.entry(title="x" * 250, summary="y" * 280) for _ in range(25)))


@pytest.mark.parametrize(
    "digest",
    [
        factories.digest(),
        factories.digest(entries=(), note="Nothing new."),
        many(),
        adversarial_texts.digest("<@1> `*_[x](y)_*` " * 300),
    ],
    ids=["usual", "empty", "long", "hostile"],
)
async def test_a_digest_is_accepted(platform, channel, digest):
    sent = await deliver(platform, channel, digest)

    messages = [message for place in (channel, *channel.threads) for message in place.history()]
    ours = [message for message in messages if message.components]
    assert {str(message.id) for message in ours} == set(sent)
    assert not any(message.mentions or message.role_mentions or message.mention_everyone for message in ours)


async def test_recorded_hard_cases_are_accepted(platform, channel, shared):
    digest = adversarial_texts.hard_cases(shared)

    assert len(await deliver(platform, channel, digest)) == len(layout(digest))


async def test_a_message_shows_the_digest_in_one_box(platform, channel):
    await deliver(platform, channel, factories.digest())

    (box,) = min(channel.history(), key=lambda message: message.id).components
    texts = [part.content for part in box.children if isinstance(part, discord.TextDisplay)]
    assert texts[0].startswith("## Hot papers · Tue 25 Aug 2020\n-# cs, stat.ML")
    assert texts[1].startswith("**1 · [A Title of 2008.10599](<https://arxiv.org/abs/2008.10599>)**\nWe propose")


async def test_a_post_is_found_again(platform, channel):
    (parent, reply) = await deliver(platform, channel, factories.digest())
    destination = Destination("discord", str(channel.last_message.guild.id), str(channel.id))
    looked_for = factories.post(
        destination=destination, position=1, kind=PostKind.REPLY, parent_message_id=parent, token=f"{1:024x}"
    )

    long_ago = discord.utils.snowflake_time(int(parent)) - timedelta(hours=1)

    assert await platform.find(looked_for, long_ago) == reply


async def test_a_check_and_the_real_thing_agree_on_permissions(platform, simcord_env):
    guild = simcord_env.create_guild()
    quiet = guild.create_text_channel(
        "quiet", overwrites={guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )

    refused = [check.name for check in await platform.check(str(quiet.id)) if not check.ok]

    assert refused == [
        f"Discord channel {quiet.id}: {step}" for step in (Permission.POST, Permission.ATTACH)
    ]  # takes both
    with pytest.raises(DestinationGone, match="allow Send Messages"):
        await deliver(platform, quiet, factories.digest())
