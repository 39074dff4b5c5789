"""An interaction that Discord shows as "thinking…" when the bot is killed is answered at the next start."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import wording
from bot.commands.forget_me import ForgetMe
from bot.models.command import ActOnPaper, PaperAction, ShowHelp, ShowHotList, ShowPaper, ShowReadingList, StopDigest
from bot.models.digest import Destination, Filter
from bot.models.papers import PaperId
from bot.models.reply import Button, Form, Reply
from bot.models.subscription import DigestOptions, Period
from tests.adapters.discord.test_gateway import listening
from tests.helpers.fake_event_handler import FakeAnswerer
from tests.helpers.fake_servers.discord import Trouble
from tests.helpers.fake_servers.discord_people import EPHEMERAL, THINKING, DiscordServer, Question, people
from tests.helpers.fake_servers.discord_shapes import THREAD, Place
from tests.helpers.fake_servers.serving import until

PAPER = PaperId("2008.10599")
HELD: list[Reply] = []


class Killed(FakeAnswerer):
    """Has nothing to say before it is killed, so that nothing that it stored is removed."""

    def __init__(self) -> None:
        super().__init__()
        self.says = lambda _: HELD

    async def answered(self, platform: str, event: str) -> None:
        pass


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with people() as running:
        yield running


@pytest.fixture
def answerer() -> Killed:
    return Killed()


def heir(answerer: FakeAnswerer) -> FakeAnswerer:
    """Return the next run's handler, with what *answerer* left."""
    after = FakeAnswerer()
    after.open = dict(answerer.open)
    return after


async def resumed(server: DiscordServer, answerer: FakeAnswerer) -> FakeAnswerer:
    """Start the bot again and wait until nothing is unanswered."""
    after = heir(answerer)
    async with listening(server, after):
        await until(lambda: not after.open)
    return after


async def test_an_interaction_is_stored_before_it_is_acknowledged(server, answerer):
    known: list[bool] = []
    keep = answerer.hear

    async def hear(question):
        known.append(server.questions[-1].first.done())
        return await keep(question)

    answerer.hear = hear
    async with listening(server, answerer):
        await server.type("about status")

    assert known == [False]
    assert [(each.user, each.workspace) for each in answerer.heard] == [("400", "")]


async def test_an_answered_interaction_is_not_kept(server):
    answerer = FakeAnswerer()

    async with listening(server, answerer):
        await (await server.type("about status")).answered()
        await until(lambda: not answerer.open)

    assert len(answerer.heard) == 1


async def test_an_interaction_that_expired_is_not_kept(server):
    answerer = FakeAnswerer()
    server.fail(r"PATCH /webhooks/.*", Trouble(status=401, code=50027))

    async with listening(server, answerer):
        await server.type("about status")
        await until(lambda: answerer.commands and not answerer.open)

    assert len(answerer.heard) == 1


async def test_who_asked_in_a_thread_asks_there_after_a_restart(server, answerer):
    channel = next(iter(server.places.values()))
    server.places = {"301": Place("301", "talk", THREAD, parent=channel)} | server.places
    async with listening(server, answerer):
        await server.type("paper", query="2008.10599")

    after = await resumed(server, answerer)

    assert after.asker == answerer.asker
    assert after.asker.thread == Destination("discord", "200", "301")


async def test_an_interaction_that_failed_is_not_kept(server):
    answerer = FakeAnswerer()
    answerer.says = lambda _: 1 / 0

    async with listening(server, answerer):
        question = await (await server.type("about status")).answered()
        await until(lambda: not answerer.open)

    assert question.said == wording.FAILED


async def test_what_a_kill_cut_off_is_answered_at_the_next_start(server, answerer):
    async with listening(server, answerer):
        question = await server.type("paper", query="2008.10599")

    after = await resumed(server, answerer)

    assert after.commands == [ShowPaper("2008.10599")]
    assert (question.said, after.asker) == ("Look.", answerer.asker)
    assert question.message["flags"] & (EPHEMERAL | THINKING) == EPHEMERAL


async def test_what_all_may_see_is_answered_once_for_all(server, answerer):
    async with listening(server, answerer):
        question = await server.type("hotpapers", what="cs.CV", when="week", public=True)

    after = heir(answerer)
    after.says = lambda _: [Reply("For all.", public=True)]
    async with listening(server, after):
        await until(lambda: not after.open)

    assert after.commands == [ShowHotList(Filter(("cs.CV",)), Period(7), public=True)]
    assert [message["flags"] & EPHEMERAL for message in question.shown] == [0]
    assert question.said == "For all."


async def test_a_private_answer_takes_the_place_of_a_public_placeholder(server, answerer):
    async with listening(server, answerer):
        question = await server.type("hotpapers", public=True)

    await resumed(server, answerer)

    assert [message["flags"] & EPHEMERAL for message in question.shown] == [EPHEMERAL]
    assert server.messages == []


async def test_what_is_not_understood_is_named_after_a_restart_too(server, answerer):
    async with listening(server, answerer):
        await server.type("hotpapers", what="cs.XX")

    after = await resumed(server, answerer)

    (command,) = after.commands
    assert isinstance(command, ShowHelp)
    assert "cs.XX" in command.misunderstood


async def test_what_changes_something_is_apologized_for_and_not_done_twice(server, answerer):
    async with listening(server, answerer):
        question = await server.type("digest off")

    after = await resumed(server, answerer)

    assert (answerer.commands, after.commands) == ([StopDigest()], [])
    assert question.said == wording.interrupted("/digest off", may_be_done=True)


@pytest.fixture
def public_list(answerer) -> FakeAnswerer:
    buttons = (Button("Discuss", ActOnPaper(PaperAction.DISCUSS, PAPER)), Button("Erase", ForgetMe(confirmed=True)))
    answerer.says = lambda command: HELD if isinstance(command, ActOnPaper | ForgetMe) else [Reply(buttons=buttons)]
    return answerer


async def test_a_public_answer_that_may_be_there_is_apologized_for_privately(server, public_list):
    async with listening(server, public_list):
        shown = await (await server.type("mypapers saved")).answered()
        question = await server.press(shown.message, "Discuss")

    after = await resumed(server, public_list)

    assert after.commands == [ShowReadingList()]
    assert [message["flags"] & EPHEMERAL for message in question.shown] == [EPHEMERAL]
    assert question.said.startswith("I was restarted while working on")


async def test_an_apology_leaves_the_message_of_its_button_as_it_is(server, public_list):
    async with listening(server, public_list):
        shown = await (await server.type("mypapers saved")).answered()
        before = shown.message["components"]
        question = await server.press(shown.message, "Erase")

    public_list.open = {id: each for id, each in public_list.open.items() if "forget" in each.question.payload}
    after = await resumed(server, public_list)

    original, apology = question.shown
    assert after.commands == []
    assert original["components"] == before
    assert apology["flags"] & EPHEMERAL


async def test_a_form_with_mistakes_is_given_back_after_a_restart(server, answerer):
    answerer.says = lambda _: [Reply(form=Form("Your digest", False, Filter(()), None, DigestOptions()))]

    async def killed(*_: object) -> None:
        raise ConnectionError

    async with listening(server, answerer):
        opened = (await server.type("subscribe")).form
        answerer.save_payloads = killed
        question = await server.submit(opened, every="at dawn")

    after = heir(answerer)
    async with listening(server, after):
        await until(lambda: not after.open)
        again = await server.press(question.message, "Try again")

    assert question.said.startswith("Add days and a time to “at dawn”")
    assert again.form["title"] == "Try again"


async def test_a_form_that_was_late_is_offered_after_a_restart(server, answerer):
    async with listening(server, answerer):
        await server.type("paper", query="2008.10599")

    after = heir(answerer)
    after.says = lambda _: [Reply(form=Form("Your digest", False, Filter(()), None, DigestOptions()))]
    async with listening(server, after):
        await until(lambda: not after.open)

    assert server.questions[0].said == "The form didn't open in time."


async def test_an_expired_interaction_is_dropped(server, answerer):
    answerer.clock = lambda: datetime.now(UTC) - timedelta(minutes=15)
    async with listening(server, answerer):
        await server.type("about status")
    asked = len(server.calls)

    after = await resumed(server, answerer)

    assert after.commands == []
    assert not [call for call, _ in server.calls[asked:] if "/webhooks/" in call]


async def test_an_interaction_that_discord_forgot_is_dropped(server, answerer, caplog):
    async with listening(server, answerer):
        await server.type("about status")
    server.fail("PATCH /webhooks/.*", Trouble(status=401, code=50027))

    await resumed(server, answerer)

    assert "unanswered interaction not resumed: kind=command" in caplog.text


async def test_an_interaction_that_comes_twice_is_answered_once(server):
    answerer = FakeAnswerer()
    async with listening(server, answerer):
        question: Question = await (await server.type("about status")).answered()
        await server.tell("INTERACTION_CREATE", server.last_interaction)
        await (await server.type("about help")).answered()

    assert [command.label for command in answerer.commands] == ["Status", "Help"]
    assert len(question.shown) == 1
