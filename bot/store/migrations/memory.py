"""Remember since when a database knows everything that was posted."""

from __future__ import annotations

from sqlite_utils import Database


def memory_of_installations(db: Database) -> None:
    """Add the time from which on every post is known; null for a database that never lost any."""
    db.execute("alter table installation add column complete_since text")


STEPS = (memory_of_installations,)
