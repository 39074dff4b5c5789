"""Compute the occurrences of subscriptions: local dates, times in UTC, and how late they are still made up for. Pure.

APScheduler's triggers run on a wall clock without missing or repeated hours. Their result is then read in the
subscription's zone. So a repeated local time counts once, the first time, and a skipped one counts as much later as the
clock leaps. `bot.runtime.timer` runs planning at these times.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from bot.models.subscription import Frequency, Schedule

CATCH_UP = timedelta(hours=20)
CATCH_UP_LONG = {Frequency.WEEKLY: timedelta(days=3), Frequency.MONTHLY: timedelta(days=7)}
LATE = timedelta(minutes=15)
"""A digest planned later than this says so."""

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A local date, and the time in UTC at which a subscription is due on it."""

    day: dt.date
    due: datetime


@lru_cache(maxsize=4096)
def next_due(every: Schedule, after: datetime) -> Occurrence:
    """Return the first occurrence after *after*. Cached, because many subscriptions share a schedule."""
    zone = zone_of(every)
    wall = after.astimezone(zone).replace(tzinfo=UTC) - _DAY  # a skipped hour may hold the only time of a day
    while True:
        wall = _cron_trigger(every).get_next_fire_time(None, wall + _SECOND)
        due = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if due > after:
            return Occurrence(wall.date(), due)


def missed_and_current(every: Schedule, first: Occurrence, now: datetime) -> list[Occurrence]:
    """Return *first* and all later occurrences up to *now*."""
    all_due = [first]
    while (following := next_due(every, all_due[-1].due)).due <= now:
        all_due.append(following)
    return all_due


def zone_of(every: Schedule) -> ZoneInfo:
    """Return the zone of a schedule; UTC if it has none."""
    return ZoneInfo(every.zone or "UTC")


def catch_up_window(every: Schedule) -> timedelta:
    """Return how long after its time a slot is still made up for."""
    return CATCH_UP_LONG.get(every.rhythm, CATCH_UP)


@lru_cache(maxsize=4096)
def _cron_trigger(every: Schedule) -> CronTrigger:
    at = {"hour": every.at.hour, "minute": every.at.minute, "timezone": UTC}
    match every.rhythm:
        case Frequency.DAILY:
            return CronTrigger(**at)
        case Frequency.WEEKDAYS:
            return CronTrigger(day_of_week="mon-fri", **at)
        case Frequency.DAYS | Frequency.WEEKLY:
            return CronTrigger(day_of_week=",".join(map(str, every.days)), **at)  # 0 is Monday in both
        case Frequency.MONTHLY:
            return CronTrigger(day=1, **at)
