"""Add the facts that give one mention less weight than another."""

from __future__ import annotations

from sqlite_utils import Database


def kinds_of_mentions(db: Database) -> None:
    """Add cross-posts, link-only posts and display names."""
    db.execute("alter table mentions add column crosspost_of text")
    db.execute("alter table mentions add column bare integer not null default 0")
    db.execute("alter table mentions add column name text not null default ''")


STEPS = (kinds_of_mentions,)
