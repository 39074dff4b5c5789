"""Reads of the web pages: days with their counts, a paper's counts over time, papers by an author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from bot.models.papers import Engagement, Paper, PaperId
from bot.selection.word_match import SoughtWords
from bot.store.tables import installation, word_index
from bot.store.tables.paper_search import PENDING
from bot.store.timestamps import from_text

NO_WORDS = SoughtWords((), ())
READ_PER_PAPER = 4  # rows that share the words of a name, for each paper wanted


@dataclass(frozen=True, slots=True)
class DayCount:
    """A listing: the papers announced as new or cross-listed, and those of them that are discussed."""

    date: date
    announced: int
    discussed: int


@dataclass(frozen=True, slots=True)
class Observation:
    """The counts of one mention of a paper at one time."""

    source: str
    mention: str
    observed: datetime
    engagement: Engagement


def version(db: Database) -> str:
    """Return a text that changes with every write to the database."""
    found = installation.read(db)
    return f"{found.id[:8]}-{found.writes}"


def day_counts(db: Database, since: date, until: date) -> list[DayCount]:
    """Return the listings from *since* to *until*, oldest first."""
    rows = db.execute(
        """with listed as (select distinct date, paper from announcements
            where date between ? and ? and type in ('new', 'cross'))
        select date, count(*), sum(exists (select 1 from mentions m where m.paper = listed.paper))
        from listed group by date order by date""",
        [since.isoformat(), until.isoformat()],
    )
    return [DayCount(date.fromisoformat(day), announced, discussed) for day, announced, discussed in rows]


def listings_beside(db: Database, first: date, last: date) -> tuple[date | None, date | None]:
    """Return the newest listing before *first* and the oldest after *last*, None if there is none."""
    (before,) = db.execute("select max(date) from announcements where date < ?", [first.isoformat()]).fetchone()
    (after,) = db.execute("select min(date) from announcements where date > ?", [last.isoformat()]).fetchone()
    return before and date.fromisoformat(before), after and date.fromisoformat(after)


def observations(db: Database, paper: PaperId) -> list[Observation]:
    """Return the counts of a paper's original mentions, oldest first."""
    rows = db.execute(
        """select m.source, m.id, o.observed, o.reposts, o.likes, o.replies
        from mentions m join observations o on o.mention = m.number
        where m.paper = ? and m.repost_of is null order by o.observed, m.source, m.id""",
        [paper],
    )
    return [Observation(source, id, from_text(at), Engagement(*counts)) for source, id, at, *counts in rows]


def by_author(db: Database, name: str, limit: int) -> list[Paper]:
    """Return the papers of an author by full name, newest first. Middle initials may be missing on either side."""
    expression = word_index.expression(NO_WORDS, [name])
    if not expression:
        return []
    rows = db.execute(
        """select rowid from papers_fts where papers_fts match :names order by rowid desc limit :read""",
        {"names": expression, "read": limit * READ_PER_PAPER},
    ).fetchall()
    rows += db.execute("select number from pending_texts order by number desc limit ?", [PENDING]).fetchall()
    found = [paper for paper, _ in word_index.texts(db, sorted({number for (number,) in rows}))]
    return [paper for paper in reversed(found) if word_index.is_by(paper, [name])][:limit]


def discussed_ids(db: Database, since: date, until: date, limit: int) -> list[PaperId]:
    """Return the papers announced from *since* to *until* that have mentions, newest first."""
    rows = db.execute(
        """select paper from announcements where date between ? and ? and type in ('new', 'cross')
        and exists (select 1 from mentions m where m.paper = announcements.paper)
        group by paper order by max(date) desc, paper desc limit ?""",
        [since.isoformat(), until.isoformat(), limit],
    )
    return [PaperId(paper) for (paper,) in rows]
