"""Create indexes that find resubmitted and resurfaced papers."""

from __future__ import annotations

from sqlite_utils import Database

from bot.store.tables import title_keys


def compared_titles(db: Database) -> None:
    """Create normalized titles of all papers, and index mentions by creation time."""
    db.execute(
        """create table titles (
            paper text primary key references papers (id) on delete cascade,
            key text not null
        ) strict, without rowid"""
    )
    db.execute("create index titles_by_key on titles (key)")
    title_keys.remember(db, db.execute("select id, title from papers").fetchall())
    db.execute("create index mentions_by_created on mentions (created)")


STEPS = (compared_titles,)
