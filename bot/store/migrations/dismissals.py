"""Whose wish it was that a paper does not come to a place."""

from __future__ import annotations

from sqlite_utils import Database


def owners_of_dismissals(db: Database) -> None:
    """Who said it; nobody for what was said before this was remembered."""
    db.execute("alter table dismissed add column owner text not null default ''")


STEPS = (owners_of_dismissals,)
