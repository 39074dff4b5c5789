"""The addresses of webhooks, each in a variable with its own name: ``HOTPAPERS_WEBHOOK_LAB=https://…``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic.fields import FieldInfo
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource

from bot.models.webhook import Webhook, parse_webhook

WEBHOOK_PREFIX = "HOTPAPERS_WEBHOOK_"
WEBHOOK_NAME = f"{WEBHOOK_PREFIX}NAME"
"""How the setting is written where it is described: NAME stands for any name."""


class WebhookSettingsSource(PydanticBaseSettingsSource):
    """Gathers all variables that begin with WEBHOOK_PREFIX, of the environment and of `.env`."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - theirs
        """Return nothing: there is one call for all."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return the addresses by name; the environment wins over `.env`."""
        given: dict[str, str | None] = {}
        for source in (DotEnvSettingsSource, EnvSettingsSource):
            given |= {key.upper(): value for key, value in source(self.settings_cls).env_vars.items()}
        named = {key.removeprefix(WEBHOOK_PREFIX).lower(): value for key, value in given.items() if _is_ours(key)}
        found = {name: value for name, value in named.items() if value and value.strip()}
        return {WEBHOOK_NAME: found} if found else {}


def is_webhook_variable(name: str) -> bool:
    """Return whether a variable holds the address of a webhook."""
    return _is_ours(name) and len(name) > len(WEBHOOK_PREFIX)


def webhook_variable(name: str) -> str:
    """Return the variable that holds the address of a webhook."""
    return f"{WEBHOOK_PREFIX}{name.upper()}"


def _is_ours(name: str) -> bool:
    return name.startswith(WEBHOOK_PREFIX)


def _parsed(given: object) -> object:
    """Parse each address. The first that is wrong raises ValueError with the name of its variable before the reason."""
    if not isinstance(given, Mapping):
        return given
    parsed = {}
    for name, text in given.items():
        try:
            parsed[name] = text if isinstance(text, Webhook) else parse_webhook(name, text)
        except ValueError as error:
            raise ValueError(f"{webhook_variable(name)}: {error}") from None  # it knows the value
    return parsed


Webhooks = Annotated[dict[str, Webhook], NoDecode, BeforeValidator(_parsed)]
