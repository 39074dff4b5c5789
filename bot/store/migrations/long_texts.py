"""Create payloads of buttons that are too long for a button id."""

from __future__ import annotations

from sqlite_utils import Database


def long_texts(db: Database) -> None:
    """Create payloads by key, with their owner, so that they are erased with that person."""
    db.execute(
        """create table long_texts (
            platform text not null,
            workspace text not null,
            user text not null,
            key text not null,
            text text not null,
            at text not null,
            primary key (platform, key, workspace, user)
        ) strict, without rowid"""
    )


STEPS = (long_texts,)
