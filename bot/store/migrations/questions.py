"""Create unanswered interactions."""

from __future__ import annotations

from sqlite_utils import Database


def unanswered_questions(db: Database) -> None:
    """Create interactions by event id, with their person, so that they are erased with that person."""
    db.execute(
        """create table questions (
            platform text not null,
            event text not null,
            workspace text not null,
            user text not null,
            kind text not null,
            payload text not null,
            at text not null,
            primary key (platform, event)
        ) strict, without rowid"""
    )


STEPS = (unanswered_questions,)
