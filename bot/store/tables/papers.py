"""Tables `papers` and `announcements`: papers, and arXiv's announcements."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlite_utils import Database

from bot.models.papers import Announcement, AnnounceType, Paper, PaperId
from bot.store.tables import paper_texts, title_keys
from bot.store.tables.paper_rows import COLUMNS, FROM_PAPERS, SELECTED, read_paper
from bot.store.timestamps import to_text_or_none

KEPT_IF_UNSAID = ("version", "published", "updated", "comment", "journal", "doi", "license")


def save(db: Database, papers: Iterable[Paper]) -> int:
    """Store papers in their newest version. Return how many were new or changed.

    None keeps the stored value. An older version changes nothing. An unchanged paper writes nothing.
    """
    _stage(db, papers)
    _drop_unchanged(db)
    (changed,) = db.execute("select count(*) from incoming").fetchone()
    if changed:
        _merge(db)
    return int(changed)


def announce(db: Database, announcements: Iterable[Announcement]) -> int:
    """Store announcements, each once. Return how many were new."""
    rows = [(a.paper, a.date.isoformat(), a.type.value, a.version) for a in announcements]
    return _changes(db, "insert into announcements values (?, ?, ?, ?) on conflict do nothing", rows)


def lookup(db: Database, id: PaperId) -> Paper | None:
    """Return a paper, or None if it is not stored."""
    row = db.execute(f"select {SELECTED} from {FROM_PAPERS} where p.id = ?", [id]).fetchone()
    return None if row is None else read_paper(row)


def announcements(db: Database, id: PaperId) -> list[Announcement]:
    """Return all announcements of a paper, oldest first."""
    rows = db.execute("select paper, date, type, version from announcements where paper = ? order by date, type", [id])
    return [Announcement(p, date.fromisoformat(day), AnnounceType(kind), version) for p, day, kind, version in rows]


def listing_dates(db: Database, until: date, limit: int) -> list[date]:
    """Return the newest dates up to *until* with announcements, newest first."""
    rows = db.execute(
        "select distinct date from announcements where date <= ? order by date desc limit ?", [until.isoformat(), limit]
    )
    return [date.fromisoformat(day) for (day,) in rows]


def of_ids(db: Database, ids: Iterable[PaperId]) -> list[Paper]:
    """Return the stored papers with these ids, in the order of the ids."""
    return [paper for paper in (lookup(db, id) for id in ids) if paper]


def newest(db: Database, limit: int) -> list[Paper]:
    """Return the papers stored last, newest first."""
    rows = db.execute(f"select {SELECTED} from {FROM_PAPERS} order by p.number desc limit ?", [limit])
    return [read_paper(row) for row in rows]


def oldest_listing(db: Database) -> date | None:
    """Return the first date with announcements, None if there are none."""
    (day,) = db.execute("select min(date) from announcements").fetchone()
    return None if day is None else date.fromisoformat(day)


def before(db: Database, since: date, until: date, limit: int) -> list[PaperId]:
    """Return papers announced from *since* to before *until*: those with mentions first, then the newest."""
    rows = db.execute(
        """select paper from announcements where type in ('new', 'cross') and date >= ? and date < ? group by paper
        order by exists (select 1 from mentions m where m.paper = announcements.paper) desc, max(date) desc, paper
        limit ?""",
        [since.isoformat(), until.isoformat(), limit],
    )
    return [PaperId(paper) for (paper,) in rows]


def counts(db: Database) -> tuple[int, int]:
    """Return the numbers of papers and of listings."""
    (papers,) = db.execute("select count(*) from papers").fetchone()
    (listings,) = db.execute("select count(distinct date) from announcements").fetchone()
    return papers, listings


def _stage(db: Database, papers: Iterable[Paper]) -> None:
    """Write papers into the temporary table `incoming`. Of duplicates, the newest version or the last one stays."""
    db.execute(f"create temp table if not exists incoming ({_SELECTED}, unique (id))")
    db.execute("delete from incoming")
    marks = ", ".join("?" * len(COLUMNS))
    told = {column: f"coalesce(excluded.{column}, {column})" for column in KEPT_IF_UNSAID}
    changed = ", ".join(f"{column} = {told.get(column, f'excluded.{column}')}" for column in COLUMNS[1:])
    db.conn.executemany(
        f"""insert into incoming values ({marks}) on conflict (id) do update set {changed}
            where coalesce(excluded.version >= version, true)""",
        (_row(paper) for paper in papers),
    )


def _row(paper: Paper) -> tuple[object, ...]:
    return (
        paper.id,
        paper.title,
        paper.abstract,
        json.dumps(paper.authors, ensure_ascii=False),
        " ".join(paper.categories),
        paper.version,
        to_text_or_none(paper.published),
        to_text_or_none(paper.updated),
        paper.comment,
        paper.journal,
        paper.doi,
        paper.license,
        int(paper.withdrawn),
    )


def _drop_unchanged(db: Database) -> None:
    """Delete unchanged papers from `incoming`, and fill missing values of the others from the store."""
    completed = ", ".join(f"{column} = coalesce(incoming.{column}, papers.{column})" for column in KEPT_IF_UNSAID)
    same = "select 1 from papers where papers.id = incoming.id"
    db.execute(f"delete from incoming where exists ({same} and papers.version > incoming.version)")
    withdrawn = (  # not every source knows: withdrawn stays
        "withdrawn = case when coalesce(incoming.version, papers.version) is papers.version "
        "and papers.withdrawn = 1 then 1 else incoming.withdrawn end"
    )
    db.execute(f"update incoming set {completed}, {withdrawn} from papers where papers.id = incoming.id")
    old = ", ".join(f"papers.{column}" for column in COLUMNS)
    new = ", ".join(f"incoming.{column}" for column in COLUMNS)
    db.execute(f"delete from incoming where exists ({same} and ({old}) is ({new}))")


def _merge(db: Database) -> None:
    """Write `incoming` to the papers. The texts derived from a new or changed one are to be made."""
    same = "(p.title, p.abstract, p.authors) is (i.title, i.abstract, i.authors)"
    old = db.execute(f"select p.number from papers p join incoming i on i.id = p.id where not ({same})").fetchall()
    paper_texts.discard(db, [number for (number,) in old])
    changed = ", ".join(f"{column} = excluded.{column}" for column in COLUMNS[1:])
    db.execute(f"insert into papers ({_SELECTED}) select {_SELECTED} from incoming where true "
               f"on conflict (id) do update set {changed}")  # fmt: skip
    db.execute("""insert into pending_texts select number, 0 from papers where id in (select id from incoming)
        and number not in (select number from paper_texts) on conflict (number) do update set renewed = 0""")
    title_keys.remember(db, db.execute("select id, title from incoming").fetchall())


def _changes(db: Database, statement: str, rows: list[tuple[Any, ...]]) -> int:
    before = db.conn.total_changes
    db.conn.executemany(statement, rows)
    return db.conn.total_changes - before


_SELECTED = ", ".join(COLUMNS)
