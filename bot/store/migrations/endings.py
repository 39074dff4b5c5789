"""When a subscription ended."""

from __future__ import annotations

from sqlite_utils import Database


def ends_of_subscriptions(db: Database) -> None:
    """When somebody unsubscribed; null while it lasts, and where it ended before this was remembered."""
    db.execute("alter table subscriptions add column ended text")


STEPS = (ends_of_subscriptions,)
