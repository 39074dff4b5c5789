"""A server at Discord, simulated by simcord, for the tests that name this as their plugin."""

from __future__ import annotations

import discord
import pytest
import simcord

from adapters.discord.events.gateway import Listener
from tests.helpers.fake_event_handler import FakeAnswerer


@pytest.fixture
def answerer() -> FakeAnswerer:
    return FakeAnswerer()


@pytest.fixture
def simcord_bot(answerer) -> Listener:
    return Listener(answerer)


@pytest.fixture
def guild(simcord_env) -> simcord.GuildHandle:
    return simcord_env.create_guild()


@pytest.fixture
def channel(guild) -> simcord.ChannelHandle:
    return guild.create_text_channel("papers")


@pytest.fixture
def ada(simcord_env, guild) -> simcord.MemberActor:
    """Someone who may manage channels."""
    role = guild.create_role("editors", permissions=discord.Permissions(manage_channels=True))
    return guild.add_member(simcord_env.create_user("ada"), roles=[role])


@pytest.fixture
def bob(simcord_env, guild) -> simcord.MemberActor:
    return guild.add_member(simcord_env.create_user("bob"))
