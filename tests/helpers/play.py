"""``make play``: talk to the bot in the terminal, through the real Slack client and a workspace on the loopback.

The day is 2026-01-15, you are Ada, who may set the channel's digest, and what you do is gone afterwards.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

import time_machine

from adapters.slack.api.credentials import SlackCredentials
from bot.arxiv.calendar import parse_holidays
from bot.commands.context import CommandContext
from bot.data import read
from bot.http import client as web
from bot.store import Store
from tests.adapters.slack.test_conversations import Overheard, answered
from tests.helpers import transcripts
from tests.helpers.fake_servers.slack import Channel
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, Person, TalkingSlack, talking_slack
from tests.helpers.fake_servers.sources import sources
from tests.helpers.fakes import Clock
from tests.helpers.slack_client import listening
from tests.helpers.transcripts import Turn

WELCOME = """\
You are in #papers of a workspace that exists only here. Try:
  /hotpapers cs.CV week
  /paper 2008.10599
  /hotpapers subscribe cs.CL weekdays 09:00
  press Next page          (anything in brackets can be pressed)
An empty line ends it.
"""
PROMPT = "\n> "


@asynccontextmanager
async def workspace() -> AsyncIterator[tuple[TalkingSlack, Overheard]]:
    """Run the bot in a workspace on the loopback, with papers of two days."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            sources() as served,
            web.HttpClient(served.settings, nullcontext) as client,
            await Store.open(Path(folder, "play.db")) as store,
            talking_slack(Channel("C0PAPERS", "papers")) as slack,
        ):
            slack.people = {"U0ADA": Person("U0ADA", admin=True)}
            await transcripts.fill(store, "full", "slack")
            context = CommandContext(
                store, client, served.settings, parse_holidays(read("holidays.json")), Clock(transcripts.NOW)
            )
            bot = Overheard(context, slack.news)
            async with listening(slack, bot, SlackCredentials(APP_TOKEN)):
                yield slack, bot


async def reply_to(line: str, slack: TalkingSlack, bot: Overheard) -> str:
    """Type or press *line*, and return the answer in plain text. Without a slash it is a command of /hotpapers."""
    said = line if line.startswith(("/", "press ")) else f"/hotpapers {line}"
    try:
        return await answered(slack, bot, Turn("ada", said, ""))
    except AssertionError:
        return f"There is no button “{said.removeprefix('press ')}” here."


async def main() -> None:
    with time_machine.travel(transcripts.NOW, tick=True):
        async with workspace() as (slack, bot):
            while line := (await asyncio.to_thread(_input)).strip():
                print(await reply_to(line, slack, bot))  # noqa: T201 - this is what it is for


def _input() -> str:
    try:
        return input(PROMPT if sys.stdin.isatty() else "")
    except EOFError:
        return ""


if __name__ == "__main__":
    os.environ["no_proxy"] = "*"
    print(WELCOME)  # noqa: T201 - as above
    asyncio.run(main())
