"""Reads of the web pages: days with their counts, a paper's counts over time, papers by an author."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from bot.models.papers import Engagement, Paper, PaperId
from bot.store.tables import installation
from bot.store.tables.papers import COLUMNS, read_paper
from bot.store.timestamps import from_text
from bot.text.normalize import author_names

AUTHOR_WORD = re.compile(r"\w+")
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
    words = AUTHOR_WORD.findall(name)
    if not words:
        return []
    wanted = {*author_names(name)}
    rows = db.execute(
        f"""select {", ".join("papers." + column for column in COLUMNS)}
        from papers_fts join papers on papers.number = papers_fts.rowid
        where papers_fts match ? order by papers_fts.rowid desc limit ?""",
        [f'authors : ("{words[0]}" AND "{words[-1]}")', limit * READ_PER_PAPER],
    )
    found = (read_paper(row) for row in rows)
    return [paper for paper in found if any(wanted & {*author_names(author)} for author in paper.authors)][:limit]


def discussed_ids(db: Database, since: date, until: date, limit: int) -> list[PaperId]:
    """Return the papers announced from *since* to *until* that have mentions, newest first."""
    rows = db.execute(
        """select paper from announcements where date between ? and ? and type in ('new', 'cross')
        and exists (select 1 from mentions m where m.paper = announcements.paper)
        group by paper order by max(date) desc, paper desc limit ?""",
        [since.isoformat(), until.isoformat(), limit],
    )
    return [PaperId(paper) for (paper,) in rows]
