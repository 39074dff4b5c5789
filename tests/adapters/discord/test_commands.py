"""The commands as Discord is told of them: in every language, within its limits."""

from __future__ import annotations

import logging
from datetime import timedelta

import discord
import pytest
from discord import SessionStartLimits
from discord.app_commands import TranslationContextTypes, locale_str

from adapters.discord.events.gateway import Listener, start_delay
from adapters.discord.events.localization import LANGUAGES, Translations, texts
from tests.helpers.fake_event_handler import FakeAnswerer


@pytest.fixture
async def told():
    listener = Listener(FakeAnswerer())
    return [command.to_dict(listener.tree) for command in listener.tree.get_commands()]


def described(command: dict) -> set[str]:
    inner = [described(option) for option in command.get("options", ())]
    return {command.get("description") or command["name"]}.union(*inner)


@pytest.mark.parametrize("language", LANGUAGES.values())
async def test_every_description_is_translated_and_fits(told, language):
    english = set().union(*map(described, told))

    assert set(texts(language)) == english
    assert max(map(len, texts(language).values())) <= 100


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        (discord.Locale.german, "Mindestpunktzahl"),
        (discord.Locale.chinese, "最低得分"),
        (discord.Locale.korean, None),
    ],
)
async def test_a_text_is_shown_in_the_readers_language(locale, shown):
    assert await Translations().translate(locale_str("Minimum score"), locale, TranslationContextTypes) == shown


async def test_numbers_have_bounds(told):
    options = {
        option["name"]: option for command in told if command["name"] == "subscribe" for option in command["options"]
    }

    bounds = {
        name: (options[name]["min_value"], options[name]["max_value"]) for name in ("top", "days", "mine", "floor")
    }
    assert bounds == {"top": (1, 25), "days": (1, 92), "mine": (0, 100), "floor": (0, 9_999_999)}


@pytest.mark.parametrize(
    ("remaining", "hours", "wait"),
    [
        (1000, 24, timedelta()),
        (500, 24, timedelta()),
        (499, 24, timedelta(hours=24) / 499),
        (10, 20, timedelta(hours=1)),
        (0, 20, timedelta(hours=20)),
    ],
)
def test_sessions_are_started_as_often_as_discord_lets(remaining, hours, wait):
    limits = SessionStartLimits(total=1000, remaining=remaining, reset_after=hours * 3_600_000, max_concurrency=1)

    assert start_delay(limits) == wait


def test_a_completion_that_comes_too_late_is_no_error(caplog):
    class Response:
        status, reason = 404, "Not Found"

    Listener(FakeAnswerer())
    log = logging.getLogger("discord.app_commands.tree")
    for code in (10062, 50035):
        log.error("ignoring: code=%d", code, exc_info=discord.NotFound(Response, {"code": code, "message": ""}))

    assert [record.getMessage() for record in caplog.records] == ["ignoring: code=50035"]
