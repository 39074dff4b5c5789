"""How long a person waits for an answer with twenty thousand papers in the store, but for the platform's own part."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path

from benchmarks.timing import Row, Seconds, each, row, timed
from benchmarks.world import LAST_DAY, PAPERS
from bot import data
from bot.arxiv import calendar
from bot.commands.bot import Bot
from bot.commands.context import CommandContext
from bot.commands.registry import COMMANDS
from bot.config import Settings
from bot.http.client import HttpClient
from bot.models.command import Command, Requester
from bot.models.digest import Destination
from bot.store import Store
from bot.store.tables import mentions, paper_search, related_papers

QUESTIONS = 300
NOW = datetime.combine(LAST_DAY, time(15), UTC)
ADA = Requester("slack", "T1", "U1", Destination("slack", "T1", "C1"), is_direct_message=False, can_manage_channel=True)


async def of_answers(database: Path) -> list[Row]:
    """Ask for hot lists, for papers by words of their titles, and for completions, each in a way of its own."""
    settings = Settings(database=database)
    holidays = calendar.parse_holidays(data.read("holidays.json"))
    async with await Store.open(database) as store, HttpClient(settings, nullcontext) as web:
        bot = Bot(CommandContext(store, web, settings, holidays, lambda: NOW))
        await bot.refresh()
        titles = [title for _, title in await store.read(related_papers.titles, PAPERS)]
        words = _words(titles)
        return [
            row(
                "`/hotpapers cs.CV`",
                await _answered(bot, [COMMANDS.parse("cs.CV")] * QUESTIONS),
                "reading its candidates",
                [await timed(partial(store.read, mentions.candidates, [LAST_DAY])) for _ in range(QUESTIONS)],
            ),
            row(
                "`/paper` and two words of a title",
                await _answered(bot, [COMMANDS.parse_slash("paper", typed) for typed in words]),
                "the search alone",
                [await timed(partial(store.read, paper_search.search, typed, 25)) for typed in words],
            ),
            _of_completion(bot, titles, words),
        ]


async def _answered(bot: Bot, commands: Sequence[Command]) -> list[Seconds]:
    async def ask(command: Command) -> None:
        async for reply in bot.handle_command(ADA, command):
            if not (reply.digest or reply.card or reply.select):
                raise SystemExit(f"the benchmark found nothing: {reply.text}")

    return [await timed(partial(ask, command)) for command in commands]


def _of_completion(bot: Bot, titles: Sequence[str], words: Sequence[str]) -> Row:
    """Complete what a person has typed so far: of a title, its first letters, or two words."""
    typed = [text[: 3 + number % 10] for number, text in enumerate(words)]
    lower = [title.lower() for title in titles]
    return row(
        "completing a paper's title",
        each(typed, partial(bot.autocomplete, "paper")),
        "searching the letters in all titles",
        each(typed, lambda text: [title for title in lower if text in title]),
    )


def _words(titles: Sequence[str]) -> list[str]:
    chance = random.Random(7)
    return [" ".join(chance.sample(title.lower().split(), 2)) for title in chance.sample(titles, QUESTIONS)]
