"""What the store saw of papers as they grew older: from it is learned what is usual."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from sqlite_utils import Database

from bot.ranking.basis import midnight
from bot.ranking.distributions import AGES, Sample
from bot.ranking.guard import Total
from bot.ranking.merging import BARE
from bot.store.instants import read, written

SPAN = timedelta(days=90)
"""From how long back is learned what is usual; it changes with the years."""

_AGE = " + ".join(f"(hours >= {age})" for age in AGES)
_ACCOUNT = "coalesce(nullif(r.author, ''), r.id, nullif(m.author, ''), m.id)"  # as `merging` has it
_LISTED = """select paper, min(date) as day from announcements where type in ('new', 'cross')
    group by paper having day >= ? and day <= ?"""


def samples(db: Database, until: datetime) -> list[Sample]:
    """Return how much attention each paper of the last `SPAN` had at each age, as of *until*.

    Of an age at which its source did not answer, nothing is known. Nothing counts twice, as in `ranking.merging`.
    """
    rows = db.execute(
        f"""with listed as ({_LISTED}), seen as (
            select m.source, m.paper, l.day, {_ACCOUNT} as account,
                (o.reposts + o.likes) * (1 - m.bare * {BARE}) as worth,
                (julianday(o.observed) - julianday(l.day)) * 24 as hours
            from listed l join mentions m on m.paper = l.paper join observations o on o.mention = m.number
            left join mentions r on r.source = m.source and r.id = m.crosspost_of and r.paper = m.paper
            where m.repost_of is null and o.observed <= ?)
        select s.source, s.paper, s.day, p.categories, {_AGE} as age, s.account, max(s.worth)
        from seen s join papers p on p.id = s.paper group by s.source, s.paper, s.account, age
        order by s.source, s.paper, age""",
        [(until - SPAN).date().isoformat(), until.date().isoformat(), written(until)],
    )
    looked = _looks(db, until)
    return [
        sample
        for (source, _, day, categories), of_paper in groupby(rows, key=lambda row: tuple(row[:4]))
        for sample in _grown(source, categories, of_paper, _ages(looked[source], date.fromisoformat(day)))
    ]


def totals(db: Database, dates: Sequence[date], as_of: datetime) -> list[Total]:
    """Return the reposts and likes of every paper of some listings, source by source, as of an instant."""
    days = [day.isoformat() for day in dates]
    dates_in = f"date in ({', '.join('?' * len(days))})"
    rows = db.execute(
        f"""select m.source, l.day, sum(o.reposts + o.likes) from
            (select paper, min(date) as day from announcements where type in ('new', 'cross') and
            paper in (select paper from announcements where {dates_in}) group by paper) l
        join mentions m on m.paper = l.paper join observations o on o.mention = m.number
        where m.repost_of is null
        and o.observed = (select max(observed) from observations where mention = m.number and observed <= ?)
        group by m.source, m.paper""",
        [*days, written(as_of)],
    )
    return [Total(source, date.fromisoformat(day), count) for source, day, count in rows]


def _looks(db: Database, until: datetime) -> Mapping[str, list[datetime]]:
    looked = defaultdict(list)
    for source, at in db.execute(
        "select source, at from looks where error is null and at >= ? and at <= ? order by at",
        [written(until - SPAN), written(until)],
    ):
        looked[source].append(read(at))
    return looked


def _ages(looked: Sequence[datetime], day: date) -> list[int]:
    """Return at which ages of a listing's papers a source answered."""
    begins = [midnight(day), *(midnight(day) + timedelta(hours=hours) for hours in AGES)]
    before = [*(bisect_left(looked, at) for at in begins), len(looked)]
    return [age for age, (start, end) in enumerate(pairwise(before)) if start < end]


def _grown(source: str, categories: str, rows: Iterable[tuple[Any, ...]], answered: Sequence[int]) -> Iterator[Sample]:
    """Add up a paper's accounts, age by age: what was not seen to change is as it was."""
    best: dict[str, float] = {}
    by_age = {age: list(same) for age, same in groupby(rows, key=lambda row: row[4])}
    for age in range(len(AGES) + 1):
        for *_, account, worth in by_age.get(age, ()):
            best[account] = max(best.get(account, 0.0), worth)
        if best and age in answered:
            yield Sample(source, age, tuple(categories.split()[:1]), sum(best.values()))
