"""Translate Slack's errors into delivery errors. Pure.

Errors: https://docs.slack.dev/reference/methods/chat.postMessage#errors
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import (
    ConfigError,
    DeliveryError,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUncertain,
    DeliveryUnverifiable,
    DestinationGone,
    HotPapersError,
    WorkspaceGone,
)
from bot.http import network_errors
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate

FAILURES = (SlackApiError, aiohttp.ClientError, OSError, AttributeError, LookupError, TypeError, ValueError)
"""Everything that a call may raise. The last four come from bodies that are not the expected JSON object."""

UNCERTAIN_ERRORS = {
    "fatal_error",
    "internal_error",
    "service_unavailable",
}  # "some aspect of the operation" may have succeeded
MALFORMED = {
    "cannot_reply_to_message",
    "invalid_arg_name",
    "invalid_arguments",
    "invalid_array_arg",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "metadata_too_large",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_text",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_locked",
    "thread_not_found",
}


@dataclass(frozen=True, slots=True)
class AccessProblem:
    """Why access is denied, and how to fix it."""

    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.message}: {self.fix}"


COPY = "copy the Bot User OAuth Token of your app from https://api.slack.com/apps to SLACK_BOT_TOKEN"
INVITE = "type /invite @hotpapers in the channel"
REVOKED = {
    "account_inactive": AccessProblem("the token's user or workspace is gone", f"reinstall the app, then {COPY}"),
    "token_revoked": AccessProblem("the token was revoked", f"reinstall the app, then {COPY}"),
}
TOKEN_ERRORS = REVOKED | {
    "invalid_auth": AccessProblem("the token is invalid", COPY),
    "not_allowed_token_type": AccessProblem("the token has the wrong type", COPY),
    "not_authed": AccessProblem("no token was sent", COPY),
    "token_expired": AccessProblem("the token has expired", COPY),
}
CHANNEL_ERRORS = {
    "access_denied": AccessProblem("the app is not allowed to post there", "ask a workspace admin"),
    "channel_not_found": AccessProblem("channel not found, or private without the app", f"check the ID, then {INVITE}"),
    "ekm_access_denied": AccessProblem("posting is suspended", "ask a workspace admin"),
    "is_archived": AccessProblem("the channel is archived", "unarchive it or choose another"),
    "is_inactive": AccessProblem("the channel is frozen", "choose another"),
    "no_permission": AccessProblem("the app is not allowed to post there", INVITE),
    "not_in_channel": AccessProblem("the app is not in the channel", INVITE),
    "restricted_action": AccessProblem("the app is not allowed to post there", "ask a workspace admin"),
    "restricted_action_read_only_channel": AccessProblem(
        "the channel is read-only", "choose another or allow the app there"
    ),
    "restricted_action_thread_only_channel": AccessProblem("the channel accepts only replies", "choose another"),
    "team_access_not_granted": AccessProblem("the app is not installed in this workspace", "install it there"),
}
MAX_REASON_LENGTH = 500
MAX_WAIT = timedelta(days=1)


def to_delivery_error(error: Exception) -> DeliveryError:
    """Return what one of FAILURES means for a post. An ``ok: false`` is definite, except for server errors."""
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return DeliveryPostponed(f"Slack is unreachable: {network_errors.describe_network_error(error)}")
    answer = _answer(error)
    if answer is None:
        return DeliveryUncertain(f"Slack sent an unreadable response: {type(error).__name__}")
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return DeliveryPostponed("Slack is rate limiting requests", retry_after(answer.headers))
    name, kept_out = code(error), access_problem(error)
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or name is None or name in UNCERTAIN_ERRORS:
        return DeliveryUncertain(f"Slack failed with status {answer.status_code}: {name}")
    if name in MALFORMED:
        return DeliveryRefused(f"Slack rejected the message: {told(error)}")
    return _to_access_error(name, kept_out) if kept_out else DeliveryPostponed(f"Slack responded with {told(error)}")


def to_lookup_error(error: Exception) -> DeliveryError:
    """Return what one of FAILURES means for a lookup. It never means that the post is absent."""
    if code(error) == "missing_scope":
        return DeliveryUnverifiable(f"cannot read the channel history: {access_problem(error)}")
    meaning = to_delivery_error(error)
    return meaning if isinstance(meaning, DestinationGone | DeliveryPostponed) else DeliveryUncertain(str(meaning))


def translate_preparing(error: Exception) -> DeliveryPostponed:
    """Return what one of FAILURES means before anything was posted."""
    meaning = to_delivery_error(error)
    return meaning if isinstance(meaning, DeliveryPostponed) else DeliveryPostponed(str(meaning))


def to_request_error(error: Exception) -> HotPapersError:
    """Return what one of FAILURES means for a read-only request, which is safe to retry."""
    if code(error) in TOKEN_ERRORS:
        return ConfigError(f"SLACK_BOT_TOKEN: {access_problem(error)}")
    meaning = to_delivery_error(error)
    return meaning if isinstance(meaning, DestinationGone | DeliveryPostponed) else DeliveryPostponed(str(meaning))


def code(error: Exception) -> str | None:
    """Return Slack's error code, or None if the response has none or is unreadable."""
    answer = _answer(error)
    name = None if answer is None else answer.get("error")
    return name if isinstance(name, str) else None


def told(error: Exception) -> str:
    """Return Slack's error code and its messages about the request."""
    answer = _answer(error)
    about = answer.get("response_metadata") if answer else None
    messages = about.get("messages") if isinstance(about, dict) else None
    reasons = "; ".join(map(str, messages)) if isinstance(messages, list) else ""
    return truncate(sanitize(": ".join(filter(None, (code(error), reasons)))), MAX_REASON_LENGTH)


def is_limited(error: SlackApiError) -> bool:
    """Return whether Slack rate limited the request."""
    return getattr(error.response, "status_code", None) == HTTPStatus.TOO_MANY_REQUESTS


def retry_after(headers: Mapping[str, str]) -> timedelta:
    """Return Retry-After, or a minute if it is not in whole seconds."""
    seconds = headers.get("Retry-After", "")
    known = re.fullmatch(r"[0-9]{1,9}", seconds)
    return min(timedelta(seconds=int(seconds)), MAX_WAIT) if known else timedelta(minutes=1)


def access_problem(error: Exception) -> AccessProblem | None:
    """Return the access problem behind *error*, if it is one."""
    name, answer = code(error), _answer(error)
    if answer is not None and name == "missing_scope":
        return missing_scopes([answer.get("needed", "chat:write")])
    return (TOKEN_ERRORS | CHANNEL_ERRORS).get(name or "")


def missing_scopes(scopes: Iterable[str]) -> AccessProblem:
    """Return the problem of missing *scopes*."""
    advice = "add it under OAuth & Permissions at https://api.slack.com/apps, then reinstall the app"
    return AccessProblem(f"the app lacks the scope {', '.join(scopes)}", advice)


def channel_problem(channel: Mapping[str, object]) -> AccessProblem | None:
    """Return why the app cannot post to *channel*, as given by conversations.info."""
    if channel.get("is_archived"):
        return CHANNEL_ERRORS["is_archived"]
    joined = channel.get("is_member") or channel.get("is_im")
    return None if joined else CHANNEL_ERRORS["not_in_channel"]


def _to_access_error(name: str, by: AccessProblem) -> DeliveryError:
    """Return the delivery error of an access problem. A wrong token can be fixed, a revoked one cannot."""
    if name in REVOKED:
        return WorkspaceGone(str(by))
    return DeliveryPostponed(str(by)) if name in TOKEN_ERRORS else DestinationGone(str(by))


def _answer(error: Exception) -> AsyncSlackResponse | None:
    """Return the response if it is a JSON object. For broken JSON, slack_sdk returns aiohttp's response."""
    answer = error.response if isinstance(error, SlackApiError) else None
    return answer if isinstance(answer, AsyncSlackResponse) and isinstance(answer.data, dict) else None
