"""Conversations, played against the one who answers."""

from __future__ import annotations

import pytest

from bot.arxiv.calendar import parse_holidays
from bot.commands.bot import Bot
from bot.commands.context import CommandContext
from bot.data import read
from tests.helpers import transcripts
from tests.helpers.fakes import Clock


@pytest.fixture
def context(store, web, served):
    holidays = parse_holidays(read("holidays.json"))
    return CommandContext(store, web, served.settings, holidays, Clock(transcripts.NOW))


@pytest.mark.parametrize("name", transcripts.names())
async def test_a_conversation_goes_as_it_is_written(name, store, context, pytestconfig):
    played = transcripts.conversation(name)
    await transcripts.fill(store, played.store, played.platform)

    answers = await transcripts.play(Bot(context), played)

    if pytestconfig.getoption("update_snapshots"):
        transcripts.rewrite(name, answers)
    assert answers == [turn.answered for turn in transcripts.conversation(name).turns]
