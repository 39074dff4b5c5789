"""Counts, shares, durations and timestamps in words. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta


def instant(moment: datetime) -> str:
    """Write an instant to the minute, in UTC."""
    return f"{moment.isoformat(' ', 'minutes')[:16]} UTC"


def short_day(day: date, *, with_year: bool = False) -> str:
    """Write a day as chat does: ``Thu 15 Jan``, ``Thu 15 Jan 2026``."""
    return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if with_year else "")


def age(elapsed: timedelta) -> str:
    """Write a duration in its largest sensible unit: ``40 minutes``, ``3 hours``, ``2 days``."""
    minutes = max(int(elapsed.total_seconds() // 60), 0)
    if minutes < 120:
        return plural(minutes, "minute")
    return plural(minutes // 60, "hour") if minutes < 48 * 60 else plural(minutes // (24 * 60), "day")


def percent(share: float) -> str:
    """Write a share so that the smallest stay apart: ``30%``, ``3%``, ``0.4%``, ``0.1%`` at least."""
    value = max(share * 100, 0.1)
    return f"{value:.1f}%" if value < 1 else f"{min(value, 100):.0f}%"


def plural(number: int, noun: str) -> str:
    """Count things: ``1 paper``, ``2 replies``."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {'replies' if noun == 'reply' else noun + 's'}"


def zone_name(zone: str) -> str:
    """Return how people read a zone: ``UTC+2`` for ``Etc/GMT-2``, all others by their names."""
    hours = zone.removeprefix("Etc/GMT")
    return f"UTC{hours.translate(str.maketrans('+-', '-+'))}" if hours != zone and hours[:1] in {"+", "-"} else zone
