"""What people ask on Discord and are shown, through simcord, someone else's simulation of it."""

from __future__ import annotations

from datetime import time
from types import SimpleNamespace

import discord
import pytest

from bot.commands.forget_me import ForgetMe
from bot.commands.reading_list import CitationFormat, ExportReadingList
from bot.commands.status import ShowStatus
from bot.models.command import (
    ExplainScore,
    ListSubscriptions,
    SetDigest,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowPapers,
    ShowReadingList,
    StopDigest,
    Subscribe,
)
from bot.models.digest import Destination, Filter, Ranking
from bot.models.papers import PaperId
from bot.models.reaction import Reaction
from bot.models.reply import Button, Reply
from bot.models.subscription import DigestOptions, Frequency, Period, Schedule
from tests.helpers import factories
from tests.helpers.discord_client import calls, command

pytestmark = pytest.mark.simcord(shard_count=1)

PAPER = PaperId("2008.10599")
DIGEST = {"what": "cs.CV", "every": "weekdays 09:00"}
VISION = Filter(("cs.CV",))
AT_NINE = Schedule(Frequency.WEEKDAYS, time(9))
LIST = Reply(digest=factories.digest(), buttons=(Button("Next page", ShowHotList(VISION, page=1)),))


# --- commands -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        (("hotpapers", {}), ShowHotList()),
        (("hotpapers", {"what": "cs.CV", "when": "week"}), ShowHotList(VISION, Period(7))),
        (("hotpapers", {"public": True}), ShowHotList(public=True)),
        (("paper", {"query": "https://arxiv.org/abs/2008.10599v2"}), ShowPaper("https://arxiv.org/abs/2008.10599v2")),
        (("paper", {"query": "words of a title"}), ShowPaper("words of a title")),
        (("paper", {"query": "2008.10599", "public": True}), ShowPaper("2008.10599", public=True)),
        (("why", {"paper": "2008.10599"}), ExplainScore(PAPER)),
        (("why", {"paper": "2008.10599", "public": True}), ExplainScore(PAPER, public=True)),
        (("subscribe", {}), Subscribe()),
        (
            (
                "subscribe",
                {"what": "cs.CV", "every": "weekdays 09:00", "top": 5, "floor": 2.5, "ranking": "classic", "days": 7},
            ),
            Subscribe(VISION, AT_NINE, DigestOptions(5, 2.5, Ranking.CLASSIC, 7)),
        ),
        (("subscriptions", {}), ListSubscriptions()),
        (
            ("digest set", {"what": "cs.CV", "every": "weekdays 09:00", "threads": False}),
            SetDigest(VISION, AT_NINE, DigestOptions(threads=False)),
        ),
        (("digest off", {}), StopDigest()),
        (("mypapers saved", {}), ShowReadingList()),
        (("mypapers export", {"format": "ris"}), ExportReadingList(CitationFormat.RIS)),
        (("mypapers forget", {}), ForgetMe()),
        (("about status", {}), ShowStatus()),
        (("about help", {}), ShowHelp()),
    ],
)
async def test_typed_options_become_commands(answerer, channel, ada, typed, command):
    name, options = typed
    await ada.slash(channel, name, **options)

    assert answerer.commands == [command]


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (("hotpapers", {"what": "cs.XX"}), "cs.XX"),
        (("hotpapers", {"when": "yesterweek"}), "yesterweek"),
        (("paper", {"query": " "}), "For example"),
        (("why", {"paper": "nonsense"}), "nonsense"),
        (("subscribe", {"what": "cs.CV", "every": "weekdays 25:00"}), "25:00"),
        (("subscribe", {"what": "cs.CV", "every": "daily 09:00 Mars/Crater"}), "Mars/Crater"),
    ],
)
async def test_what_is_not_understood_is_named_in_a_call_for_help(answerer, channel, ada, typed, named):
    name, options = typed
    await ada.slash(channel, name, **options)

    (command,) = answerer.commands
    assert isinstance(command, ShowHelp)
    assert named in command.misunderstood


async def test_who_asks_is_told_apart_from_where(answerer, guild, channel, ada):
    await ada.slash(channel, "hotpapers")

    asker = answerer.asker
    assert (asker.platform, asker.workspace, asker.user) == ("discord", "", str(ada.id))
    assert asker.destination == Destination("discord", str(guild.id), str(channel.id))
    assert not asker.is_direct_message
    assert asker.can_manage_channel


async def test_who_may_not_manage_channels_may_not_set_digests(answerer, guild, channel, bob):
    await bob.slash(channel, "hotpapers")

    assert not answerer.asker.can_manage_channel
    assert "digest set" not in bob.available_commands(channel)


async def test_people_whom_the_server_lets_use_the_command_may_set_digests(answerer, simcord_env, guild, channel, bob):
    guild.set_command_permissions(await command(simcord_env, "digest"), {bob: True})

    await bob.slash(channel, "digest off")

    assert answerer.commands == [StopDigest()]
    assert answerer.asker.can_manage_channel


async def test_what_a_command_showed_holds_for_what_follows_it_there(answerer, simcord_env, guild, channel, bob):
    guild.set_command_permissions(await command(simcord_env, "digest"), {bob: True})
    elsewhere = guild.create_text_channel("elsewhere")
    await bob.slash(channel, "digest off")

    await bob.slash(channel, "hotpapers")
    follows = answerer.asker.can_manage_channel
    await bob.slash(elsewhere, "hotpapers")

    assert (follows, answerer.asker.can_manage_channel) == (True, False)


async def test_a_message_is_looked_through_for_papers(answerer, channel, ada):
    message = await ada.send(channel, "see https://arxiv.org/abs/2008.10599 and 1706.03762.")

    await ada.context_menu(channel, "Look up papers", message)

    assert answerer.commands == [ShowPapers((PAPER, PaperId("1706.03762")))]


async def test_a_forwarded_message_is_looked_through_for_papers(answerer, guild, channel, ada):
    original = await ada.send(guild.create_text_channel("elsewhere"), "see https://arxiv.org/abs/2008.10599")
    message = await ada.forward(original, channel)

    await ada.context_menu(channel, "Look up papers", message)

    assert answerer.commands == [ShowPapers((PAPER,))]


async def test_in_direct_messages_the_channel_is_the_persons_own(answerer, simcord_env):
    user = simcord_env.create_user("carol")

    await user.slash("hotpapers")

    asker = answerer.asker
    assert asker.is_direct_message
    assert asker.destination == Destination("discord", "", str(user.dm_channel.id))


# --- what completes them --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (("hotpapers", "what", "vision"), ["categories for vision"]),
        (("hotpapers", "what", '"diffusion vis'), []),
        (("hotpapers", "when", "we"), ["week"]),
        (("subscribe", "every", "we"), ["weekdays 09:00", "weekly fri 16:00"]),
        (("subscribe", "every", "weekdays 09:00 ber"), ["zone for ber"]),
        (("subscribe", "every", "weekdays 9 AM new yo"), ["zone for new yo"]),
        (("paper", "query", "transf"), ["paper for transf"]),
        (("paper", "query", "x" * 100), []),
    ],
)
async def test_typing_is_completed(channel, ada, typed, offered):
    choices = await ada.autocomplete(channel, *typed)

    assert [choice["name"] for choice in choices] == offered


async def test_a_zone_is_put_behind_what_was_typed_before_it(channel, ada):
    (choice,) = await ada.autocomplete(channel, "subscribe", "every", "weekly fri 09:00 ber")

    assert choice["value"] == "weekly fri 09:00 ber…"


# --- direct messages, invitations -----------------------------------------------------------------------------


async def test_subscribing_opens_direct_messages_once(answerer, simcord_env, channel, ada):
    for _ in range(2):
        await ada.slash(channel, "subscribe", what="cs.CV", every="daily 09:00")

    assert answerer.asker.direct_channel == str(ada.user.dm_channel.id)
    assert calls(simcord_env).count("POST /users/@me/channels") == 1


async def test_no_direct_messages_are_opened_once_discord_says_that_they_are_too_many(
    simcord_bot, answerer, simcord_env, channel, ada
):
    async def refuse(*_):
        answer = SimpleNamespace(status=403, reason="Forbidden")
        raise discord.Forbidden(answer, {"code": 40003, "message": "You are opening direct messages too fast"})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simcord_bot.http, "start_private_message", refuse)
        await ada.slash(channel, "subscribe", what="cs.CV", every="daily 09:00")
    await ada.slash(channel, "subscribe", what="cs.CV", every="daily 09:00")

    assert answerer.asker.direct_channel is None
    assert "POST /users/@me/channels" not in calls(simcord_env)


async def test_nothing_else_opens_direct_messages(answerer, simcord_env, channel, ada):
    await ada.slash(channel, "hotpapers")

    assert answerer.asker.direct_channel is None
    assert "POST /users/@me/channels" not in calls(simcord_env)


# --- reactions --------------------------------------------------------------------------------------------------


async def test_reactions_are_told_and_when_they_are_taken_back(simcord_env, answerer, guild, channel, ada):
    message = await ada.send(channel, "a post")
    await ada.react(message, "👍")
    await ada.unreact(message, "👍")
    await simcord_env.settle()

    place = Destination("discord", str(guild.id), str(channel.id))
    told = Reaction(place, str(message.id), str(ada.id), "👍")
    assert answerer.reactions == [("reacted", told), ("took back", told)]
