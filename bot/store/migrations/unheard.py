"""Platforms on which nobody can talk to us."""

from __future__ import annotations

from sqlite_utils import Database


def platforms_that_are_not_heard(db: Database) -> None:
    """On which platforms nobody can talk to us for now, and why."""
    db.execute("create table unheard (platform text primary key, reason text not null) strict")


STEPS = (platforms_that_are_not_heard,)
