"""List the channels that the app is in, to choose from instead of finding an ID.

https://docs.slack.dev/reference/methods/users.conversations
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp

from adapters.slack.api.client import RateLimitedClient
from adapters.slack.api.errors import FAILURES, code, to_request_error
from bot.models.digest import NamedChannel

if TYPE_CHECKING:
    from bot.config import Settings

PAGE, PAGES = 200, 5
KINDS = ("public_channel,private_channel", "public_channel")  # the second needs one scope less


async def joined_channels(settings: Settings) -> list[NamedChannel]:
    """Return the channels that the app is in, by name. Raises ConfigError or DeliveryPostponed."""
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    timeout = aiohttp.ClientTimeout(total=settings.post_deadline)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = RateLimitedClient(token, settings.slack_api_url, session, timedelta())
        try:
            return await _all_pages(client, KINDS[0])
        except FAILURES as error:
            if code(error) != "missing_scope":
                raise to_request_error(error) from error
        try:
            return await _all_pages(client, KINDS[1])
        except FAILURES as error:
            raise to_request_error(error) from error


async def _all_pages(client: RateLimitedClient, kinds: str) -> list[NamedChannel]:
    found: list[NamedChannel] = []
    cursor: str | None = None
    for _ in range(PAGES):
        answer = await client.users_conversations(types=kinds, exclude_archived=True, limit=PAGE, cursor=cursor)
        rows = answer.get("channels")
        if not isinstance(rows, list):
            raise ValueError("response without channels")  # noqa: TRY004 - one of FAILURES
        found += [NamedChannel(row["id"], f"#{row.get('name') or row['id']}") for row in rows]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            break
    return sorted(found, key=lambda channel: channel.name)
