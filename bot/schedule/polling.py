"""Decide when to poll each source again. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.models.source import SOURCE_INFOS

POLL_INTERVALS = {name: info.poll_interval for name, info in SOURCE_INFOS.items()}
DEFAULT_POLL_INTERVAL = timedelta(hours=1)
"""Time between two polls of a source."""
MAX_RETRY_INTERVAL = timedelta(hours=6)
"""Longest time until a failed source is polled again."""
FEED_UPDATE_TIME = time(0, 15, tzinfo=calendar.NEW_YORK)  # made at midnight: https://info.arxiv.org/help/rss.html


def should_poll(name: str, answered: datetime | None, idle: timedelta | None, news: datetime, now: datetime) -> bool:
    """Return whether to poll a source. Pure.

    *answered* is its last success. *idle* is the time since the last attempt, by a monotonic clock. *news* is arXiv's
    last update: arXiv is polled until a success after it, other sources at their interval. A failed source has the same
    interval, but at most MAX_RETRY_INTERVAL. A success in the future is ignored: the clock was set back.
    """
    pause = POLL_INTERVALS.get(name, DEFAULT_POLL_INTERVAL)
    if idle is not None and idle < min(pause, MAX_RETRY_INTERVAL):
        return False
    if answered is None or answered > now:
        return True
    return answered < news if name == "arxiv" else now - answered >= pause


def last_arxiv_update(now: datetime, holidays: Holidays) -> datetime:
    """Return arXiv's last update before *now*: the mailing of its newest listing, or the rebuild of its feeds."""
    newest = calendar.current(now, holidays)
    feeds = datetime.combine(newest, FEED_UPDATE_TIME)
    return (feeds if feeds <= now else calendar.mailing(newest)).astimezone(UTC)
