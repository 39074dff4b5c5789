"""Tables `events` and `welcomes`: events that a platform may deliver again, and welcomed destinations."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.models.digest import Destination
from bot.store.timestamps import to_text

KEPT = timedelta(days=2)  # Slack retries an event for about an hour: https://docs.slack.dev/apis/events-api#retries


def claim_event(db: Database, platform: str, event: str, now: datetime) -> bool:
    """Return whether an event is new, and remember it for two days."""
    db.execute("delete from events where at < ?", [to_text(now - KEPT)])
    cursor = db.execute("insert into events values (?, ?, ?) on conflict do nothing", [platform, event, to_text(now)])
    return cursor.rowcount == 1


def welcome_once(db: Database, destination: Destination, now: datetime) -> bool:
    """Return whether a destination has had no welcome message, and remember that it has one."""
    place = [destination.platform, destination.workspace, destination.channel]
    cursor = db.execute("insert into welcomes values (?, ?, ?, ?) on conflict do nothing", [*place, to_text(now)])
    return cursor.rowcount == 1
