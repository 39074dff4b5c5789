"""What is asked at more length than a button can hold."""

from __future__ import annotations

from sqlite_utils import Database


def long_texts(db: Database) -> None:
    """Texts by a short key, and whose they are, so that they are erased with them."""
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
