"""Add the platform's time to posts, index their order, and store wrong clocks."""

from __future__ import annotations

from sqlite_utils import Database


def times_of_platforms(db: Database) -> None:
    """Add the platform's time from which a post may exist, and by which it is shown.

    Posts sent before this step are looked up from a day before their time by this machine's clock.
    """
    db.execute("alter table posts add column since text")  # the platform's time before it was first sent
    db.execute("alter table posts add column shown_by text")  # by then the platform shows what was sent last
    db.execute("update posts set since = strftime('%Y-%m-%dT%H:%M:%SZ', tried, '-1 day') where tried is not null")
    db.execute(
        """create table clocks (
            platform text primary key,
            ahead integer not null  -- seconds that this machine's clock is ahead of the platform's
        ) strict"""
    )


def posts_in_order(db: Database) -> None:
    """Index the order of posts to a destination, and count the unexpected errors of a post."""
    db.execute("create index posts_unsettled on posts (delivery, position) where state != 'done' and state != 'dead'")
    db.execute("alter table posts add column bugs integer not null default 0")


STEPS = (times_of_platforms, posts_in_order)
