"""Listening to the stand-in of Discord, as the started process does: over its gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from adapters.discord.events import client, responder
from adapters.discord.platform import Discord
from bot.errors import ConfigError, DeliveryPostponed
from bot.models.command import (
    NO_FILTER,
    ActOnPaper,
    Command,
    PaperAction,
    Requester,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowReadingList,
)
from bot.models.digest import Destination, Filter
from bot.models.papers import PaperId
from bot.models.reply import Attachment, Button, Form, Menu, Reply
from bot.models.subscription import DigestOptions
from tests.helpers import factories
from tests.helpers.fake_event_handler import FakeAnswerer
from tests.helpers.fake_servers import discord_shapes as shapes
from tests.helpers.fake_servers.discord import TOKEN, Trouble
from tests.helpers.fake_servers.discord_people import ADA, BOB, DiscordServer, people
from tests.helpers.fake_servers.discord_shapes import FORUM, PERMISSIONS, STAGE, THREAD, VOICE, Place
from tests.helpers.fake_servers.serving import PATIENCE, until

PAPER = PaperId("2008.10599")
SAVE = Button("Save", ActOnPaper(PaperAction.SAVE, PAPER))


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with people() as running:
        yield running


@pytest.fixture
def answerer() -> FakeAnswerer:
    return FakeAnswerer()


@asynccontextmanager
async def listening(server: DiscordServer, answerer: FakeAnswerer) -> AsyncIterator[asyncio.Task[None]]:
    platform = Discord(TOKEN, server.url, deadline=timedelta(seconds=PATIENCE))
    task = asyncio.create_task(platform.listen(answerer))
    await server.connected()
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})


def reaction(message: str, author: str) -> dict[str, object]:
    member = shapes.member() | {"user": shapes.user(ADA, "ada"), "roles": []}
    where = {"guild_id": shapes.SERVER, "channel_id": "300", "message_id": message, "message_author_id": author}
    return where | {"user_id": ADA, "member": member, "emoji": {"id": None, "name": "👍"}, "type": 0, "burst": False}


async def test_every_command_is_told_to_discord(server, answerer):
    async with listening(server, answerer):
        told = server.commands

    assert set(told) == {
        "hotpapers", "paper", "why", "subscribe", "subscriptions", "digest", "report", "mypapers", "about",
        "Look up papers",
    }  # fmt: skip
    for name in ("digest", "report"):
        assert told[name]["default_member_permissions"] == 1 << 4
        assert (told[name]["contexts"], told[name]["integration_types"]) == ([0], [0])
    assert (told["paper"]["contexts"], told["paper"]["integration_types"]) == ([0, 1, 2], [0, 1])


async def test_commands_that_discord_does_not_take_now_keep_nobody_from_being_heard(server, answerer, caplog):
    server.fail(r"PUT /applications/\d+/commands", Trouble(status=403, code=20012))

    async with listening(server, answerer):
        server.commands = {"paper": {"name": "paper", "options": [{"name": "query", "type": 3}]}}
        question = await server.type("paper", query="2008.10599")
        await question.answered()

    assert question.said == "Look."
    assert "commands not registered: error=403" in caplog.text


async def test_sessions_that_are_used_up_are_waited_for(server, answerer, caplog):
    server.session_starts |= {"remaining": 0, "reset_after": 1}

    async with listening(server, answerer):
        pass

    assert "session start delayed: remaining=0" in caplog.text


async def test_a_command_of_an_earlier_version_says_to_reload_discord(server, answerer):
    async with listening(server, answerer):
        server.commands["gone"] = {"name": "gone", "options": []}
        question = await server.type("gone")
        await question.answered()

    assert "Reload Discord" in question.said
    assert answerer.commands == []


@pytest.mark.parametrize(
    "form",
    [
        {"custom_id": "subscription x", "components": []},
        {"custom_id": "digest", "components": []},
        {"custom_id": "report 1; drop", "components": []},
    ],
    ids=str,
)
async def test_a_form_that_is_not_ours_is_refused_quietly(server, answerer, caplog, form):
    async with listening(server, answerer):
        question = await server.submit(form)
        await question.answered()

    assert answerer.commands == [ShowHelp("This button has expired. Run the command again.")]
    assert caplog.records == []


async def test_reactions_to_what_others_wrote_are_not_told(server, answerer):
    async with listening(server, answerer):
        for message, author in (("1", ADA), ("2", shapes.BOT)):
            await server.tell("MESSAGE_REACTION_ADD", reaction(message, author))
        await until(lambda: answerer.reactions)

    assert [reaction.message for _, reaction in answerer.reactions] == ["2"]


@pytest.mark.parametrize(("context", "is_direct"), [(1, True), (2, False)])
async def test_the_messages_between_two_people_are_nobodys_own(server, answerer, context, is_direct):
    server.directly, server.context = True, context

    async with listening(server, answerer):
        await (await server.type("paper", query="2008.10599")).answered()

    assert (answerer.asker.is_direct_message, answerer.asker.can_manage_channel) == (is_direct, False)


async def test_a_page_that_somebody_else_turns_is_their_own_copy(server, answerer):
    answerer.says = lambda command: [
        Reply("a page", public=True, buttons=(Button("Next page", ShowHotList(NO_FILTER)),))
    ]
    async with listening(server, answerer):
        first = await (await server.type("hotpapers", public=True)).answered()
        server.user = BOB
        second = await (await server.press(first.message, "Next page")).answered()

    assert second.message is not first.message


async def test_a_command_is_answered(server, answerer):
    async with listening(server, answerer):
        question = await server.type("paper", query="2008.10599")
        await question.answered()

    assert answerer.commands == [ShowPaper("2008.10599")]
    assert question.said == "Look."
    assert server.messages == []


async def test_an_answer_for_all_stands_in_the_channel(server, answerer):
    answerer.says = lambda _: [Reply("For all.", public=True)]

    async with listening(server, answerer):
        question = await server.type("hotpapers", public=True)
        await question.answered()

    assert server.messages == [question.message]


async def test_what_is_not_for_all_is_told_to_the_person_alone_even_if_they_asked_in_public(server, answerer):
    answerer.says = lambda command: [Reply("There is no such paper.")]

    async with listening(server, answerer):
        question = await (await server.type("paper", query="2008.10599", public=True)).answered()

    assert server.messages == []
    assert question.said == "There is no such paper."


async def test_buttons_and_menus_work_after_a_restart(server, answerer):
    answerer.says = lambda _: [
        Reply("One.", buttons=(SAVE,), select=Menu("Open", (("A title", ShowPaper("1706.03762")),)))
    ]
    async with listening(server, answerer):
        shown = (await (await server.type("paper", query="2008.10599")).answered()).message

    async with listening(server, answerer):
        await (await server.press(shown, "Save")).answered()
        await (await server.choose(shown, "A title")).answered()

    assert answerer.commands[1:] == [SAVE.command, ShowPaper("1706.03762")]


async def test_a_form_can_be_submitted_after_a_restart(server, answerer):
    form = Form("Your digest", False, Filter(("cs.CV",)), None, DigestOptions(top=5), change=3)
    answerer.says = lambda command: [Reply("Saved.") if command.every else Reply(form=form)]
    async with listening(server, answerer):
        opened = (await server.type("subscribe")).form

    async with listening(server, answerer):
        await (await server.submit(opened, what="cs.LG")).answered()

    submitted = answerer.commands[-1]
    assert (submitted.what, submitted.how, submitted.replaces_id) == (Filter(("cs.LG",)), DigestOptions(top=5), 3)


async def test_a_page_takes_the_place_of_the_one_before(server, answerer):
    button = Button("Next page", ShowHotList(page=1))
    answerer.says = lambda command: [Reply(f"Page {command.page}.", buttons=(button,))]

    async with listening(server, answerer):
        first = await (await server.type("hotpapers")).answered()
        await (await server.press(first.message, "Next page")).answered()

    assert first.said == "Page 1."


async def test_the_posts_of_a_digest_can_be_pressed(server, answerer):
    platform = Discord(TOKEN, server.url)
    here = Destination("discord", shapes.SERVER, "300")
    await platform.send(factories.post(destination=here))
    await platform.close()
    (posted,) = server.messages

    async with listening(server, answerer):
        question = await server.choose(posted, "1 · A Title of")
        await question.answered()

    assert answerer.commands == [ShowPaper("2008.10599")]
    assert question.message is not posted


async def test_a_file_arrives(server, answerer):
    answerer.says = lambda _: [Reply("Here.", file=Attachment("papers.bib", b"@misc{}"))]

    async with listening(server, answerer):
        question = await (await server.type("mypapers export", format="bibtex")).answered()

    assert question.message["uploaded"] == [{"filename": "papers.bib", "content": "@misc{}"}]


async def test_typing_is_completed(server, answerer):
    async with listening(server, answerer):
        assert await server.complete("hotpapers", "what", "vision") == ["categories for vision"]


async def test_direct_messages_are_answered_too(server, answerer):
    server.directly = True

    async with listening(server, answerer):
        await (await server.type("mypapers saved")).answered()

    assert answerer.commands == [ShowReadingList()]
    assert answerer.asker.destination == Destination("discord", "", "500")
    assert answerer.asker.is_direct_message


async def test_a_server_that_invites_us_is_greeted_once_where_we_may_write(server, answerer, caplog):
    caplog.set_level("DEBUG", "discord.client")
    quiet = Place("299", "quiet", denied={"send"})
    server.places = {"299": quiet} | server.places
    joined = server.guild() | {"id": "201", "system_channel_id": None}

    async with listening(server, answerer):
        await until(lambda: "Dispatching event ready" in caplog.text)  # till then, servers are taken for known ones
        for times in (1, 2):
            await server.tell("GUILD_CREATE", joined)
            await until(lambda times=times: len(answerer.welcomes) == times and server.messages)
            await server.tell("GUILD_DELETE", {"id": "201"})

    assert [message["components"][0]["content"] for message in server.messages] == ["Hello."]
    assert quiet.messages == []
    there = [what for what, _, server in answerer.presence if server == "201"]
    assert there[:3] == ["returned", "removed", "returned"]


async def test_a_server_that_it_is_in_is_not_greeted_when_discord_tells_of_it_late(server, answerer, caplog):
    caplog.set_level("DEBUG", "discord.client")

    async with listening(server, answerer):
        await until(lambda: "Dispatching event ready" in caplog.text)
        await server.tell("GUILD_CREATE", server.guild() | {"unavailable": False})
        await (await server.type("about status")).answered()

    assert answerer.welcomes == []


async def test_a_server_that_invited_us_again_while_we_did_not_listen_is_one_we_are_in(server, answerer):
    async with listening(server, answerer):
        await until(lambda: ("returned", "discord", shapes.SERVER) in answerer.presence)


async def test_what_the_library_does_not_understand_ends_listening(server, answerer):
    async with listening(server, answerer) as task:
        await server.tell("GUILD_CREATE", {"nonsense": True})

        with pytest.raises(KeyError):
            await asyncio.wait_for(task, PATIENCE)


async def test_a_broken_connection_is_taken_up_again(server, answerer):
    async with listening(server, answerer):
        await server.sockets[-1].send_json({"op": 7, "d": None})
        await until(lambda: 6 in server.gateway)
        question = await (await server.type("about status")).answered()

    assert question.said == "Status."


async def test_an_answer_that_nobody_waits_for_is_logged_once(server, answerer, caplog):
    server.fail(r"PATCH /webhooks/.*", Trouble(status=401, code=50027))

    async with listening(server, answerer):
        await server.type("about status")
        await (await server.type("about help")).answered()

    (lost,) = [record for record in caplog.records if record.name.startswith("adapters")]
    assert lost.getMessage().startswith("interaction expired: command=Status")


async def test_stopping_lets_an_answer_arrive(server, answerer, monkeypatch):
    monkeypatch.setattr(client, "STOPPING", PATIENCE)
    hold = asyncio.Event()

    async def slowly(asker: Requester, command: Command) -> AsyncIterator[Reply]:
        await hold.wait()
        yield Reply("Here it is.")

    answerer.handle_command = slowly
    async with listening(server, answerer):
        question = await server.type("about status")
        asyncio.get_running_loop().call_later(0.05, hold.set)

    assert question.said == "Here it is."


async def test_where_nothing_could_be_posted_a_digest_is_not_set(server, answerer):
    server.ours = PERMISSIONS["view"] | PERMISSIONS["send"] | PERMISSIONS["history"]

    async with listening(server, answerer):
        question = await (await server.type("digest set", what="cs.CV", every="daily 09:00")).answered()

    assert "Allow me Create Public Threads, Send Messages in Threads in" in question.said
    assert answerer.commands == []


async def test_only_a_report_takes_the_right_to_attach_files(server, answerer):
    server.ours &= ~PERMISSIONS["attach"]

    async with listening(server, answerer):
        digest = await (await server.type("digest set", what="cs.CV", every="daily 09:00")).answered()
        report = await (await server.type("report set", every="mon 09:00")).answered()

    assert digest.said == "SetDigest."
    assert "Allow me Attach Files in" in report.said


async def test_in_a_thread_its_channel_is_meant(server, answerer):
    channel = next(iter(server.places.values()))
    server.places = {"301": Place("301", "talk", THREAD, parent=channel)} | server.places

    async with listening(server, answerer):
        await (await server.type("hotpapers")).answered()

    assert answerer.asker.destination.channel == channel.id


async def test_what_is_set_in_a_thread_names_the_channel_it_is_for(server, answerer):
    channel = next(iter(server.places.values()))
    server.places = {"301": Place("301", "talk", THREAD, parent=channel)} | server.places

    async with listening(server, answerer):
        question = await (await server.type("digest set", what="cs.CV", every="daily 09:00")).answered()

    assert question.said == "SetDigest.\n-# Channel: <#300>"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place("298", type=VOICE), "I can't post a digest in a voice channel. Use this command in a text channel."),
        (Place("298", type=STAGE), "I can't post a digest in a stage channel. Use this command in a text channel."),
        (
            Place("298", type=THREAD, parent=Place("297", type=FORUM)),
            "I can't post a digest in a forum. Use this command in a text channel.",
        ),
    ],
    ids=["voice", "stage", "forum"],
)
async def test_where_nothing_fits_a_digest_is_refused_at_once(server, answerer, place, said):
    around = {place.parent.id: place.parent} if place.parent else {}
    server.places = {place.id: place} | around | server.places

    async with listening(server, answerer):
        question = await (await server.type("digest set", what="cs.CV", every="daily 09:00")).answered()

    assert (question.said, answerer.commands) == (said, [])


async def test_a_form_that_takes_long_is_offered_again(server, answerer, monkeypatch):
    monkeypatch.setattr(responder, "PATIENCE", 0.01)
    form = Form("Your digest", False, NO_FILTER, None, DigestOptions())

    async def slowly(asker: Requester, command: Command) -> AsyncIterator[Reply]:
        await late.wait()
        yield Reply(form=form)

    answerer.handle_command, late = slowly, asyncio.Event()
    async with listening(server, answerer):
        question = await server.type("subscribe")
        late.set()
        await question.answered()
        opened = await server.press(question.message, "Open the form")

    assert opened.form["title"] == "Your digest"


async def test_people_are_heard_only_while_the_gateway_is_connected(server, answerer, caplog):
    platform = Discord(TOKEN, server.url)
    task = asyncio.create_task(platform.listen(answerer))
    heard_at_once = platform.is_connected
    await until(lambda: platform.is_connected)

    server.turning_away = True
    await server.sockets[-1].close(code=1012)

    await until(lambda: "Attempting a reconnect" in caplog.text)
    assert (heard_at_once, platform.is_connected) == (False, False)
    task.cancel()
    await asyncio.wait({task})


async def test_the_invitation_is_for_the_bot_of_the_token(server):
    platform = Discord(TOKEN, server.url)

    address = await platform.invite()

    await platform.close()
    assert "client_id=100&" in address


async def test_a_refused_token_is_a_setting_to_fix(server, answerer):
    with pytest.raises(ConfigError, match="DISCORD_BOT_TOKEN"):
        await Discord("wrong", server.url).listen(answerer)


async def test_without_discord_listening_is_postponed(server, answerer):
    server.fail(r"GET /users/@me", Trouble(drop=True), Trouble(drop=True))

    with pytest.raises(DeliveryPostponed):
        await Discord(TOKEN, server.url).listen(answerer)
