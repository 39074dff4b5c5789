"""Store entries and digests once, however many destinations they go to, and what was shown once for each digest."""

from __future__ import annotations

import hashlib
import json
from itertools import groupby

from sqlite_utils import Database


def digests_shared_by_destinations(db: Database) -> None:
    """Add the key of a digest's content, its entries in rows of their own, and the note of one delivery.

    Digests stored before have no key, and their JSON holds their entries.
    """
    db.execute("alter table digests add column key text")  # a hash of the content
    db.execute("create unique index digests_by_key on digests (key)")
    db.execute("create table entries (number integer primary key, key text not null unique, body text not null) strict")
    db.execute(
        """create table digest_entries (
            digest integer not null references digests (number) on delete cascade,
            position integer not null,
            entry integer not null references entries (number),
            primary key (digest, position)
        ) strict, without rowid"""
    )
    db.execute("create index digest_entries_by_entry on digest_entries (entry)")
    db.execute("alter table deliveries add column note text not null default ''")  # for this destination alone


def papers_shown_by_list(db: Database) -> None:
    """Store the papers of a digest as a list that destinations refer to, instead of a row per paper for each."""
    db.execute("create table paper_lists (number integer primary key autoincrement, key text not null unique) strict")
    db.execute(
        """create table list_papers (
            paper text not null,
            list integer not null references paper_lists (number) on delete cascade,
            score real not null,
            primary key (paper, list)
        ) strict, without rowid"""
    )
    db.execute("create index list_papers_by_list on list_papers (list)")
    db.execute(
        """create table shown_lists (
            platform text not null,
            workspace text not null,
            channel text not null,
            list integer not null references paper_lists (number),
            at text not null,
            primary key (platform, workspace, channel, list, at)
        ) strict, without rowid"""
    )
    db.execute("create index shown_lists_by_list on shown_lists (list)")
    rows = db.execute("select platform, workspace, channel, at, paper, score from shown order by 1, 2, 3, 4, 5")
    for place, shown in groupby(rows.fetchall(), key=lambda row: row[:4]):
        *destination, at = place
        number = _list(db, [(paper, score) for *_, paper, score in shown])
        db.execute("insert into shown_lists values (?, ?, ?, ?, ?)", [*destination, number, at])
    db.execute("drop table shown")


def _list(db: Database, papers: list[tuple[str, float]]) -> int:
    """Return the number of a list, stored once."""
    key = hashlib.blake2b(json.dumps(papers).encode(), digest_size=16).hexdigest()
    known = db.execute("select number from paper_lists where key = ?", [key]).fetchone()
    if known:
        return int(known[0])
    (number,) = db.execute("insert into paper_lists (key) values (?) returning number", [key]).fetchone()
    db.conn.executemany("insert into list_papers values (?, ?, ?)", [(paper, number, score) for paper, score in papers])
    return int(number)


STEPS = (digests_shared_by_destinations, papers_shown_by_list)
