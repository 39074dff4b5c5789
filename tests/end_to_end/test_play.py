"""The bot can be tried in a terminal."""

from __future__ import annotations

import pytest
import time_machine

from tests.helpers import play, transcripts


@pytest.fixture(autouse=True)
def _then(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with time_machine.travel(transcripts.NOW, tick=True):
        yield


async def test_what_is_typed_is_answered_and_its_buttons_can_be_pressed(impatient):
    async with play.workspace() as (slack, bot):
        listed = await play.reply_to("cs", slack, bot)
        following = await play.reply_to("press Next page", slack, bot)
        unknown = await play.reply_to("press Nothing", slack, bot)

    assert "1. MAXS: Meta-Adaptive Exploration with LLM Agents" in listed
    assert "11. " in following
    assert unknown == "There is no button “Nothing” here."
