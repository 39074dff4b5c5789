"""Read the settings, and report all their problems at once."""

from __future__ import annotations

import difflib
from contextlib import suppress
from pathlib import Path
from typing import Literal

from dotenv.parser import parse_stream
from pydantic import AliasChoices, AliasPath, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from bot.config.settings import ENCODING, ENV_FILE, PREFIX, Settings
from bot.config.webhooks import WEBHOOK_NAME, is_webhook_variable
from bot.errors import ConfigError


def load() -> Settings:
    """Return the settings, or raise one ConfigError with a line for each problem."""
    try:
        return Settings()
    except ValidationError as error:
        problems = {problem["loc"][0]: problem for problem in error.errors(include_url=False, include_input=False)}
        raise ConfigError("\n".join([*map(_problem, problems.values()), *unknown()])) from None  # it knows the values
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f".env: can't read the file as UTF-8 text ({type(error).__name__})") from None


def log_format() -> Literal["text", "json"]:
    """Return the log format before the settings are loaded, so that their errors are logged in it."""
    given: dict[str, str | None] = {}
    with suppress(OSError, UnicodeDecodeError):
        for source in (DotEnvSettingsSource, EnvSettingsSource):
            given |= {key.upper(): value for key, value in source(Settings).env_vars.items() if value}
    return "json" if (given.get(variables()["log_format"]) or "").strip() == "json" else "text"


def variables() -> dict[str, str]:
    """Return the variable that sets each field, in the order of the fields."""
    return {field: names[0] for field, names in accepted_names().items()}


def accepted_names() -> dict[str, tuple[str, ...]]:
    """Return every variable that sets each field: its name, then old names that still work."""
    return {name: _names(name, field.validation_alias) for name, field in Settings.model_fields.items()}


def _names(field: str, alias: str | AliasPath | AliasChoices | None) -> tuple[str, ...]:
    if isinstance(alias, AliasChoices):
        return tuple(map(str, alias.choices))
    return (str(alias or f"{PREFIX}{field.upper()}"),)


def secrets(settings: Settings) -> list[str]:
    """Return every secret that is set, for redaction."""
    values = (getattr(settings, name) for name in Settings.model_fields)
    tokens = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
    return [*tokens, *(part for hook in settings.webhooks.values() for part in hook.secrets())]


def unknown() -> list[str]:
    """Return a message for each unreadable line of `.env` and each unknown ``HOTPAPERS_`` name, without values."""
    known = [name for names in accepted_names().values() for name in names]
    given = {name.upper() for source in (EnvSettingsSource, DotEnvSettingsSource) for name in source(Settings).env_vars}
    others = [name for name in sorted(given - set(known)) if name.startswith(PREFIX) and not is_webhook_variable(name)]
    unknown_names = [_unknown_setting(name, known) for name in others]
    return [*_unreadable(Path(ENV_FILE)), *unknown_names]


def _unreadable(path: Path) -> list[str]:
    if not path.is_file():
        return []
    with path.open(encoding=ENCODING) as file:
        bad = [binding.original for binding in parse_stream(file) if binding.error]
    lines = [part.line + len(part.string) - len(part.string.lstrip("\n")) for part in bad]
    return [f"{path}: line {line} can't be parsed and is ignored. Use NAME=value." for line in lines]


def _problem(problem: ErrorDetails) -> str:
    where = str(problem["loc"][0])  # the field or one of its variables
    field, names = next(pair for pair in accepted_names().items() if where in (pair[0], *pair[1]))
    name = where if where in names else names[0]
    wrong = problem["msg"].removeprefix("Value error, ")
    if name == WEBHOOK_NAME:  # the reason names the variable itself
        name, _, wrong = wrong.partition(": ")
    return f"{name}: {wrong[0].lower()}{wrong[1:]}. Use {Settings.model_fields[field].description}."


def _unknown_setting(name: str, known: list[str]) -> str:
    without = {setting.removeprefix(PREFIX): setting for setting in known}
    nearest = difflib.get_close_matches(name.removeprefix(PREFIX), without, n=1)
    hint = f". Did you mean {without[nearest[0]]}?" if nearest else "."
    return f"Unknown setting {name}{hint}"
