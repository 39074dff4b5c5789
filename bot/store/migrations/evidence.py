"""What makes one mention weigh less than another."""

from __future__ import annotations

from sqlite_utils import Database


def kinds_of_mentions(db: Database) -> None:
    """Cross-posts, posts without a word of their own, and the names that people show."""
    db.execute("alter table mentions add column crosspost_of text")
    db.execute("alter table mentions add column bare integer not null default 0")
    db.execute("alter table mentions add column name text not null default ''")


STEPS = (kinds_of_mentions,)
