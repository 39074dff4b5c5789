"""Conversations with ``hotpapers run`` as a process of its own: as the tables have them, to the letter, over kills.

What the tables say, one who answers from a store alike replies to us; each platform's own rendering of it has to be
seen.
"""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

import pytest

from adapters.slack.api.signed_endpoint import PATH
from adapters.slack.messages import replies
from bot.arxiv.calendar import parse_holidays
from bot.commands.bot import Bot
from bot.commands.context import CommandContext
from bot.data import read
from bot.models.reply import By, Reply
from bot.store import Store
from bot.store.tables import users as remembered
from tests.adapters.discord import test_conversations as discord_side
from tests.adapters.slack import test_conversations as slack_side
from tests.helpers import bot_process, transcripts
from tests.helpers.bot_process import Process, address
from tests.helpers.fake_servers import discord, slack
from tests.helpers.fake_servers.discord_people import ADA, EPHEMERAL, people
from tests.helpers.fake_servers.serving import until
from tests.helpers.fake_servers.slack import Channel
from tests.helpers.fake_servers.slack_signed import SECRET
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, Person, talking_slack
from tests.helpers.fakes import Clock
from tests.helpers.transcripts import Conversation, Turn

pytestmark = pytest.mark.slow

EVERY = ["hot-list", "paper", "subscriptions", "channel-digest", "reading-list", "status-and-help", "young-store"]
ONCE = ["reading-list", "tour"]
KILLED = {("hot-list", "press Next page"), ("paper", "press More like this"), ("subscriptions", "press Preview")}
"""Before these are said, the process is killed and started again."""
STANDING_STILL = f"""
from datetime import datetime
from adapters.cli import wiring
from adapters.discord.events import client, responder
responder.PATIENCE = 30.0
wiring.now = lambda: datetime.fromisoformat({transcripts.NOW.isoformat()!r})
client.OPENING = 0.0
"""


class Slack:
    """A workspace, which the bot hears by Socket Mode or, if *signed*, as requests."""

    platform = "slack"

    def __init__(self, workspace, *, signed: bool) -> None:
        self.workspace, self.signed = workspace, signed
        self.names = ONCE if signed else EVERY
        way = {"SLACK_SIGNING_SECRET": SECRET} if signed else {"SLACK_APP_TOKEN": APP_TOKEN}
        at_once = {"SLACK_API_URL": workspace.url, "HOTPAPERS_SLACK_DELAY": "0"}
        self.tokens = at_once | {"SLACK_BOT_TOKEN": slack.TOKEN} | way
        self._connections = 0

    async def heard(self, process: Process) -> None:
        """Wait until the bot listens."""
        if not self.signed:
            await self.workspace.until(lambda: self.workspace.connections > self._connections)
            self._connections = self.workspace.connections
            return
        self.workspace.entrance = await address(process) + PATH
        knocks = itertools.count()
        while (await self.workspace.request(f"{next(knocks)}".encode()))[0] == HTTPStatus.SERVICE_UNAVAILABLE:
            await asyncio.sleep(0.01)

    def turns(self, played: Conversation) -> list[Turn]:
        return list(played.turns)

    def worded(self, answer: str) -> str:
        return answer

    async def say(self, turn: Turn, told: Reply) -> None:
        """Say it, and wait until the answer is seen."""
        known, files = list(self.workspace.seen), len(self.workspace.files)
        self.workspace.open.clear()
        expected = [body["blocks"] for body in replies.render(told)]
        in_view = replies.fitted(replies.content(told), replies.controls(told))
        await slack_side.say(self.workspace, turn)

        def shows() -> bool:
            new = [message for message in self.workspace.seen if all(message is not each for each in known)]
            shown = [message["blocks"] for message in new if (message["response_type"] == "in_channel") == told.public]
            if told.form:
                return self.workspace.form is not None
            if self.workspace.open:
                return self.workspace.open[-1]["blocks"] == in_view
            attachments = [content for *_, content in self.workspace.files[files:]]
            return all(blocks in shown for blocks in expected) and attachments == attached(told)

        await self.workspace.until(shows)


class Discord:
    """A server, which the bot hears by its gateway."""

    platform, names = "discord", [*EVERY, "help-discord"]

    def __init__(self, server) -> None:
        self.server = server
        self.tokens = {"DISCORD_API_URL": server.url, "DISCORD_BOT_TOKEN": discord.TOKEN}

    async def heard(self, _: Process) -> None:
        """Wait until the bot listens."""
        await self.server.connected()

    def turns(self, played: Conversation) -> list[Turn]:
        return [turn for turn in played.turns if played.platform == "discord" or discord_side.is_for_both(turn)]

    def worded(self, answer: str) -> str:
        return discord_side.of_discord(answer)

    async def say(self, turn: Turn, told: Reply) -> None:
        """Say it, and wait until the answer is seen."""
        discord_side.become(self.server, turn.who)
        if told.by:
            told = replace(told, by=By(told.by.words, discord_side.of_discord(told.by.user)))
        question = await discord_side.say(self.server, turn.said)
        if not told.form:
            await question.answered()
        await until(lambda: discord_side.shows(question, told))
        if not told.form:
            given = [file["content"].encode(errors="surrogateescape") for file in question.message["uploaded"]]
            assert (bool(question.message["flags"] & EPHEMERAL), given) == (not told.public, attached(told))


def attached(reply: Reply) -> list[bytes]:
    return [reply.file.content] if reply.file else []


@pytest.fixture(params=["socket", "signed", "discord"])
async def place(request) -> AsyncIterator[Slack | Discord]:
    if request.param == "discord":
        async with people(clock=lambda: transcripts.NOW) as server:
            yield Discord(server)
        return
    async with talking_slack(Channel("C0PAPERS", "papers"), clock=lambda: transcripts.NOW) as workspace:
        workspace.people = {"U0ADA": Person("U0ADA", admin=True), "U0BOB": Person("U0BOB", "", reachable=False)}
        yield Slack(workspace, signed=request.param == "signed")


@dataclass
class Life:
    """The bot in a process of its own, over and over again."""

    environment: dict[str, str]
    place: Slack | Discord
    ending: AsyncExitStack

    async def begin_again(self) -> None:
        """Kill it if it runs, start it, and wait until it listens."""
        await self.kill()
        running = bot_process.running(self.environment, transcripts.NOW, STANDING_STILL)
        await self.place.heard(await self.ending.enter_async_context(running))

    async def kill(self) -> None:
        await self.ending.aclose()


@pytest.fixture
async def life(tmp_path, served, place) -> AsyncIterator[Life]:
    environment = bot_process.environment(tmp_path / "hotpapers.db", served.settings) | place.tokens
    async with AsyncExitStack() as ending:
        yield Life(environment | {"HOTPAPERS_TIMEZONE": "Europe/Paris"}, place, ending)


@asynccontextmanager
async def beginning(played: Conversation, place: Slack | Discord, folder: Path) -> AsyncIterator[Store]:
    """Open a store as a conversation begins, and leave the process that is started next the same."""
    async with await Store.open(folder / f"{played.name}.db") as store:
        await transcripts.fill(store, played.store, place.platform)
        await store.write(remembered.remember_direct_channel, "discord", "", ADA, "500")
        with (
            closing(sqlite3.connect(folder / f"{played.name}.db")) as given,
            closing(sqlite3.connect(folder / "hotpapers.db")) as taking,
        ):
            given.backup(taking)
        (folder / "hotpapers.db.installation").unlink(missing_ok=True)  # of the database before
        yield store


async def test_conversations_go_as_they_are_written_however_often_it_is_killed(place, life, tmp_path, web, served):
    settings = served.settings.model_copy(update={"timezone": "Europe/Paris"})
    holidays, clock = parse_holidays(read("holidays.json")), Clock(transcripts.NOW)
    for name in place.names:
        played = transcripts.conversation(name)
        turns = place.turns(played)
        await life.kill()
        async with beginning(played, place, tmp_path) as store:
            alike = Bot(CommandContext(store, web, settings, holidays, clock))
            told = await transcripts.replies(alike, turns, place.platform)
        await life.begin_again()
        for turn, said in zip(turns, told, strict=True):
            assert place.worded(transcripts.written(said)) == place.worded(turn.answered)
            if (name, turn.said) in KILLED:
                await life.begin_again()
            await place.say(turn, said[-1])
