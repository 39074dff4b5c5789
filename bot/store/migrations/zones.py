"""Create time zones of people, for platforms that don't report them."""

from __future__ import annotations

from sqlite_utils import Database


def zones_of_people(db: Database) -> None:
    """Create the time zone that a person used last."""
    db.execute(
        """create table zones (
            platform text not null,
            workspace text not null,
            user text not null,
            zone text not null,
            primary key (platform, workspace, user)
        ) strict, without rowid"""
    )


STEPS = (zones_of_people,)
