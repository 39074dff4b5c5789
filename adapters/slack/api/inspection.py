"""Inspect the tokens and a channel for `hotpapers check`."""

from __future__ import annotations

import re

from adapters.slack import checks
from adapters.slack.api import responses
from adapters.slack.api.client import RateLimitedClient
from adapters.slack.api.connection import check_app_token
from adapters.slack.api.credentials import SlackCredentials
from adapters.slack.api.errors import FAILURES, AccessProblem
from bot.errors import HotPapersError
from bot.platforms import CheckResult

CHANNEL = re.compile(r"[CDG][A-Z0-9]+")
NO_ID = AccessProblem(
    "this is not a Slack channel ID, such as C0123ABCD",
    "click the channel name in Slack and copy the ID at the bottom of its details",
)


async def inspect(client: RateLimitedClient, access: SlackCredentials, channel: str | None) -> tuple[CheckResult, ...]:
    """Check the token, its scopes, the app token, and the channel if one is given."""
    try:
        answer = await client.auth_test()
    except FAILURES as error:
        return (checks.failed("Slack token", error),)
    scopes = frozenset(answer.headers.get("x-oauth-scopes", "").replace(" ", "").split(","))
    granted = checks.scopes(scopes, talks=access.talks, unfurls=access.unfurls)
    found = (checks.token(answer), granted, *await _app_token(client, access))
    return (*found, await _channel(client, channel, scopes)) if channel else found


async def _app_token(client: RateLimitedClient, access: SlackCredentials) -> tuple[CheckResult, ...]:
    if not access.app_token:
        return ()
    try:
        await check_app_token(client, access.app_token)
    except HotPapersError as error:
        return (checks.app_token(error),)
    return (checks.app_token(None),)


async def _channel(client: RateLimitedClient, channel: str, scopes: frozenset[str]) -> CheckResult:
    name = f"Slack channel {channel}"
    if not CHANNEL.fullmatch(channel):
        return checks.access_failure(name, NO_ID)
    try:
        seen = responses.channel(await client.conversations_info(channel=channel))
    except FAILURES as error:
        return checks.failed(name, error)
    return checks.channel(name, seen, scopes)
