"""Translate the commands: one file per language in `locales`, keyed by the English text.

A command's name is keyed as it is typed: `/digest set`. Discord sends the English name, whatever is shown. Missing
translations stay English, and so do the names of options, which examples and errors repeat.
https://docs.discord.com/developers/interactions/application-commands#localization
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources

from discord import Locale
from discord.app_commands import Command, Group, TranslationContextTypes, Translator, locale_str
from discord.app_commands import TranslationContextLocation as Location

LANGUAGES = {
    Locale.german: "de",
    Locale.french: "fr",
    Locale.japanese: "ja",
    Locale.chinese: "zh",
}
NAMES = {Location.command_name, Location.group_name}


class Translations(Translator):
    """Translates commands from the files in `locales`."""

    async def translate(self, string: locale_str, locale: Locale, context: TranslationContextTypes) -> str | None:
        """Return *string* in the language of *locale*, None without a translation."""
        named = context.data if context.location in NAMES else None
        key = f"/{named.qualified_name}" if isinstance(named, Command | Group) else string.message
        return texts(LANGUAGES[locale]).get(key) if locale in LANGUAGES else None


@lru_cache
def texts(language: str) -> dict[str, str]:
    """Return all translations into *language*."""
    file = resources.files("adapters.discord.events").joinpath("locales", f"{language}.json")
    translations: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return translations
