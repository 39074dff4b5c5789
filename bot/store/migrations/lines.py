"""Create external summaries, and add warnings to polls."""

from __future__ import annotations

from sqlite_utils import Database


def lines_of_others(db: Database) -> None:
    """Create one-line summaries by provider, one row for each change."""
    db.execute(
        """create table lines (
            paper text not null,  -- may be one we do not know, or not yet
            maker text not null,
            observed text not null,
            text text not null,
            primary key (paper, maker, observed)
        ) strict, without rowid"""
    )


def notes_on_looks(db: Database) -> None:
    """Add a warning and the number of mentions to each poll."""
    db.execute("alter table looks add column note text not null default ''")
    db.execute("alter table looks add column found integer")


STEPS = (lines_of_others, notes_on_looks)
