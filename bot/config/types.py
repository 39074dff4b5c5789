"""Types of settings: parsed leniently, checked strictly, never shown."""

from __future__ import annotations

import ipaddress
import os.path
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, FilePath, SecretStr
from pydantic_settings import NoDecode

from bot.arxiv import categories
from bot.errors import CommandError
from bot.models.source import SOURCE_INFOS

MODEL = "model"
_SUMMARIZING = sorted((info.name for info in SOURCE_INFOS.values() if info.summary_label), reverse=True)
MAKERS = {MODEL, *_SUMMARIZING}
"""Providers of one-line summaries, next to the abstract."""
SUMMARY_PROVIDERS = f"{', '.join(_SUMMARIZING)} or {MODEL}"


def is_loopback(url: str) -> bool:
    """Return whether *url* is on this machine."""
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
        raise ValueError("no category given")
    try:
        return categories.check(names)
    except CommandError as error:
        codes = all(re.fullmatch(r"[A-Za-z-]{2,9}(\.[A-Za-z-]{2,9})?", name) for name in names)
        raise ValueError(str(error).rstrip(".?") if codes else "some of these aren't arXiv categories") from error


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: "America" is a folder
        raise ValueError("unknown time zone") from error
    return name


def _home(given: object) -> object:
    return os.path.expanduser(given) if isinstance(given, str) else given  # noqa: PTH111 - Path's raises for unknown users


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.query or parts.fragment or parts.username or not re.fullmatch(r"[!-~]+", url):
        raise ValueError("this isn't a base URL")
    return url.rstrip("/")


def _service(url: str) -> str:
    address = _address(url)
    if not address.startswith("https:") and not is_loopback(address):
        raise ValueError("plain http isn't encrypted")
    return address


def _people(ids: tuple[str, ...]) -> tuple[str, ...]:
    if not all(re.fullmatch(r"[UW][A-Z0-9]{2,20}", id) for id in ids):
        raise ValueError("some of these aren't Slack user IDs")
    return ids


def _host_and_port(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) < 2**16:
        raise ValueError("this isn't an address with a port")
    return text


def _token(given: object) -> object:
    token = given.strip() if isinstance(given, str) else given
    if isinstance(token, str) and not re.fullmatch(r"[!-~]*", token):
        raise ValueError("the value contains a space or an unusual character")
    return token or None


def _handle(given: object) -> object:
    """Parse a handle, with or without its ``@``."""
    name = given.strip().removeprefix("@") if isinstance(given, str) else given
    if isinstance(name, str) and not re.fullmatch(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+|", name):
        raise ValueError("this isn't a handle")
    return name


def _makers(names: tuple[str, ...]) -> tuple[str, ...]:
    if not set(names) <= MAKERS:
        raise ValueError("some of these aren't summary providers")
    return names


def _instances(given: object) -> object:
    names = _names(given)
    if not isinstance(names, tuple):
        return names
    return tuple(name if "://" in name else f"https://{name}" for name in names)


def _services(urls: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_service, urls))


def _hashtags(names: tuple[str, ...]) -> tuple[str, ...]:
    tags = tuple(name.removeprefix("#") for name in names)
    if not all(re.fullmatch(r"\w{1,100}", tag) for tag in tags):
        raise ValueError("some of these aren't hashtags")
    return tags


Categories = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names), AfterValidator(_categories)]
Service = Annotated[str, AfterValidator(_service)]
Token = Annotated[SecretStr | None, BeforeValidator(_token)]
Zone = Annotated[str, AfterValidator(_zone)]
Site = Annotated[str, AfterValidator(_address)]
People = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names), AfterValidator(_people)]
HostAndPort = Annotated[str, AfterValidator(_host_and_port)]
ExpandedPath = Annotated[Path, BeforeValidator(_home)]
HomeFile = Annotated[FilePath | None, BeforeValidator(_home)]
Instances = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_instances), AfterValidator(_services)]
Hashtags = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names), AfterValidator(_hashtags)]
SummaryProviders = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names), AfterValidator(_makers)]
Handle = Annotated[str, BeforeValidator(_handle)]
