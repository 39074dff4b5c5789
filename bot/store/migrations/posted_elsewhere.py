"""Remember digests that another database posted."""

from __future__ import annotations

from sqlite_utils import Database


def digests_posted_elsewhere(db: Database) -> None:
    """Create the keys of digests that a ledger says were posted."""
    db.execute("create table posted_elsewhere (key text primary key) strict, without rowid")


STEPS = (digests_posted_elsewhere,)
