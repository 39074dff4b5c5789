"""What people ask on Discord and are shown, through simcord, somebody else's simulation of it."""

from __future__ import annotations

from datetime import time
from typing import Any

import discord
import pytest
import simcord
from simcord.results import InteractionResult

from adapters.discord.listening import Listener
from bot.commands.reply import Attachment, Button, Form, Item, Reply, Select
from bot.commands.values import (
    NOTHING,
    Act,
    DigestOff,
    Export,
    ForgetMe,
    Format,
    Help,
    HotList,
    Look,
    LookUpAll,
    Manage,
    OnPaper,
    PaperAct,
    Saved,
    SetDigest,
    Status,
    Subscribe,
    Subscriptions,
    Why,
)  # fmt: skip
from bot.models import Destination, Filter, PaperId, Ranking
from bot.subscription import Every, How, Period, Rhythm
from tests import make
from tests.fake_answerer import FakeAnswerer
from tests.standins.discord_rules import walk

pytestmark = pytest.mark.simcord(shard_count=1)

PAPER = PaperId("2008.10599")
DIGEST = {"what": "cs.CV", "every": "weekdays 09:00"}
VISION = Filter(("cs.CV",))
AT_NINE = Every(Rhythm.WEEKDAYS, time(9))
LIST = Reply(digest=make.digest(), buttons=(Button("Next page", HotList(VISION, page=1)),))


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
    """Somebody who may manage channels."""
    role = guild.create_role("editors", permissions=discord.Permissions(manage_channels=True))
    return guild.add_member(simcord_env.create_user("ada"), roles=[role])


@pytest.fixture
def bob(simcord_env, guild) -> simcord.MemberActor:
    return guild.add_member(simcord_env.create_user("bob"))


def said(result: InteractionResult) -> str:
    return "\n".join(part["content"] for part in walk(result.response.components) if "content" in part)


def filled(shown: InteractionResult) -> dict[str, Any]:
    """Return what a form shows in its fields, as somebody submits it who changes nothing."""
    fields = [label["component"] for label in shown.modal["components"]]
    chosen = {
        field["custom_id"]: [option["value"] for option in field["options"] if option.get("default")]
        for field in fields
        if "options" in field
    }
    return {field["custom_id"]: field["value"] for field in fields if field.get("value")} | chosen


def calls(env: simcord.Env) -> list[str]:
    return [f"{request.method} {request.path}" for request in env.http_requests]


async def command(env: simcord.Env, name: str) -> discord.app_commands.AppCommand:
    return next(each for each in await env.bot.tree.fetch_commands() if each.name == name)


# --- commands -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        (("hotpapers", {}), HotList()),
        (("hotpapers", {"what": "cs.CV", "when": "week"}), HotList(VISION, Period(7))),
        (("hotpapers", {"public": True}), HotList(public=True)),
        (("paper", {"query": "https://arxiv.org/abs/2008.10599v2"}), Look("https://arxiv.org/abs/2008.10599v2")),
        (("paper", {"query": "words of a title"}), Look("words of a title")),
        (("why", {"paper": "2008.10599"}), Why(PAPER)),
        (("subscribe", {}), Subscribe()),
        (
            (
                "subscribe",
                {"what": "cs.CV", "every": "weekdays 09:00", "top": 5, "floor": 2.5, "ranking": "classic", "days": 7},
            ),
            Subscribe(VISION, AT_NINE, How(5, 2.5, Ranking.CLASSIC, 7)),
        ),
        (("subscriptions", {}), Subscriptions()),
        (
            ("digest set", {"what": "cs.CV", "every": "weekdays 09:00", "threads": False}),
            SetDigest(VISION, AT_NINE, How(threads=False)),
        ),
        (("digest off", {}), DigestOff()),
        (("mypapers saved", {}), Saved()),
        (("mypapers export", {"format": "ris"}), Export(Format.RIS)),
        (("mypapers forget", {}), ForgetMe()),
        (("about status", {}), Status()),
        (("about help", {}), Help()),
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
        (("digest set", {"what": "cs.CV", "every": "daily 09:00", "top": -1}), "top"),
    ],
)
async def test_what_is_not_understood_is_named_in_a_call_for_help(answerer, channel, ada, typed, named):
    name, options = typed
    await ada.slash(channel, name, **options)

    (command,) = answerer.commands
    assert isinstance(command, Help)
    assert named in command.misunderstood


async def test_who_asks_is_told_apart_from_where(answerer, guild, channel, ada):
    await ada.slash(channel, "hotpapers")

    asker = answerer.asker
    assert (asker.platform, asker.workspace, asker.user) == ("discord", "", str(ada.id))
    assert asker.here == Destination("discord", str(guild.id), str(channel.id))
    assert not asker.is_direct
    assert asker.may_set_digests


async def test_whoever_may_not_manage_channels_may_not_set_digests(answerer, guild, channel, bob):
    await bob.slash(channel, "hotpapers")

    assert not answerer.asker.may_set_digests
    assert "digest set" not in bob.available_commands(channel)


async def test_the_server_may_open_a_command_but_the_permission_is_checked_again(
    answerer, simcord_env, guild, channel, bob
):
    guild.set_command_permissions(await command(simcord_env, "digest"), {bob: True})

    await bob.slash(channel, "digest off")

    assert answerer.commands == [DigestOff()]
    assert not answerer.asker.may_set_digests


async def test_a_message_is_looked_through_for_papers(answerer, channel, ada):
    message = await ada.send(channel, "see https://arxiv.org/abs/2008.10599 and 1706.03762.")

    await ada.context_menu(channel, "Look up papers", message)

    assert answerer.commands == [LookUpAll((PAPER, PaperId("1706.03762")))]


async def test_in_direct_messages_the_channel_is_the_persons_own(answerer, simcord_env):
    user = simcord_env.create_user("carol")

    await user.slash("hotpapers")

    asker = answerer.asker
    assert asker.is_direct
    assert asker.here == Destination("discord", "", str(user.dm_channel.id))


# --- what completes them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (("hotpapers", "what", "vision"), ["categories for vision"]),
        (("hotpapers", "what", '"diffusion vis'), []),
        (("hotpapers", "when", "we"), ["week"]),
        (("subscribe", "every", "we"), ["weekdays 09:00", "weekly fri 16:00"]),
        (("subscribe", "every", "weekdays 09:00 ber"), ["zone for ber"]),
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


# --- answers --------------------------------------------------------------------------------------------------


async def test_an_answer_is_for_who_asked_alone(channel, ada):
    result = await ada.slash(channel, "about status")

    assert said(result) == "Status."
    assert result.response.ephemeral


async def test_an_answer_is_for_all_if_that_is_said(answerer, channel, ada):
    answerer.says = lambda _: [Reply("For all.", public=True)]

    result = await ada.slash(channel, "hotpapers", public=True)

    assert not result.response.ephemeral
    assert [message.id for message in channel.history()] == [result.response.id]


async def test_it_is_acknowledged_first_and_answered_after(simcord_env, channel, ada):
    await ada.slash(channel, "about status")

    asked = [call for call in calls(simcord_env) if "simcord_interaction" in call]
    assert [call.rpartition("/")[2] for call in asked] == ["callback", "@original"]


async def test_a_first_word_is_replaced_by_the_answer(answerer, channel, ada):
    answerer.says = lambda _: [Reply("Looking …", final=False), Reply("Found."), Reply("And more.")]

    result = await ada.slash(channel, "paper", query="2008.10599")

    assert said(result) == "Found."
    assert [walk(each.components).__next__()["content"] for each in result.followups] == ["And more."]


async def test_a_file_is_attached(answerer, channel, ada):
    answerer.says = lambda _: [Reply("Here.", file=Attachment("papers.bib", b"@misc{}"))]

    result = await ada.slash(channel, "mypapers export")

    (file,) = result.response.attachments
    assert (file.filename, await file.read()) == ("papers.bib", b"@misc{}")
    assert result.response.ephemeral


@pytest.mark.simcord(shard_count=1, check_errors=False)
async def test_a_bug_is_answered_with_a_sentence(answerer, simcord_env, channel, ada):
    answerer.says = lambda _: 1 / 0

    result = await ada.slash(channel, "about status")

    assert said(result).startswith("Something went wrong here")


# --- buttons, menus, forms --------------------------------------------------------------------------------------


async def test_a_button_asks_what_it_carries(answerer, channel, ada):
    answerer.says = lambda _: [Reply("Saved.", buttons=(Button("Unsave", OnPaper(PaperAct.UNSAVE, PAPER)),))]
    shown = await ada.slash(channel, "paper", query="2008.10599")

    await ada.click(shown.response, label="Unsave")

    assert answerer.commands[1:] == [OnPaper(PaperAct.UNSAVE, PAPER)]


async def test_a_page_takes_the_place_of_the_one_before(answerer, channel, ada):
    answerer.says = lambda command: [LIST if command.page == 0 else Reply("Page two.")]
    shown = await ada.slash(channel, "hotpapers", what="cs.CV")

    result = await ada.click(shown.response, label="Next page")

    assert answerer.commands[1:] == [HotList(VISION, page=1)]
    assert result.response is None or result.response.id == shown.response.id
    assert said(shown) == "Page two."


async def test_a_menu_asks_what_is_chosen(answerer, channel, ada):
    menu = Select("Open a paper", (("A title", Look("2008.10599")), ("Another", Look("1706.03762"))))
    answerer.says = lambda _: [Reply("Which?", select=menu)]
    shown = await ada.slash(channel, "paper", query="words")

    result = await ada.select(shown.response, ["paper 1706.03762"])

    assert answerer.commands[1:] == [Look("1706.03762")]
    assert result.response.id != shown.response.id


async def test_a_form_opens_filled_and_comes_back_as_a_command(answerer, channel, ada):
    form = Form("Your digest", False, VISION, AT_NINE, How(5, 2, Ranking.CLASSIC, 7), change=12)
    answerer.says = lambda command: [Reply(form=form) if command.every is None else Reply("Changed.")]
    shown = await ada.slash(channel, "subscribe")

    result = await ada.submit_modal(shown, filled(shown) | {"what": "cs.LG", "top": "3"})

    assert answerer.commands[1:] == [Subscribe(Filter(("cs.LG",)), AT_NINE, How(3, 2, Ranking.CLASSIC, 7), 12)]
    assert said(result) == "Changed."


async def test_the_form_of_a_channel_sets_its_digest(answerer, channel, ada):
    answerer.says = lambda _: [Reply(form=Form("This channel's digest", True, NOTHING, None, How()))]
    shown = await ada.slash(channel, "digest set")

    await ada.submit_modal(shown, {"what": "cs.CV", "every": "weekdays 09:00", "more": "threads off"})

    assert answerer.commands[1:] == [SetDigest(VISION, AT_NINE, How(threads=False))]


async def test_a_form_that_is_not_understood_is_answered_with_help(answerer, channel, ada):
    answerer.says = lambda command: [
        Reply("Help.") if isinstance(command, Help) else Reply(form=Form("Yours", False, NOTHING, None, How()))
    ]
    shown = await ada.slash(channel, "subscribe")

    await ada.submit_modal(shown, {"every": "at dawn"})

    assert "dawn" in answerer.commands[-1].misunderstood


async def test_a_changing_button_opens_its_form(answerer, channel, ada):
    change = Button("Change", Manage(Act.CHANGE, 7))
    form = Reply(form=Form("Yours", False, VISION, AT_NINE, How(), 7))
    answerer.says = lambda command: [
        form if isinstance(command, Manage) else Reply(items=(Item("One", "", (change,)),))
    ]
    shown = await ada.slash(channel, "subscriptions")

    result = await ada.click(shown.response, label="Change")

    assert result.modal["custom_id"] == "subscription 7"


# --- direct messages, invitations -------------------------------------------------------------------------------


async def test_subscribing_opens_direct_messages_once(answerer, simcord_env, channel, ada):
    for _ in range(2):
        await ada.slash(channel, "subscribe", what="cs.CV", every="daily 09:00")

    assert answerer.asker.direct == str(ada.user.dm_channel.id)
    assert calls(simcord_env).count("POST /users/@me/channels") == 1


async def test_nothing_else_opens_direct_messages(answerer, simcord_env, channel, ada):
    await ada.slash(channel, "hotpapers")

    assert answerer.asker.direct is None
    assert "POST /users/@me/channels" not in calls(simcord_env)
