"""When each source is polled again. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.models.source import SOURCE_INFOS

POLL_INTERVALS = {name: info.poll_interval for name, info in SOURCE_INFOS.items()}
DEFAULT_POLL_INTERVAL = timedelta(hours=1)
"""How long a source is left alone after it was asked."""
MAX_RETRY_INTERVAL = timedelta(hours=6)
"""After that long, a source that failed is asked again, however seldom it is asked."""
FEED_UPDATE_TIME = time(0, 15, tzinfo=calendar.NEW_YORK)  # made at midnight: https://info.arxiv.org/help/rss.html


def should_poll(name: str, answered: datetime | None, idle: timedelta | None, news: datetime, now: datetime) -> bool:
    """Say whether a source is to be asked again. Pure.

    *answered* is when it last did, *idle* for how long we have not asked it, by a clock that nobody sets; *news* is
    when arXiv last had something new to tell: it is asked until it has told that, the others at their usual pace.
    What failed has the same pause as what did not, but for the longest. An answer of the future is of a clock that was
    set back since.
    """
    pause = POLL_INTERVALS.get(name, DEFAULT_POLL_INTERVAL)
    if idle is not None and idle < min(pause, MAX_RETRY_INTERVAL):
        return False
    if answered is None or answered > now:
        return True
    return answered < news if name == "arxiv" else now - answered >= pause


def last_arxiv_update(now: datetime, holidays: Holidays) -> datetime:
    """Return when arXiv last had news at *now*: its newest listing was mailed, or its feeds were made anew."""
    newest = calendar.current(now, holidays)
    feeds = datetime.combine(newest, FEED_UPDATE_TIME)
    return (feeds if feeds <= now else calendar.mailing(newest)).astimezone(UTC)
