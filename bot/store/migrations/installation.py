"""Which installation a database is of."""

from __future__ import annotations

from sqlite_utils import Database


def installation(db: Database) -> None:
    """Give the database an id by chance, and count its starts and what is written to it."""
    db.execute(
        """create table installation (
            id text not null,
            starts integer not null default 0,
            writes integer not null default 0
        ) strict"""
    )
    db.execute("insert into installation (id) values (lower(hex(randomblob(16))))")


STEPS = (installation,)
