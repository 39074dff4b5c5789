"""The time zones of people whose platform tells none."""

from __future__ import annotations

from sqlite_utils import Database


def zones_of_people(db: Database) -> None:
    """In which zone a person last said a time."""
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
