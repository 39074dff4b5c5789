"""The commands as Discord is told of them: in every language, within its limits."""

from __future__ import annotations

import logging
import unicodedata
from datetime import timedelta

import discord
import pytest
from discord import SessionStartLimits
from discord.app_commands import TranslationContext, TranslationContextLocation, locale_str

from adapters.discord.events.gateway import Listener, start_delay
from adapters.discord.events.localization import LANGUAGES, Translations, texts
from bot.models.command import ShowPaper, StopDigest
from tests.adapters.discord.test_gateway import listening
from tests.helpers.fake_event_handler import FakeAnswerer
from tests.helpers.fake_servers.discord_people import people


@pytest.fixture
async def told():
    listener = Listener(FakeAnswerer())
    return [command.to_dict(listener.tree) for command in listener.tree.get_commands()]


SUB_COMMANDS = {1, 2}
MARKS = "-_'"  # that a name may have beside letters and digits


def described(command: dict) -> set[str]:
    inner = [described(option) for option in command.get("options", ())]
    return {command.get("description") or command["name"]}.union(*inner)


def names(command: dict, before: str = "/") -> set[str]:
    """Return a command and its sub-commands as they are typed."""
    inner = [option for option in command["options"] if option["type"] in SUB_COMMANDS]
    return {before + command["name"]}.union(*(names(option, f"{before}{command['name']} ") for option in inner))


@pytest.fixture
def typed(told):
    return set().union(*(names(command) for command in told if command["type"] == 1))


@pytest.mark.parametrize("language", LANGUAGES.values())
async def test_every_description_is_translated_and_fits(told, language):
    english = set().union(*map(described, told))
    translated = {text: shown for text, shown in texts(language).items() if not text.startswith("/")}

    assert set(translated) == english
    assert max(map(len, translated.values())) <= 100


@pytest.mark.parametrize("language", LANGUAGES.values())
def test_every_name_but_our_own_is_translated(typed, language):
    assert {name for name in texts(language) if name.startswith("/")} == typed - {"/hotpapers"}


@pytest.mark.parametrize("language", LANGUAGES.values())
def test_translated_names_keep_to_discords_rules(typed, language):
    """https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-naming"""
    for name, shown in ((name, texts(language).get(name, name[1:])) for name in typed):
        assert 1 <= len(shown) <= 32, name
        assert shown == shown.lower() == unicodedata.normalize("NFC", shown), name
        assert all(each in MARKS or unicodedata.category(each)[0] in "LN" for each in shown), name


@pytest.mark.parametrize("language", LANGUAGES.values())
def test_no_two_commands_beside_each_other_have_the_same_name(typed, language):
    shown = [(name.rpartition(" ")[0], texts(language).get(name, name[1:])) for name in typed]

    assert len(set(shown)) == len(shown)


async def test_names_are_translated_and_asked_for_in_english():
    answerer = FakeAnswerer()
    async with people() as server, listening(server, answerer):
        server.locale = "de"
        await (await server.type("auswahl abschalten")).answered()
        server.locale = "fr"
        await (await server.type("article", query="2008.10599")).answered()

    assert answerer.commands == [StopDigest(), ShowPaper("2008.10599")]


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        (discord.Locale.german, "Mindestpunktzahl"),
        (discord.Locale.chinese, "最低得分"),
        (discord.Locale.korean, None),
    ],
)
async def test_a_text_is_shown_in_the_readers_language(locale, shown):
    context = TranslationContext(TranslationContextLocation.parameter_description, None)

    assert await Translations().translate(locale_str("Minimum score"), locale, context) == shown


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
