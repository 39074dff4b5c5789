"""How far we are behind what we promised."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.store.instants import read, read_or_none, written


def oldest_due(db: Database, now: datetime) -> datetime | None:
    """Return since when the oldest slot is due that nothing has become of yet."""
    (due,) = db.execute("select min(due) from slots where state = 'due' and due <= ?", [written(now)]).fetchone()
    return read_or_none(due)


def oldest_waiting(db: Database) -> dict[str, datetime]:
    """Return for each platform since when the oldest post waits that is neither posted nor given up."""
    rows = db.execute(
        """select platform, min(created) from posts join deliveries on deliveries.number = delivery
        where state in ('pending', 'sending', 'unknown', 'postponed') group by platform"""
    )
    return {platform: read(created) for platform, created in rows}
