"""Translate the commands: one file per language in `locales`, keyed by the English text.

Missing translations stay English. Names keep to Discord's rules (lower case, no spaces, 32 characters):
https://docs.discord.com/developers/interactions/application-commands#localization
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources

from discord import Locale
from discord.app_commands import TranslationContextTypes, Translator, locale_str

LANGUAGES = {
    Locale.german: "de",
    Locale.french: "fr",
    Locale.japanese: "ja",
    Locale.chinese: "zh",
}


class Translations(Translator):
    """Translates commands from the files in `locales`."""

    async def translate(self, string: locale_str, locale: Locale, context: TranslationContextTypes) -> str | None:  # noqa: ARG002 - as declared
        """Return *string* in the language of *locale*, None without a translation."""
        return texts(LANGUAGES[locale]).get(string.message) if locale in LANGUAGES else None


@lru_cache
def texts(language: str) -> dict[str, str]:
    """Return all translations into *language*."""
    file = resources.files("adapters.discord.events").joinpath("locales", f"{language}.json")
    translations: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return translations
