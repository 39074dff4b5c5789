"""When posts were sent by the clock of their platform, in which order they go, and clocks that are wrong."""

from __future__ import annotations

from sqlite_utils import Database


def times_of_platforms(db: Database) -> None:
    """Say from when on a post may be there, and by when it is shown, by the platform's own clock.

    What was sent before this step is looked for from a day earlier on than our clock said.
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
    """Find what is to be posted before something else, and count the bugs that a post met."""
    db.execute("create index posts_unsettled on posts (delivery, position) where state != 'done' and state != 'dead'")
    db.execute("alter table posts add column bugs integer not null default 0")


STEPS = (times_of_platforms, posts_in_order)
