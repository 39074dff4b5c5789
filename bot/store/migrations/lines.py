"""What others say of a paper in one line, and what was odd about a source's answer."""

from __future__ import annotations

from sqlite_utils import Database


def lines_of_others(db: Database) -> None:
    """One line on a paper by another maker, whenever it changed."""
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
    """Remember what was odd about an answer, and how many mentions it held."""
    db.execute("alter table looks add column note text not null default ''")
    db.execute("alter table looks add column found integer")


STEPS = (lines_of_others, notes_on_looks)
