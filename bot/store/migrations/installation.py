"""Identify the installation of a database."""

from __future__ import annotations

from sqlite_utils import Database


def installation(db: Database) -> None:
    """Give the database a random id, and count its starts and writes."""
    db.execute(
        """create table installation (
            id text not null,
            starts integer not null default 0,
            writes integer not null default 0
        ) strict"""
    )
    db.execute("insert into installation (id) values (lower(hex(randomblob(16))))")


STEPS = (installation,)
