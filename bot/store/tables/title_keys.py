"""Table `titles`: normalized titles that find papers resubmitted under another id."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from bot.text.normalize import title_key

MIN_WORDS = 3
"""Many papers are called "Erratum" or "Lecture notes"."""


def remember(db: Database, titled: Iterable[tuple[str, str]]) -> None:
    """Store the normalized titles of papers, given as (id, title), replacing older ones."""
    keys = [(title_key(title), id) for id, title in titled]
    db.conn.executemany("delete from titles where paper = ?", [(id,) for _, id in keys])
    telling = [(key, id) for key, id in keys if len(key.split()) >= MIN_WORDS]
    db.conn.executemany("insert into titles (key, paper) values (?, ?)", telling)
