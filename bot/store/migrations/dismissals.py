"""Add the person to dismissals."""

from __future__ import annotations

from sqlite_utils import Database


def owners_of_dismissals(db: Database) -> None:
    """Add the person who dismissed a paper; empty for older rows."""
    db.execute("alter table dismissed add column owner text not null default ''")


STEPS = (owners_of_dismissals,)
