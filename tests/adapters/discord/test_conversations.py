"""Conversations, played through Discord: what is typed and pressed there is answered with the same words.

What Slack's people type as text is typed as options here, and pressed where Discord has only a button for it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.discord.messages import replies
from bot.arxiv.calendar import parse_holidays
from bot.commands import syntax
from bot.commands.bot import Bot
from bot.commands.command_text import command_text
from bot.commands.context import CommandContext
from bot.data import read
from bot.models.command import (
    Command,
    ExplainScore,
    ExportReadingList,
    ForgetMe,
    ListSubscriptions,
    Requester,
    ResetFeedback,
    SetDigest,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowReadingList,
    ShowStatus,
    StopDigest,
    Subscribe,
)
from bot.models.platform import find_platform
from bot.models.reply import Reply
from bot.models.subscription import Period
from bot.store.tables import users as remembered
from tests.adapters.discord.test_gateway import listening
from tests.helpers import transcripts
from tests.helpers.fake_servers import discord_shapes as shapes
from tests.helpers.fake_servers.discord import Trouble
from tests.helpers.fake_servers.discord_people import ADA, BOB, FORM, MANAGE_CHANNELS, DiscordServer, Question, people
from tests.helpers.fake_servers.discord_rules import COMPONENTS_V2, walk
from tests.helpers.fake_servers.serving import until
from tests.helpers.fakes import Clock
from tests.helpers.transcripts import Turn

NO_DIRECT_MESSAGES = Trouble(status=403, code=50007)
NAMES: dict[type[Command], str] = {
    ListSubscriptions: "subscriptions",
    StopDigest: "digest off",
    ResetFeedback: "digest reset",
    ShowReadingList: "mypapers saved",
    ShowStatus: "about status",
    ForgetMe: "mypapers forget",
    ShowHelp: "about help",
}

PRESS = "press "
LOCAL_TIME = re.compile(
    r"\w{3} \d{1,2} \w{3}, \d\d:\d\d \(|\d{4}-\d\d-\d\d \d\d:\d\d UTC"
)  # of some zone, not of the reader's
UNSAID = (None, "")

Typed = tuple[str, dict[str, Any]]


class Overheard(Bot):
    """Remembers what it answered last."""

    def __init__(self, desk: CommandContext) -> None:
        super().__init__(desk)
        self.replies: list[Reply] = []
        self.done = False

    async def handle_command(self, asker: Requester, command: Command) -> AsyncIterator[Reply]:
        async for reply in super().handle_command(asker, command):
            self.replies.append(reply)
            yield reply
        self.done = True


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with people(clock=lambda: transcripts.NOW) as running:
        yield running


@pytest.fixture
def bot(store, web, served) -> Overheard:
    """The operator's zone is Ada's, which Discord does not tell."""
    settings = served.settings.model_copy(update={"timezone": "Europe/Paris"})
    return Overheard(
        CommandContext(store, web, settings, parse_holidays(read("holidays.json")), Clock(transcripts.NOW))
    )


@pytest.mark.parametrize("name", transcripts.names())
async def test_a_conversation_goes_on_discord_as_it_is_written(name, server, store, bot):
    played = transcripts.conversation(name)
    await transcripts.fill(store, played.store, "discord")
    await store.write(remembered.remember_direct_channel, "discord", "", ADA, "500")
    turns = [turn for turn in played.turns if played.platform == "discord" or is_for_both(turn)]

    async with listening(server, bot):
        answers = [await answered(server, bot, turn) for turn in turns]

    assert answers == [of_discord(turn.answered) for turn in turns]


def of_discord(answer: str) -> str:
    """Return an answer with Discord's ids and commands, and with who may set digests and reports there."""
    answer = answer.replace("U0ADA", ADA).replace("U0BOB", BOB)
    for what in ("digest", "report"):
        answer = answer.replace(
            *(find_platform(name).manage_permission_text.format(what=what) for name in ("slack", "discord"))
        )
    for command in (Subscribe(), SetDigest(), ListSubscriptions()):
        answer = answer.replace(*(command_text(command, name) for name in ("slack", "discord")))
    return answer


def is_for_both(turn: Turn) -> bool:
    """Tell whether it can be said on Discord, with the same words.

    Its examples are others, what is chosen is never misspelled, and commands that Bob may not use are hidden from him.
    """
    if turn.who == "bob" and turn.said.startswith(("/hotpapers digest", "/hotpapers report")):
        return False
    return turn.said.startswith(PRESS) or not isinstance(transcripts.read(turn.said, Reply()), ShowHelp)


async def answered(server: DiscordServer, bot: Overheard, turn: Turn) -> str:
    """Say what is said, wait until the answer is there to be seen, and return it in plain text."""
    bot.replies, bot.done = [], False
    become(server, turn.who)
    question = await say(server, turn.said)
    await until(lambda: bot.done and shows(question, bot.replies[-1]))
    assert bot.replies[-1].form or not LOCAL_TIME.search(question.said)
    return transcripts.written(bot.replies)


def become(server: DiscordServer, who: str) -> None:
    """Let somebody else ask from here on: Ada, maybe directly, or Bob, who takes no direct messages."""
    server.user = BOB if who == "bob" else ADA
    server.permissions = 0 if who == "bob" else MANAGE_CHANNELS
    server.directly = who.endswith("directly")
    if who == "bob":
        server.fail("POST /users/@me/channels", NO_DIRECT_MESSAGES)


async def say(server: DiscordServer, said: str) -> Question:
    """Press, type, or press a button of long ago."""
    if said.startswith(PRESS):
        return await press(server, said.removeprefix(PRESS))
    command = transcripts.read(said, Reply())
    if typed := spelled(command):
        return await server.type(typed[0], **{name: given for name, given in typed[1].items() if given not in UNSAID})
    button = {"type": 2, "style": 2, "label": "It", "custom_id": syntax.format_command(command)}
    message = {"components": [{"type": 1, "components": [button]}], "flags": COMPONENTS_V2}
    return await server.press(shapes.stored("9", next(iter(server.places.values())), message, transcripts.NOW), "It")


async def press(server: DiscordServer, label: str) -> Question:
    """Press the button of that label, or choose the option, in the newest answer that has it."""
    for question in reversed(server.questions):
        parts = [part for message in question.shown for part in walk(message["components"])]
        if label in [part.get("label") for part in parts]:
            return await server.press(question.message, label)
        if label in [option["label"] for part in parts for option in part.get("options", [])]:
            return await server.choose(question.message, label)
    raise AssertionError(label)


def spelled(command: Command) -> Typed | None:
    """Return how a command is typed on Discord; None for what is only pressed there."""
    match command:
        case ShowHotList(what, when, public):
            period = syntax.format_period(when) if when != Period() else ""
            return "hotpapers", {"what": syntax.format_filter(what), "when": period, "public": public}
        case ShowPaper(query, public):
            return "paper", {"query": query, "public": public}
        case ExplainScore(paper, public):
            return "why", {"paper": paper, "public": public}
        case Subscribe() | SetDigest():
            return "subscribe" if isinstance(command, Subscribe) else "digest set", digest(command)
        case ExportReadingList(format):
            return "mypapers export", {"format": format.value}
    name = NAMES.get(type(command))
    return (name, {}) if name else None


def digest(wanted: Subscribe | SetDigest) -> dict[str, Any]:
    how = wanted.how
    ranking = {"ranking": how.ranking.value} if how.ranking else {}
    said = {
        "what": syntax.format_filter(wanted.what),
        "every": syntax.format_schedule(wanted.every) if wanted.every else "",
    }
    numbers = {"top": how.top, "floor": how.floor, "days": how.days, "mine": how.mine}
    return said | ranking | numbers | {"threads": how.threads, "fair": how.fair}


def shows(question: Question, reply: Reply) -> bool:
    """Tell whether all that *reply* says is there to be seen."""
    if reply.form:
        return question.first.result()["type"] == FORM
    expected = [part["content"] for part in walk(replies.message(reply).to_components()) if "content" in part]
    return question.done.is_set() and question.said == "\n".join(expected)


async def test_a_form_that_is_not_understood_is_kept_and_saved_at_last(server, store, bot):
    await store.write(remembered.remember_direct_channel, "discord", "", ADA, "500")
    async with listening(server, bot):
        opened = (await server.type("subscribe")).form
        refused = await (await server.submit(opened, what="cs.CV", every="at dawn")).answered()

    async with listening(server, bot):
        again = await server.press(refused.message, "Try again")
        saved = await (await server.submit(again.form, every="daily 09:00")).answered()

    assert refused.said.startswith("Add days and a time to “at dawn”")
    assert saved.said.startswith("Subscribed to cs.CV")
