"""Describe the results of `check` for Slack. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.api.errors import AccessProblem, access_problem, channel_problem, missing_scopes, to_request_error
from bot.errors import DeliveryPostponed, HotPapersError
from bot.platforms import CheckResult

POSTING_SCOPES = {
    "chat:write": "to post",
    "channels:read": "to see whether the app is in a channel",
}
CHAT_SCOPES = {
    "commands": "to receive commands",
    "files:write": "to send exports and report slides",
    "groups:read": "to be invited to private channels",
    "im:write": "to send people their digests",
    "reactions:read": "to count reactions to posts for the team",
    "users:read": "to know time zones and who can set a channel's digest",
}
UNFURLING = {"links:read": "to see links to papers", "links:write": "to unfurl them"}
READING_BACK = "to verify uncertain posts"
OPTIONAL = {
    ("files:write",): "reports have no slides",
    ("channels:history", "groups:history", "im:history"): "uncertain posts cannot be verified",
    tuple(CHAT_SCOPES): "chat commands do not work",
    tuple(UNFURLING): "links to papers are not unfurled",
}
"""Optional scopes, and the effect of not having them."""


def token(answer: AsyncSlackResponse) -> CheckResult:
    """Return the bot and workspace of the token."""
    return CheckResult("Slack token", ok=True, message=f"{answer.get('user')} in {answer.get('team')}")


def app_token(error: HotPapersError | None) -> CheckResult:
    """Return whether Slack accepts the token for Socket Mode."""
    if isinstance(error, DeliveryPostponed):
        return CheckResult("Slack app token", ok=False, message=str(error), fix="try again later", inconclusive=True)
    found, _, advice = str(error or "Socket Mode is open").partition("; ")
    return CheckResult("Slack app token", ok=error is None, message=found, fix=advice)


def scopes(granted: frozenset[str], *, talks: bool, unfurls: bool) -> CheckResult:
    """Compare *granted* with the scopes that posting, chat commands and unfurling need.

    The message names the effect of missing optional scopes.
    """
    wanted = POSTING_SCOPES | (CHAT_SCOPES if talks else {}) | (UNFURLING if unfurls else {})
    without = [
        f"without {', '.join(missing)}, {effect}"
        for scopes, effect in OPTIONAL.items()
        if (missing := [scope for scope in scopes if scope not in granted])
    ]
    return _check("Slack scopes", "; ".join([", ".join(sorted(granted)), *without]), _missing(wanted, granted))


def channel(name: str, seen: Mapping[str, Any], granted: frozenset[str]) -> CheckResult:
    """Return what the app may do in a channel, as given by conversations.info."""
    history = "groups:history" if seen.get("is_private") else "channels:history"
    found = f"the app is in #{seen['name']}" if seen.get("name") else "a direct message"
    return _check(name, found, channel_problem(seen) or _missing({history: READING_BACK}, granted))


def failed(name: str, error: Exception) -> CheckResult:
    """Return a check that one of FAILURES ended."""
    by = access_problem(error)
    return access_failure(name, by) if by else _unsure(name, str(to_request_error(error)))


def access_failure(name: str, by: AccessProblem) -> CheckResult:
    """Return a failed check for an access problem."""
    return CheckResult(name, ok=False, message=by.message, fix=by.fix)


def _unsure(name: str, found: str) -> CheckResult:
    return CheckResult(name, ok=False, message=found, fix="try again later", inconclusive=True)


def _missing(wanted: Mapping[str, str], granted: frozenset[str]) -> AccessProblem | None:
    missing = [f"{scope} ({why})" for scope, why in wanted.items() if scope not in granted]
    return missing_scopes(missing) if missing else None


def _check(name: str, found: str, by: AccessProblem | None) -> CheckResult:
    return access_failure(name, by) if by else CheckResult(name, ok=True, message=found)
