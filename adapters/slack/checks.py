"""What `check` found at Slack, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.api.errors import Barrier, barrier, missing_scopes, obstacle, translate_asking
from bot.errors import DeliveryPostponed, HotPapersError
from bot.platforms import Check

POSTING = {
    "chat:write": "to post",
    "channels:read": "to see whether the app is in a channel",
}
TALKING = {
    "commands": "to be asked",
    "files:write": "to send exports and the slides of reports",
    "groups:read": "to be invited to private channels",
    "im:write": "to send people their digests",
    "reactions:read": "to count reactions to posts for the team",
    "users:read": "to know time zones, and who may set a channel's digest",
}
UNFURLING = {"links:read": "to see links to papers", "links:write": "to show the papers"}
READING_BACK = "to look for a post whose answer was lost"
OPTIONAL = {
    ("files:write",): "a report comes without its slides",
    ("channels:history", "groups:history", "im:history"): "a message whose answer was lost is not looked for",
    tuple(TALKING): "people cannot talk to it",
    tuple(UNFURLING): "links to papers are not shown as papers",
}
"""Scopes that all work without, and what is missing then."""


def token(answer: AsyncSlackResponse) -> Check:
    """Show whom the token speaks for, as auth.test knows it."""
    return Check("Slack token", ok=True, found=f"{answer.get('user')} in {answer.get('team')}")


def app_token(error: HotPapersError | None) -> Check:
    """Show whether Slack takes the token for Socket Mode."""
    if isinstance(error, DeliveryPostponed):
        return Check("Slack app token", ok=False, found=str(error), advice="try again later", unsure=True)
    found, _, advice = str(error or "Socket Mode is open").partition("; ")
    return Check("Slack app token", ok=error is None, found=found, advice=advice)


def scopes(granted: frozenset[str], *, talks: bool, unfurls: bool) -> Check:
    """Compare what the app may do with what it needs to post, to talk with people and to unfurl links, if it does.

    What else it could do with more is told, too.
    """
    wanted = POSTING | (TALKING if talks else {}) | (UNFURLING if unfurls else {})
    without = [
        f"without {', '.join(missing)}, {effect}"
        for scopes, effect in OPTIONAL.items()
        if (missing := [scope for scope in scopes if scope not in granted])
    ]
    return _check("Slack scopes", "; ".join([", ".join(sorted(granted)), *without]), _missing(wanted, granted))


def channel(name: str, seen: Mapping[str, Any], granted: frozenset[str]) -> Check:
    """Show what the app may do in a channel, as conversations.info knows it."""
    history = "groups:history" if seen.get("is_private") else "channels:history"
    found = f"the app is in #{seen['name']}" if seen.get("name") else "a direct message"
    return _check(name, found, obstacle(seen) or _missing({history: READING_BACK}, granted))


def failed(name: str, error: Exception) -> Check:
    """Show a question that one of FAILURES left open."""
    by = barrier(error)
    return kept_out(name, by) if by else _unsure(name, str(translate_asking(error)))


def kept_out(name: str, by: Barrier) -> Check:
    """Show what stands in the way."""
    return Check(name, ok=False, found=by.found, advice=by.advice)


def _unsure(name: str, found: str) -> Check:
    return Check(name, ok=False, found=found, advice="try again later", unsure=True)


def _missing(wanted: Mapping[str, str], granted: frozenset[str]) -> Barrier | None:
    missing = [f"{scope} ({why})" for scope, why in wanted.items() if scope not in granted]
    return missing_scopes(missing) if missing else None


def _check(name: str, found: str, by: Barrier | None) -> Check:
    return kept_out(name, by) if by else Check(name, ok=True, found=found)
