"""Create disconnected platforms."""

from __future__ import annotations

from sqlite_utils import Database


def platforms_that_are_not_heard(db: Database) -> None:
    """Create the platforms without a connection, with the reason."""
    db.execute("create table unheard (platform text primary key, reason text not null) strict")


STEPS = (platforms_that_are_not_heard,)
