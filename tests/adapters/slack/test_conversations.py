"""Conversations, played through Slack: what is typed and pressed there is answered with the same words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import time_machine

from adapters.slack.api.credentials import SlackCredentials
from adapters.slack.messages import replies
from bot.arxiv.calendar import parse_holidays
from bot.commands.bot import Bot
from bot.commands.context import CommandContext
from bot.data import read
from bot.models.command import Command, Requester
from bot.models.reply import Reply
from tests.adapters.slack.test_listening import listening
from tests.helpers import transcripts
from tests.helpers.fake_servers.slack import Channel
from tests.helpers.fake_servers.slack_signed import SECRET
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, Person, TalkingSlack, talking_slack
from tests.helpers.fakes import Clock
from tests.helpers.transcripts import Turn

NAMES = [name for name in transcripts.names() if transcripts.conversation(name).platform == "slack"]


class Overheard(Bot):
    """Remembers what it answered."""

    def __init__(self, context: CommandContext, news: asyncio.Event) -> None:
        super().__init__(context)
        self.replies: list[Reply] = []
        self.done = 0
        self._news = news

    async def handle_command(self, asker: Requester, command: Command) -> AsyncIterator[Reply]:
        async for reply in super().handle_command(asker, command):
            self.replies.append(reply)
            yield reply
        self.done += 1
        self._news.set()


@pytest.fixture(autouse=True)
def _then(monkeypatch) -> Iterator[None]:
    monkeypatch.setenv("no_proxy", "*")
    with time_machine.travel(transcripts.NOW, tick=True):
        yield


@pytest.fixture
async def workspace() -> AsyncIterator[TalkingSlack]:
    async with talking_slack(Channel("C0PAPERS", "papers")) as standing_in:
        standing_in.people = {"U0ADA": Person("U0ADA", admin=True), "U0BOB": Person("U0BOB", "", reachable=False)}
        yield standing_in


@pytest.fixture
def bot(workspace, store, web, served) -> Overheard:
    holidays = parse_holidays(read("holidays.json"))
    return Overheard(CommandContext(store, web, served.settings, holidays, Clock(transcripts.NOW)), workspace.news)


@pytest.mark.parametrize(
    "access", [SlackCredentials(APP_TOKEN), SlackCredentials(signing_secret=SECRET)], ids=["socket", "http"]
)
@pytest.mark.parametrize("name", NAMES)
async def test_a_conversation_goes_in_slack_as_it_is_written(name, access, workspace, store, bot):
    played = transcripts.conversation(name)
    await transcripts.fill(store, played.store, "slack")

    async with listening(workspace, bot, access):
        answers = [await answered(workspace, bot, turn) for turn in played.turns]

    assert answers == [turn.answered for turn in played.turns]


async def answered(workspace: TalkingSlack, bot: Overheard, turn: Turn) -> str:
    """Say what is said, wait until the answer is there to be seen, and return it in plain text."""
    bot.replies.clear()
    done = bot.done
    await say(workspace, turn)
    await workspace.until(lambda: bot.done > done and shows(workspace, bot.replies[-1]))
    return transcripts.written(bot.replies)


async def say(workspace: TalkingSlack, turn: Turn) -> None:
    """Type or press what is said."""
    who = transcripts.asker(turn.who, "slack")
    given = {"user": who.user, "channel": who.destination.channel}
    if turn.said.startswith("press "):
        place, value = found(workspace, turn.said.removeprefix("press "))
        await workspace.press(place, value, **given)
        return
    name, _, text = turn.said.partition(" ")
    await workspace.command(name, text, **given)


def found(workspace: TalkingSlack, label: str) -> tuple[int, str]:
    """Return the newest answer with something of that label to press, and what that carries."""
    for place in reversed(range(len(workspace.seen))):
        for element in controls(workspace.seen[place]):
            if element["text"]["text"] == label:
                return place, element["value"]
    raise AssertionError(label)


def controls(message: dict[str, Any]) -> list[dict[str, Any]]:
    elements = [part for block in message["blocks"] if block["type"] == "actions" for part in block["elements"]]
    return [one for part in elements for one in part.get("options", [part])]


def shows(workspace: TalkingSlack, reply: Reply) -> bool:
    """Tell whether all that *reply* says is there to be seen: as messages, or in a view."""
    if reply.form:
        return workspace.form is not None
    seen = [message["blocks"] for message in workspace.seen]
    in_view = replies.fitted(replies.content(reply), replies.controls(reply))
    if workspace.open and workspace.open[-1]["blocks"] == in_view:
        return True
    return all(body["blocks"] in seen for body in replies.render(reply))
