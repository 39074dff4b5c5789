"""Create the record of traces that deleted rows leave."""

from __future__ import annotations

from sqlite_utils import Database


def traces_of_erasures(db: Database) -> None:
    """Create the times of erasures that may have left traces in the file or its log."""
    db.execute("create table traces (number integer primary key autoincrement, at text not null) strict")


STEPS = (traces_of_erasures,)
