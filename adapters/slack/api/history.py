"""Search channel history at the rate that Slack grants.

Most apps may read 50 times per minute. Apps distributed outside the Marketplace may read once, 15 messages at a time.
Rate-limit responses show which applies, so a search that has to wait continues where it stopped.

https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.slack.api import responses
from adapters.slack.api.client import RateLimitedClient
from adapters.slack.api.errors import FAILURES, code, to_lookup_error
from bot.errors import DeliveryError, DeliveryPostponed, DeliveryUnverifiable
from bot.models.post import Post, PostKind

SKEW = timedelta(minutes=5)  # between Slack's response clock and its message clock
PAGE, PAGES = 200, 40
HISTORY, REPLIES = "conversations.history", "conversations.replies"


@dataclass
class SearchProgress:
    """The progress of a search, newest message first."""

    cursor: str | None = None
    pages: int = 0
    found: list[str] = field(default_factory=list)


class HistorySearch:
    """Searches for the messages of posts."""

    def __init__(self, client: Callable[[], RateLimitedClient]) -> None:
        self._client = client
        self._looks: dict[str, SearchProgress] = {}

    async def find(self, post: Post, since: datetime) -> list[str]:
        """Return the IDs of all messages with the post's token, newest first. Raises DeliveryError."""
        look = self._looks.setdefault(post.token, SearchProgress())
        try:
            await self._search_to_end(look, post, f"{(since - SKEW).timestamp():.6f}")
        except DeliveryError as error:
            if not isinstance(error, DeliveryPostponed):  # otherwise the search continues later
                del self._looks[post.token]
            raise
        return self._looks.pop(post.token).found

    async def _search_to_end(self, look: SearchProgress, post: Post, oldest: str) -> None:
        while look.pages < PAGES:
            found, look.cursor = await self._page(post, oldest, look.cursor)
            look.found += found
            look.pages += 1
            if not look.cursor:
                return
        raise DeliveryUnverifiable(f"too many messages to search (more than {PAGES} pages)")

    async def _page(self, post: Post, oldest: str, cursor: str | None) -> tuple[list[str], str | None]:
        """Return the matching messages of a page, and the next cursor."""
        method = REPLIES if post.kind is PostKind.REPLY else HISTORY
        where = {"channel": post.destination.channel, "oldest": oldest, "cursor": cursor}
        how = {"limit": PAGE, "include_all_metadata": True} | (
            {"ts": post.parent_message_id} if method == REPLIES else {}
        )
        try:
            answer = await self._client().api_call(method, params=where | how)
            return responses.search(answer, post.token)
        except FAILURES as error:
            if code(error) == "thread_not_found":
                return [], None
            raise to_lookup_error(error) from error
