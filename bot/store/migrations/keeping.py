"""What has to outlive a restored backup."""

from __future__ import annotations

from sqlite_utils import Database


def erasures(db: Database) -> None:
    """Who was forgotten, as salted hashes: nobody can be read out of them, but whoever is known can be looked up."""
    db.execute("create table erasures (hash blob primary key, salt blob not null) strict, without rowid")


STEPS = (erasures,)
