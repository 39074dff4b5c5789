"""When subscriptions are due: on which local dates, at which instants, and how long that is worth making up. Pure.

APScheduler's triggers run over the clock on the wall, on which no hour is missing and none comes twice; what they say
is then read in the subscription's zone. So a time that the clock shows twice counts once, the first time, and one that
it leaps over counts as much later as it leaps. `bot.runtime.timer` wakes us at these instants.
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
"""What is planned later than this after its time says so."""

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A local date and the instant, in UTC, at which something is due on it."""

    day: dt.date
    due: datetime


def next_due(every: Schedule, after: datetime) -> Occurrence:
    """Return the first date whose instant is later than *after*."""
    zone = zone_of(every)
    wall = after.astimezone(zone).replace(tzinfo=UTC) - _DAY  # what a leap pushes back may be a day's only time
    while True:
        wall = _cron_trigger(every).get_next_fire_time(None, wall + _SECOND)
        due = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if due > after:
            return Occurrence(wall.date(), due)


def missed_and_current(every: Schedule, first: Occurrence, now: datetime) -> list[Occurrence]:
    """Return *first* and all that came due after it, up to *now*."""
    all_due = [first]
    while (following := next_due(every, all_due[-1].due)).due <= now:
        all_due.append(following)
    return all_due


def zone_of(every: Schedule) -> ZoneInfo:
    """Return the zone in which a subscription's times are meant; UTC if it has none."""
    return ZoneInfo(every.zone or "UTC")


def catch_up_window(every: Schedule) -> timedelta:
    """Return for how long after its time a slot is worth making up."""
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
            return CronTrigger(day_of_week=",".join(map(str, every.days)), **at)  # 0 is Monday there too
        case Frequency.MONTHLY:
            return CronTrigger(day=1, **at)
