"""What a subscription would have sent last."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot import calendar, pipeline
from bot.commands.desk import Desk
from bot.models import Digest
from bot.pipeline.planning import choices_of
from bot.scheduler import next_due
from bot.store import papers
from bot.subscription import Every, Subscription

LONGEST_PAUSE = timedelta(days=32)  # between two times at which something is due


async def preview(desk: Desk, subscription: Subscription) -> Digest | None:
    """Compose what *subscription* would have sent at its last time, with the counts of today.

    Where that is not stored yet, of the newest listing that is; None if there is none.
    """
    listing = calendar.current(last_due(subscription.every, desk.clock()), desk.holidays)
    stored = await desk.store.read(papers.listing_dates, listing, 1) or await desk.store.read(
        papers.listing_dates, date.max, 1
    )
    if not stored:
        return None
    choices = choices_of(subscription, stored[0], desk.settings, desk.holidays)
    return await pipeline.compose(desk.store, pipeline.Wanted(choices, stored[0]), desk.holidays)


def last_due(every: Every, now: datetime) -> datetime:
    """Return the newest instant up to *now* at which something that comes *every* so often was due. Pure."""
    last = next_due(every, now - LONGEST_PAUSE).due
    while (following := next_due(every, last).due) <= now:
        last = following
    return last
