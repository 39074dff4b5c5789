"""Titles as they are compared, so that a paper that was submitted again under another id is known by them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from bot.text.normalize import title_key

MIN_WORDS = 3
"""Many papers are called "Erratum" or "Lecture notes"."""


def remember(db: Database, titled: Iterable[tuple[str, str]]) -> None:
    """Keep the titles of papers, given by id, as they are compared, instead of those that were known."""
    keys = [(title_key(title), id) for id, title in titled]
    db.conn.executemany("delete from titles where paper = ?", [(id,) for _, id in keys])
    telling = [(key, id) for key, id in keys if len(key.split()) >= MIN_WORDS]
    db.conn.executemany("insert into titles (key, paper) values (?, ?)", telling)
