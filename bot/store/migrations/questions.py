"""What was asked and is not answered yet."""

from __future__ import annotations

from sqlite_utils import Database


def unanswered_questions(db: Database) -> None:
    """Questions by the platform's event, and whose they are, so that they are erased with them."""
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
