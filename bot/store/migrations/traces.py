"""Traces that deleted rows leave."""

from __future__ import annotations

from sqlite_utils import Database


def traces_of_erasures(db: Database) -> None:
    """When something was erased of which traces may still be in the file or beside it."""
    db.execute("create table traces (number integer primary key autoincrement, at text not null) strict")


STEPS = (traces_of_erasures,)
