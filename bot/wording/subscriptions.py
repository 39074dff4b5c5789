"""Subscriptions and times in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import wording
from bot.models.digest import Ranking
from bot.models.reply import Instant
from bot.models.subscription import DigestOptions, Frequency, Schedule, Subscription
from bot.wording.units import short_day, zone_name

FIXED_OFFSET_ZONES = {"EST": ("UTC−5", "America/New_York"), "MST": ("UTC−7", "America/Denver")}
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def subscription(wanted: Subscription) -> str:
    """Say in one line what comes when: ``cs.CV · “graph” · weekdays at 09:00 (Europe/Paris) · top 5``."""
    if wanted.is_report:
        return f"weekly report · {schedule(wanted.every).removeprefix('weekly, ')}"
    return " · ".join([wording.wanted(wanted.filter), schedule(wanted.every), *options(wanted.how)])


def schedule(wanted: Schedule) -> str:
    """Say when something comes: ``Mondays and Thursdays at 09:00 (Europe/Paris)``."""
    days = " and ".join(f"{WEEK[day]}s" for day in wanted.days)
    rhythm = {
        Frequency.DAILY: "daily",
        Frequency.WEEKDAYS: "weekdays",
        Frequency.DAYS: days,
        Frequency.WEEKLY: f"weekly, {days}",
        Frequency.MONTHLY: "monthly, on the 1st",
    }[wanted.rhythm]
    zone = f" ({zone_name(wanted.zone)})" if wanted.zone else ""
    return f"{rhythm} at {wanted.at:%H:%M}{zone}"


def options(wanted: DigestOptions) -> Iterator[str]:
    """Say what is special about a ranking or its showing; nothing where it is as usual."""
    if wanted.top is not None:
        yield f"top {wanted.top}"
    if wanted.ranking is not None:
        yield "by total counts" if wanted.ranking is Ranking.CLASSIC else "by unusual attention"
    if wanted.floor is not None:
        yield f"score {wanted.floor:g}+"
    if wanted.days is not None:
        yield "one listing" if wanted.days == 1 else f"last {wanted.days} listings"
    if wanted.threads is not None:
        yield "with threads" if wanted.threads else "without threads"
    if wanted.fair is not None:
        yield "at least one per category" if wanted.fair else "any category"
    if wanted.mine is not None:
        yield f"{wanted.mine}% personalized"


def next_run(at: datetime, zone: str, now: datetime) -> str:
    """Say when a digest comes, and of one that should be here already, what it waits for."""
    return local_time(at, zone) if at > now else f"{local_time(at, zone)}, waiting for papers"


def instant(at: datetime, zone: str) -> Instant:
    """Return an instant with its text from `local_time`."""
    return Instant(local_time(at, zone), at)


def fixed_offset_warning(zone: str) -> str:
    """Say of a zone that people take for one with summer time which one has it; nothing of the others."""
    if zone not in FIXED_OFFSET_ZONES:
        return ""
    offset, place = FIXED_OFFSET_ZONES[zone]
    return f"{zone} is always {offset}. For daylight saving time, use {place}."


def local_time(at: datetime, zone: str) -> str:
    """Write an instant as the reader's clock shows it: ``Mon 24 Aug, 09:00 (Europe/Paris)``."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{short_day(local)}, {local:%H:%M} ({zone_name(zone)})"
