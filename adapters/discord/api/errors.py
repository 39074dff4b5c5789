"""Translate Discord's errors into delivery errors. Pure.

Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus

import aiohttp
import discord

from bot.errors import (
    ConfigError,
    DeliveryDeleted,
    DeliveryError,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUncertain,
    DestinationGone,
    HotPapersError,
    WorkspaceGone,
)
from bot.http import network_errors

FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError, AttributeError, KeyError, TypeError, ValueError)
"""Everything that a call may raise. The last four come from bodies that discord.py does not expect."""


class RequestBlocked(discord.DiscordException):
    """A request that was not sent because too many similar ones were rejected."""

    def __init__(self, why: str, wait: float) -> None:
        super().__init__(why)
        self.wait = wait


class Permission(StrEnum):
    """Permissions that calls need, by their names in Discord's settings."""

    LOOK = "View Channel"
    POST = "Send Messages"
    OPEN_THREAD = "Create Public Threads"
    REPLY = "Send Messages in Threads"
    READ_BACK = "Read Message History"
    ATTACH = "Attach Files"


REFUSED_TOKEN = "Discord rejected the token: copy it again from https://discord.com/developers/applications, page Bot"  # noqa: S105 - a sentence
NO_CHANNEL, NO_SERVER, NO_MESSAGE, NO_PERMISSION, HAS_THREAD = 10003, 10004, 10008, 50013, 160004
TOO_MANY_THREADS = 160006
TOO_MANY_OPENED = 40003
GONE_CODES = {
    NO_CHANNEL: "channel not found: check the ID",
    NO_SERVER: "the bot is not in that server: invite it",
    TOO_MANY_OPENED: "Discord allows no more new direct messages for now",
    50001: "the bot cannot see the channel: invite it to the server and allow View Channel there",
    50007: "this person does not accept direct messages from the bot: allow direct messages from a shared server",
    50008: "the bot cannot post there: choose a text channel or a forum",
    50024: "the bot cannot post there: choose a text channel or a forum",
    50083: "the thread is archived and locked",
    160005: "the thread is locked",
    50278: "this person shares no server with the bot: invite it to one",
}
THREAD_GONE = {
    NO_CHANNEL: "the thread was deleted",
    50083: "the thread is archived and locked",
    160005: "the thread is locked",
    TOO_MANY_THREADS: "the server has as many open threads as Discord allows (1,000): close some, or turn threads off",
}
"""Why a reply cannot go to its thread. The channel still works."""
POSTING = {Permission.POST, Permission.REPLY}
THREADS = {Permission.OPEN_THREAD, Permission.REPLY}
MINUTE, DAY = 60.0, 86_400.0


def to_delivery_error(error: Exception, step: Permission) -> DeliveryError:
    """Return what one of FAILURES means for a post."""
    match error:
        case RequestBlocked():
            return DeliveryPostponed(str(error), timedelta(seconds=error.wait))
        case discord.RateLimited():
            return _wait(error.retry_after)
        case aiohttp.ClientResponseError(status=HTTPStatus.TOO_MANY_REQUESTS):
            return _wait(seconds_to_wait(error.headers))
        case discord.LoginFailure() | discord.HTTPException(status=HTTPStatus.UNAUTHORIZED):
            return DeliveryPostponed(REFUSED_TOKEN)
        case discord.HTTPException():
            return _answered(error, step)
        case _:
            return _unanswered(error)


def to_setup_error(error: Exception, step: Permission) -> DeliveryError:
    """Return what one of FAILURES means before anything was posted."""
    meaning = to_delivery_error(error, step)
    return DeliveryPostponed(str(meaning)) if isinstance(meaning, DeliveryUncertain) else meaning


def to_request_error(error: Exception, step: Permission) -> HotPapersError:
    """Return what one of FAILURES means for a read-only request, which is safe to retry."""
    meaning = to_setup_error(error, step)
    if str(meaning) == REFUSED_TOKEN:
        return ConfigError(f"DISCORD_BOT_TOKEN: {REFUSED_TOKEN}")
    return DestinationGone(GONE_CODES[NO_CHANNEL]) if isinstance(meaning, DeliveryRefused) else meaning


def seconds_to_wait(headers: Mapping[str, str] | None) -> float:
    """Return Retry-After in seconds, at most a day, or a minute if it is missing."""
    try:
        said = float((headers or {})["Retry-After"])
    except (KeyError, ValueError):
        return MINUTE
    return min(said, DAY) if 0 <= said < math.inf else MINUTE


def _answered(error: discord.HTTPException, step: Permission) -> DeliveryError:
    if error.code == NO_PERMISSION:
        return DestinationGone(f"the bot lacks a permission: allow {step} in the channel")
    if (step in THREADS and error.code in THREAD_GONE) or error.code == TOO_MANY_THREADS:
        return DeliveryRefused(THREAD_GONE[error.code])
    if error.code in GONE_CODES:
        gone = WorkspaceGone if error.code == NO_SERVER else DestinationGone
        return gone(GONE_CODES[error.code])
    if error.code == NO_MESSAGE:  # also for the nonce of a deleted message
        deleted = DeliveryDeleted if step in POSTING else DeliveryRefused
        return deleted("the message was deleted")
    if error.status == HTTPStatus.BAD_REQUEST:
        return DeliveryRefused(f"Discord rejected the message: {' '.join(error.text.split())}")
    return DeliveryPostponed(f"Discord responded with status {error.status}, code {error.code}")


def _unanswered(error: Exception) -> DeliveryError:
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return DeliveryPostponed(f"Discord is unreachable: {network_errors.describe_network_error(error)}")
    if isinstance(error, aiohttp.ClientResponseError):
        return DeliveryUncertain(f"Discord failed with status {error.status}")
    return DeliveryUncertain(f"Discord sent an unreadable response ({type(error).__name__})")


def _wait(seconds: float) -> DeliveryPostponed:
    return DeliveryPostponed("Discord is rate limiting requests", timedelta(seconds=seconds))
