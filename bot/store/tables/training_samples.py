"""Read attention by age from `mentions` and `observations`, to learn what is usual. No own table."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlite_utils import Database

from bot.ranking.anomalies import Total
from bot.ranking.baseline import midnight
from bot.ranking.deduplication import LINK_ONLY_WEIGHT
from bot.ranking.distributions import AGE_BUCKETS, Sample
from bot.ranking.evidence import EXCESS_HALF, REPOSTS_PER_LIKE, SUPPORT
from bot.store.tables import accounts
from bot.store.timestamps import from_text, to_text

HISTORY_SPAN = timedelta(days=90)
"""How far back samples reach. What is usual changes over the years."""

_HOURS = "(julianday(o.observed) - l.midnight) * 24"
_AGE = " + ".join(f"cast({_HOURS} >= {age} as integer)" for age in AGE_BUCKETS)
# As in `ranking.deduplication`: the account of a mention's original, and the reposts and likes that count.
# Links by accounts that aren't known are one voice: the account without a name.
_ACCOUNT = """case when m.bare and m.author != '' and not is_known(m.source, m.author) then ''
    else coalesce(nullif(r.author, ''), r.id, nullif(m.author, ''), m.id) end"""
_OPENED = "left join mentions r on r.source = m.source and r.id = m.crosspost_of and r.paper = m.paper"
_CASES = {
    f"when '{source}' then {each.without} + {each.each} * (o.reposts + o.replies)" for source, each in SUPPORT.items()
}
_SUPPORTED = f"min(o.likes, case m.source {' '.join(sorted(_CASES))} else o.likes end)"  # as in `ranking.evidence`
_EXCESS = f"(o.likes - {_SUPPORTED})"
_LIKES = f"{_SUPPORTED} + {_EXCESS} * 1.0 / ({_EXCESS} + {EXCESS_HALF})"
_WORTH = f"max({_LIKES} + min(o.reposts, {REPOSTS_PER_LIKE} * o.likes)) * (1 - m.bare * {LINK_ONLY_WEIGHT})"


def samples(db: Database, until: datetime) -> list[Sample]:
    """Return the attention of each paper of the last `HISTORY_SPAN` at each age, as of *until*.

    Ages without a successful poll of the source are left out. Duplicates count once, and counts without evidence don't,
    as in `ranking.deduplication`.
    """
    accounts.register(db, until)
    rows = db.execute(
        f"""with listed as materialized (
            select paper, min(date) as day, julianday(min(date)) as midnight from announcements
            where type in ('new', 'cross') group by paper having min(date) >= ? and min(date) <= ?)
        select m.source, m.paper, l.day, p.categories, {_AGE} as age, {_ACCOUNT},
            {_WORTH}
        from listed l join papers p on p.id = l.paper join mentions m on m.paper = l.paper
        join observations o on o.mention = m.number {_OPENED}
        where m.repost_of is null and o.observed <= ? group by m.number, age""",
        [(until - HISTORY_SPAN).date().isoformat(), until.date().isoformat(), to_text(until)],
    )
    papers: dict[tuple[str, ...], list[tuple[int, str, float]]] = defaultdict(list)
    for *paper, age, account, worth in rows:
        papers[tuple(paper)].append((age, account, worth))
    answered = _AnsweredAges(_polls(db, until))
    return [
        Sample(source, age, tuple(categories.split()[:1]), attention)
        for (source, _, day, categories), seen in papers.items()
        for age, attention in _cumulative(seen, answered[source, day])
    ]


def totals(db: Database, dates: Sequence[date], as_of: datetime) -> list[Total]:
    """Return the attention to every paper of some listings by source, as of a time.

    Duplicates count once, as in `samples`, which it is compared with.
    """
    accounts.register(db, as_of)
    days = [day.isoformat() for day in dates]
    dates_in = f"date in ({', '.join('?' * len(days))})"
    rows = db.execute(
        f"""with worth as (
            select m.source, m.paper, l.day, {_ACCOUNT} as account, {_WORTH} as worth from
                (select paper, min(date) as day from announcements where type in ('new', 'cross') and
                paper in (select paper from announcements where {dates_in}) group by paper) l
            join mentions m on m.paper = l.paper join observations o on o.mention = m.number {_OPENED}
            where m.repost_of is null
            and o.observed = (select max(observed) from observations where mention = m.number and observed <= ?)
            group by m.number),
        furthest as (select source, paper, day, max(worth) as worth from worth group by source, paper, account)
        select source, day, sum(worth) from furthest group by source, paper""",
        [*days, to_text(as_of)],
    )
    return [Total(source, date.fromisoformat(day), attention) for source, day, attention in rows]


def _polls(db: Database, until: datetime) -> Mapping[str, list[datetime]]:
    looked = defaultdict(list)
    for source, at in db.execute(
        "select source, at from looks where error is null and at >= ? and at <= ? order by at",
        [to_text(until - HISTORY_SPAN), to_text(until)],
    ):
        looked[source].append(from_text(at))
    return looked


class _AnsweredAges(dict[tuple[str, str], list[int]]):
    """The ages of a listing's papers at which a source was polled successfully, computed on first use."""

    def __init__(self, looked: Mapping[str, Sequence[datetime]]) -> None:
        self._looked = looked

    def __missing__(self, key: tuple[str, str]) -> list[int]:
        source, day = key
        begins = [midnight(date.fromisoformat(day)) + timedelta(hours=hours) for hours in (0.0, *AGE_BUCKETS)]
        looked = self._looked.get(source, ())
        before = [*(bisect_left(looked, at) for at in begins), len(looked)]
        self[key] = ages = [age for age, (start, end) in enumerate(pairwise(before)) if start < end]
        return ages


def _cumulative(seen: Iterable[tuple[int, str, float]], answered: Sequence[int]) -> Iterator[tuple[int, float]]:
    """Yield the total of a paper's accounts at each known age. Without an observation, the last count holds."""
    best: dict[str, float] = {}
    coming = sorted(seen)
    for age in answered:
        while coming and coming[0][0] <= age:
            _, account, worth = coming.pop(0)
            best[account] = max(best.get(account, 0.0), worth)
        if best:
            yield age, sum(best.values())
