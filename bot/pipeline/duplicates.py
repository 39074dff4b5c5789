"""Delete duplicate messages, which a process suspended between its last check and its call may have sent.

No client can prevent them on a platform without idempotency keys, such as Slack. A sender that notices its duplicate
deletes it; this finds the others.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.errors import DeliveryError, DeliveryUnverifiable
from bot.platforms import ReadablePlatform
from bot.store import Store
from bot.store.tables import posts
from bot.store.tables.posts import ResentPost

log = logging.getLogger(__name__)

LOOKBACK = timedelta(hours=1)
"""How long after a post was done its duplicates are searched for."""


async def delete_duplicates(store: Store, name: str, platform: ReadablePlatform, now: datetime) -> int:
    """Delete the duplicates of posts that were sent more than once and done recently. Return how many."""
    resent = await store.read(posts.resent, name, now - LOOKBACK)
    return sum([await _delete_extra_messages(platform, each) for each in resent])


async def _delete_extra_messages(platform: ReadablePlatform, resent: ResentPost) -> int:
    """Delete all messages of a post but the one that its replies belong to, if that exists."""
    try:
        there = await platform.find_all(resent.post, resent.since)
        copies = [message for message in there if message != resent.message] if resent.message in there else []
        for message in copies:
            await platform.delete(resent.post, message)
            log.warning("duplicate deleted: destination=%s message=%s", resent.post.destination, message)
    except DeliveryUnverifiable:
        return 0  # the history can't be read
    except DeliveryError as error:
        log.warning("duplicate search failed: destination=%s error=%s", resent.post.destination, error)
        return 0
    return len(copies)
