"""Read the settings, and say what is wrong with them: all of it at once."""

from __future__ import annotations

import difflib
from contextlib import suppress
from pathlib import Path
from typing import Literal

from dotenv.parser import parse_stream
from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from bot.config.settings import ENCODING, ENV_FILE, PREFIX, Settings
from bot.errors import ConfigError


def load() -> Settings:
    """Read the settings, or raise one ConfigError with a line for each that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        problems = {problem["loc"][0]: problem for problem in error.errors(include_url=False, include_input=False)}
        raise ConfigError("\n".join([*map(_problem, problems.values()), *unknown()])) from None  # it knows the values
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f".env: it cannot be read as text ({type(error).__name__})") from None


def log_format() -> Literal["text", "json"]:
    """Return how to log, as far as that is known before the settings are: one that is wrong must be told, too."""
    given: dict[str, str | None] = {}
    with suppress(OSError, UnicodeDecodeError):
        for source in (DotEnvSettingsSource, EnvSettingsSource):
            given |= {key.upper(): value for key, value in source(Settings).env_vars.items() if value}
    return "json" if (given.get(variables()["log_format"]) or "").strip() == "json" else "text"


def variables() -> dict[str, str]:
    """Return the variable that sets each field, in the order of the fields."""
    return {
        name: str(field.validation_alias or f"{PREFIX}{name.upper()}") for name, field in Settings.model_fields.items()
    }


def secrets(settings: Settings) -> list[str]:
    """Return every secret that is set, for whoever has to leave them out of what is told."""
    values = (getattr(settings, name) for name in Settings.model_fields)
    return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


def unknown() -> list[str]:
    """Return a sentence for each line of `.env` and each ``HOTPAPERS_`` name that means nothing, never with a value."""
    known = list(variables().values())
    given = {name.upper() for source in (EnvSettingsSource, DotEnvSettingsSource) for name in source(Settings).env_vars}
    strangers = [_unknown_setting(name, known) for name in sorted(given - set(known)) if name.startswith(PREFIX)]
    return [*_unreadable(Path(ENV_FILE)), *strangers]


def _unreadable(path: Path) -> list[str]:
    if not path.is_file():
        return []
    with path.open(encoding=ENCODING) as file:
        bad = [binding.original for binding in parse_stream(file) if binding.error]
    lines = [part.line + len(part.string) - len(part.string.lstrip("\n")) for part in bad]
    return [f"{path}: line {line} cannot be read and is passed over; write NAME=value" for line in lines]


def _problem(problem: ErrorDetails) -> str:
    field, name = next(pair for pair in variables().items() if problem["loc"][0] in pair)  # it says either
    wrong = problem["msg"].removeprefix("Value error, ")
    return f"{name}: {wrong[0].lower()}{wrong[1:]}; write {Settings.model_fields[field].description}"


def _unknown_setting(name: str, known: list[str]) -> str:
    without = {setting.removeprefix(PREFIX): setting for setting in known}
    nearest = difflib.get_close_matches(name.removeprefix(PREFIX), without, n=1)
    return f"{name}: there is no such setting" + (f"; did you mean {without[nearest[0]]}?" if nearest else "")
