"""Settings, from the environment or from `.env` in the working directory: all problems are told at once.

A field's description says what would be right, as it stands in errors. Values are never shown there: any of them
may be a secret in the wrong line.
"""

from __future__ import annotations

import difflib
import ipaddress
import os.path
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv.parser import parse_stream
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    FilePath,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict

from bot import categories
from bot.errors import CommandError, ConfigError
from bot.models import Ranking

PREFIX = "HOTPAPERS_"
ENV_FILE, ENCODING = ".env", "utf-8"
MOST_PAPERS = 25
ARXIV_DELAY = 3.0
"""Seconds between two requests to arXiv, at least: https://info.arxiv.org/help/api/tou.html"""

PUBLIC_ADDRESS = "an address such as https://papers.example.org/hot"
SERVICE_ADDRESS = "an https:// address, or http:// on this machine"


def is_loopback(url: str) -> bool:
    """Say whether *url* stays on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _names(given: object) -> object:
    return tuple(name.strip() for name in given.split(",") if name.strip()) if isinstance(given, str) else given


def _categories(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        raise ValueError("no category is named")
    try:
        return categories.check(names)
    except CommandError as error:
        codes = all(re.fullmatch(r"[A-Za-z-]{2,9}(\.[A-Za-z-]{2,9})?", name) for name in names)
        raise ValueError(str(error).rstrip(".?") if codes else "not all of these are arXiv categories") from error


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: "America" is a folder
        raise ValueError("no time zone has that name") from error
    return name


def _home(given: object) -> object:
    return os.path.expanduser(given) if isinstance(given, str) else given  # noqa: PTH111 - Path's raises for a stranger


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.query or parts.fragment or parts.username or not re.fullmatch(r"[!-~]+", url):
        raise ValueError("this is not a base address")
    return url.rstrip("/")


def _service(url: str) -> str:
    address = _address(url)
    if not address.startswith("https:") and not is_loopback(address):
        raise ValueError("plain http would cross the network unprotected")
    return address


def _people(ids: tuple[str, ...]) -> tuple[str, ...]:
    if not all(re.fullmatch(r"[UW][A-Z0-9]{2,20}", id) for id in ids):
        raise ValueError("these are not ids of people in Slack")
    return ids


def _host_and_port(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) < 2**16:
        raise ValueError("this is not an address with a port")
    return text


def _token(given: object) -> object:
    token = given.strip() if isinstance(given, str) else given
    if isinstance(token, str) and not re.fullmatch(r"[!-~]*", token):
        raise ValueError("it has a blank or an unusual character inside")
    return token or None


Categories = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names), AfterValidator(_categories)]
Service = Annotated[str, AfterValidator(_service)]
Token = Annotated[SecretStr | None, BeforeValidator(_token)]


class Settings(BaseSettings):
    """Everything an operator can choose. Addresses end without a slash, but for Slack's, whose client wants one."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, env_file_encoding=ENCODING, env_ignore_empty=True, extra="ignore",
        frozen=True, hide_input_in_errors=True, str_strip_whitespace=True, validate_default=False,
    )  # fmt: skip

    database: Annotated[Path, BeforeValidator(_home)] = Field(default=Path("hotpapers.db"), description="a file's path")
    categories: Categories = Field(
        default=("cs", "stat.ML"), description="categories or archives of arXiv with commas between, such as cs,stat.ML"
    )
    timezone: Annotated[str, AfterValidator(_timezone)] = Field(
        default="UTC", description="an IANA name, such as Europe/Paris"
    )
    ranking: Ranking = Field(default=Ranking.HOT, description="hot or classic")
    top: int = Field(default=10, ge=1, le=MOST_PAPERS, description=f"a whole number from 1 to {MOST_PAPERS}")
    floor: float | None = Field(default=None, ge=0, allow_inf_nan=False, description="a number, 0 or more")
    contact: str = Field(default="", pattern=r"^[ -~]*$", max_length=200, description="a mail address or a web address")
    holidays: Annotated[FilePath | None, BeforeValidator(_home)] = Field(default=None, description="the path of a file")
    site: Annotated[str, AfterValidator(_address)] = Field(default="", description=PUBLIC_ADDRESS)

    arxiv_api_url: Service = Field(default="https://export.arxiv.org/api/query", description=SERVICE_ADDRESS)
    arxiv_feed_url: Service = Field(default="https://rss.arxiv.org/atom", description=SERVICE_ADDRESS)
    arxiv_delay: float = Field(
        default=ARXIV_DELAY,
        ge=0,
        allow_inf_nan=False,
        description=f"seconds, {ARXIV_DELAY:g} or more as arXiv asks of everybody",
    )
    huggingface_url: Service = Field(default="https://huggingface.co/api", description=SERVICE_ADDRESS)
    hackernews_url: Service = Field(default="https://hn.algolia.com/api/v1", description=SERVICE_ADDRESS)
    x_url: Service = Field(default="https://api.x.com/2", description=SERVICE_ADDRESS)
    x_daily_reads: int = Field(default=200, ge=0, description="a whole number, 0 or more")
    x_bearer_token: Token = Field(default=None, validation_alias="X_BEARER_TOKEN", description="the token alone")

    slack_bot_token: Token = Field(default=None, validation_alias="SLACK_BOT_TOKEN", description="the token alone")
    slack_app_token: Token = Field(default=None, validation_alias="SLACK_APP_TOKEN", description="the token alone")
    slack_signing_secret: Token = Field(
        default=None, validation_alias="SLACK_SIGNING_SECRET", description="the secret alone"
    )
    slack_api_url: Annotated[Service, AfterValidator(lambda url: url + "/")] = Field(
        default="https://slack.com/api/", validation_alias="SLACK_API_URL", description=SERVICE_ADDRESS
    )
    discord_bot_token: Token = Field(default=None, validation_alias="DISCORD_BOT_TOKEN", description="the token alone")
    discord_api_url: Service = Field(
        default="https://discord.com/api/v10", validation_alias="DISCORD_API_URL", description=SERVICE_ADDRESS
    )

    admins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names), AfterValidator(_people)] = Field(
        default=(), description="ids of Slack people with commas between, such as U012ABC,U034DEF"
    )
    listen: Annotated[str, AfterValidator(_host_and_port)] = Field(
        default="127.0.0.1:8080", description="an address and a port, such as 127.0.0.1:8080"
    )
    log_format: Literal["text", "json"] = Field(default="text", description="text or json")

    @field_validator("arxiv_delay")
    @classmethod
    def _patient(cls, seconds: float, given: ValidationInfo) -> float:
        """Hold to arXiv's terms, except towards a stand-in on this machine."""
        if seconds < ARXIV_DELAY and not is_loopback(given.data.get("arxiv_api_url", "")):
            raise ValueError("arXiv asks for more time between requests")
        return seconds


def load() -> Settings:
    """Read the settings, or raise one ConfigError with a line for each that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        problems = {problem["loc"][0]: problem for problem in error.errors(include_url=False, include_input=False)}
        raise ConfigError("\n".join([*map(_problem, problems.values()), *unknown()])) from None  # it knows the values
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f".env: it cannot be read as text ({type(error).__name__})") from None


def variables() -> dict[str, str]:
    """Return the variable that sets each field, in the order of the fields."""
    return {
        name: str(field.validation_alias or f"{PREFIX}{name.upper()}") for name, field in Settings.model_fields.items()
    }


def unknown() -> list[str]:
    """Return a sentence for each line of `.env` and each ``HOTPAPERS_`` name that means nothing, never with a value."""
    known = list(variables().values())
    given = {name.upper() for source in (EnvSettingsSource, DotEnvSettingsSource) for name in source(Settings).env_vars}
    strangers = [_stranger(name, known) for name in sorted(given - set(known)) if name.startswith(PREFIX)]
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


def _stranger(name: str, known: list[str]) -> str:
    without = {setting.removeprefix(PREFIX): setting for setting in known}
    nearest = difflib.get_close_matches(name.removeprefix(PREFIX), without, n=1)
    return f"{name}: there is no such setting" + (f"; did you mean {without[nearest[0]]}?" if nearest else "")
