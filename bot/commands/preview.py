"""Preview a subscription."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot import pipeline
from bot.arxiv import calendar
from bot.commands.context import CommandContext
from bot.models.digest import Digest, Filter
from bot.models.subscription import Schedule, Subscription
from bot.pipeline.planner import build_query
from bot.schedule.recurrence import next_due
from bot.store.tables import match_counts, papers, personalization
from bot.wording import notes

MAX_LISTINGS = 32  # looked through for that of the last time
COUNTED = timedelta(days=30)  # over which matching papers are counted
MAX_PAUSE = timedelta(days=32)  # between two times at which something is due


async def preview(context: CommandContext, subscription: Subscription) -> tuple[str, Digest | None]:
    """Compose the digest that *subscription* was last due to send, with today's counts. Return it with a heading.

    If that listing is not stored, use the newest one. The digest is None if there is none. The heading begins with how
    many papers of the last month match, and the words that no paper has.
    """
    listing = calendar.current(last_due(subscription.every, context.clock()), context.holidays)
    stored = await context.store.read(papers.listing_dates, date.max, MAX_LISTINGS)
    if not stored:
        return "There's nothing to preview until the first papers are collected.", None
    whose = "This channel's" if subscription.is_channel else "Your"
    text = f"{whose} latest digest would have been:" if listing in stored else "With today's data it looks like this:"
    day = listing if listing in stored else stored[0]
    choices = build_query(subscription, day, context.settings, context.holidays)
    wanted = pipeline.DigestRequest(
        choices, day, personalization=await context.store.read(personalization.of, subscription)
    )
    digest = await pipeline.compose(context.store, wanted, context.holidays, context.summaries)
    return f"{await _matches(context, choices.filter, stored[0])} {text}", digest


async def _matches(context: CommandContext, wanted: Filter, newest: date) -> str:
    """Say how many papers up to the newest listing match, and which words none ever did."""
    count = await context.store.read(match_counts.count, wanted, newest - COUNTED + timedelta(days=1), newest)
    return notes.matches(count, COUNTED.days, await context.store.read(match_counts.unknown_words, wanted.words))


def last_due(every: Schedule, now: datetime) -> datetime:
    """Return the last time up to *now* at which a schedule was due. Pure."""
    last = next_due(every, now - MAX_PAUSE).due
    while (following := next_due(every, last).due) <= now:
        last = following
    return last
