"""Tables `mentions` and `observations`: mentions of papers; one observation for each change in counts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlite_utils import Database

from bot.arxiv.categories import codes
from bot.models.command import NO_FILTER
from bot.models.digest import Candidate, Filter
from bot.models.papers import Engagement, Mention, Paper, PaperId
from bot.ranking.flags import MIN_RESURFACED_AGE
from bot.store.tables import accounts, word_index
from bot.store.tables.paper_rows import FROM_PAPERS, SELECTED, read_paper
from bot.store.timestamps import LATEST, from_text, to_text

MentionsByPaper = Mapping[PaperId, Sequence[Mention]]
"""The mentions of each paper that has any."""

MAX_CATEGORIES_IN_QUERY = 12  # category codes; with more, filtering saves nothing
MIN_RESURFACED_ENGAGEMENT = 5  # reposts and likes that make an older paper resurface
MIN_COUNT_FOR_DROP = 10  # smaller counts (reposts, likes) are not checked for drops
_MENTION = """m.paper, m.source, m.id, m.url, m.author, m.created,
    o.reposts, o.likes, o.replies, o.observed, m.repost_of, m.code, m.crosspost_of, m.bare, m.name"""


class _ChosenPaper(NamedTuple):
    """A condition for announcements, with its parameters, and the papers if they are read already."""

    where: str
    told: Sequence[object]
    papers: Mapping[PaperId, Paper] = MappingProxyType({})


def save(db: Database, mentions: Iterable[Mention]) -> tuple[int, int, int]:
    """Store mentions and their counts. Return the numbers of new mentions, new observations and fallen counts.

    A poll with unchanged counts adds no row: the counts at any time stay the same.
    """
    new = observed = fallen = 0
    for mention in sorted(mentions, key=lambda mention: mention.observed):
        number, is_new = _id_of(db, mention)
        if is_new:
            accounts.remember(db, mention)
        new += is_new
        before = _before(db, number, mention.observed)
        observed += _observe(db, number, mention, before)
        fallen += before is not None and _has_dropped(before, mention.engagement)
    return new, observed, fallen


def of_paper(db: Database, paper: PaperId, as_of: datetime | None = None) -> list[Mention]:
    """Return all mentions of a paper as of *as_of* (default: the newest), oldest first."""
    rows = db.execute(
        f"""select {_MENTION} from mentions m join observations o on o.mention = m.number
        where m.paper = ? and {_NEWEST} order by m.created, m.number""",
        [paper, _at(as_of)],
    )
    return [_read(row) for row in rows]


def candidates(
    db: Database,
    dates: Sequence[date],
    as_of: datetime | None = None,
    earlier: datetime | None = None,
    wanted: Filter = NO_FILTER,
) -> list[Candidate]:
    """Return the papers announced as new or cross-listed on one of *dates*, with their mentions as of *as_of*.

    *as_of* None means the newest counts. With *earlier*, the counts of that time are included, too. A paper announced
    on several dates comes once, with its earliest date of all. A filter with words or authors limits the result to
    what it *wants*. Of one without, a few categories do, and the rest is for the caller.
    """
    days = [day.isoformat() for day in dates]
    where = f"where date in ({', '.join('?' * len(days))}) and type in ('new', 'cross')"
    if wanted.words or wanted.authors:
        of_period = f"select number from papers where id in (select paper from announcements {where})"
        found = word_index.matching(db, wanted, [number for (number,) in db.execute(of_period, days)])
        ids = [json.dumps([paper.id for paper in found])]
        return _candidates(db, _ChosenPaper(_IS_ONE_OF, ids, {paper.id: paper for paper in found}), as_of, earlier)
    within = codes(wanted.categories)
    if 0 < len(within) <= MAX_CATEGORIES_IN_QUERY:
        is_in = " or ".join(["' ' || n.categories || ' ' like ?"] * len(within))
        where += f" and exists (select 1 from papers n where n.id = announcements.paper and ({is_in}))"
        days += [f"% {code} %" for code in within]
    return _candidates(db, _ChosenPaper(where, days), as_of, earlier)


def resurfaced_candidates(db: Database, since: datetime, as_of: datetime) -> list[Candidate]:
    """Return papers announced at least `MIN_RESURFACED_AGE` ago that were mentioned since a time."""
    # grouped by an expression, so that the index on time is used, not that on paper
    recent = """select m.paper from mentions m join observations o on o.mention = m.number
        where m.created > ? and m.created <= ? and o.observed <= ? and m.repost_of is null
        group by m.paper || '' having max(o.reposts + o.likes) >= ?"""
    where = f"where paper in ({recent}) and date <= ? and type in ('new', 'cross')"
    told = [
        to_text(since),
        to_text(as_of),
        to_text(as_of),
        MIN_RESURFACED_ENGAGEMENT,
        (as_of - MIN_RESURFACED_AGE).date().isoformat(),
    ]
    return _candidates(db, _ChosenPaper(where, told), as_of, None)


def _candidates(
    db: Database, chosen: _ChosenPaper, as_of: datetime | None, earlier: datetime | None
) -> list[Candidate]:
    """Return candidates for the chosen announcements."""
    rows = db.execute(
        f"""select {"p.id" if chosen.papers else SELECTED}, {_FIRST}, {_TWINS} from {FROM_PAPERS}
        where p.id in (select paper from announcements {chosen.where}) order by p.id""",
        chosen.told,
    ).fetchall()
    now, before = _mentions_by_paper(db, chosen, as_of, earlier)
    return [
        Candidate(
            paper=chosen.papers[row[0]] if chosen.papers else read_paper(tuple(row)),
            announced=date.fromisoformat(announced),
            mentions=tuple(now.get(row[0], ())),
            mentions_yesterday=tuple(before.get(row[0], ())) if earlier else None,
            duplicates=tuple(PaperId(id) for id in sorted((twins or "").split())),
        )
        for *row, announced, twins in rows
    ]


def _mentions_by_paper(
    db: Database, chosen: _ChosenPaper, as_of: datetime | None, earlier: datetime | None
) -> tuple[MentionsByPaper, MentionsByPaper]:
    """Return the mentions of the chosen papers as of a time, and as of *earlier* if given."""
    now, before = defaultdict[PaperId, list[Mention]](list), defaultdict[PaperId, list[Mention]](list)
    for row in db.execute(
        f"""select {_MENTION}, {_EARLIER if earlier else "null, null, null"}
        from mentions m join observations o on o.mention = m.number {_JOINED_EARLIER if earlier else ""}
        where m.paper in (select paper from announcements {chosen.where}) and {_NEWEST} order by m.created, m.number""",
        [*([to_text(earlier)] if earlier else []), *chosen.told, _at(as_of)],
    ):
        mention = _read(row[:-3])
        now[mention.paper].append(mention)
        if earlier and (stood := _at_time(mention, row[-3:], earlier)):
            before[mention.paper].append(stood)
    return now, before


def _at_time(mention: Mention, counts: tuple[int | None, ...], then: datetime) -> Mention | None:
    """Return a mention as of *then*; None if it is newer. Without an observation by then, it is returned unchanged."""
    reposts, likes, replies = counts
    if reposts is None or likes is None or replies is None:
        return None if mention.created > then else mention
    stood = Engagement(reposts, likes, replies)
    return mention if stood == mention.engagement else replace(mention, engagement=stood)


def attention_by_day(db: Database, paper: PaperId) -> list[tuple[date, int]]:
    """Return a paper's reposts and likes at the end of each UTC day with a change, oldest first."""
    rows = db.execute(
        """with seen as (
            select o.mention, substr(o.observed, 1, 10) as day, o.observed, o.reposts + o.likes as total
            from mentions m join observations o on o.mention = m.number where m.paper = ? and m.repost_of is null)
        select days.day, sum(seen.total) from (select distinct day from seen) days
        join seen on seen.observed =
            (select max(observed) from seen s where s.mention = seen.mention and s.day <= days.day)
        group by days.day order by days.day""",
        [paper],
    )
    return [(date.fromisoformat(day), int(total)) for day, total in rows]


def counts(db: Database) -> int:
    """Return the number of mentions."""
    (number,) = db.execute("select count(*) from mentions").fetchone()
    return int(number)


def unknown(db: Database) -> int:
    """Return the number of mentions of papers that are not in the store."""
    (number,) = db.execute("select count(*) from mentions where paper not in (select id from papers)").fetchone()
    return int(number)


def _id_of(db: Database, mention: Mention) -> tuple[int, bool]:
    key = (mention.source, mention.id, mention.paper)
    found = db.execute("select number, code from mentions where source = ? and id = ? and paper = ?", key).fetchone()
    if found:
        number, code = found
        if mention.code not in {None, code}:
            db.execute("update mentions set code = ? where number = ?", (mention.code, number))
        return int(number), False
    (number,) = db.execute(
        """insert into mentions
            (source, id, paper, url, author, created, repost_of, code, crosspost_of, bare, name)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning number""",
        (
            *(*key, mention.url, mention.author, to_text(mention.created), mention.repost_of, mention.code),
            *(mention.crosspost_of, int(mention.bare), mention.name),
        ),
    ).fetchone()
    return int(number), True


def _before(db: Database, number: int, moment: datetime) -> Engagement | None:
    row = db.execute(
        """select reposts, likes, replies from observations where mention = ? and observed <= ?
        order by observed desc limit 1""",
        (number, to_text(moment)),
    ).fetchone()
    return None if row is None else Engagement(*row)


def _has_dropped(before: Engagement, now: Engagement) -> bool:
    """Return whether a large total fell below half, which votes of people don't do."""
    total = before.reposts + before.likes
    return total >= MIN_COUNT_FOR_DROP and 2 * (now.reposts + now.likes) < total


def _observe(db: Database, number: int, mention: Mention, before: Engagement | None) -> bool:
    seen = mention.engagement
    if before == seen:
        return False
    db.execute(
        """insert into observations values (?, ?, ?, ?, ?) on conflict (mention, observed) do update
        set reposts = excluded.reposts, likes = excluded.likes, replies = excluded.replies""",
        (number, to_text(mention.observed), seen.reposts, seen.likes, seen.replies),
    )
    return True


_IS_ONE_OF = "where paper in (select value from json_each(?))"
_FIRST = "(select min(date) from announcements where paper = p.id and type in ('new', 'cross'))"
_TWINS = """(select group_concat(o.paper, ' ') from titles t join titles o on o.key = t.key and o.paper != t.paper
    where t.paper = p.id)"""
_EARLIER = "e.reposts, e.likes, e.replies"
_JOINED_EARLIER = """left join observations e on e.mention = m.number and e.observed =
    (select max(observed) from observations where mention = m.number and observed <= ?)"""
_NEWEST = """o.observed =
    (select max(observed) from observations where mention = m.number and observed <= ?)"""


def _at(as_of: datetime | None) -> str:
    return LATEST if as_of is None else to_text(as_of)


def _read(row: tuple[Any, ...]) -> Mention:
    paper, source, id, url, author, created, reposts, likes, replies, observed, repost_of, code, *kind = row
    crosspost_of, bare, name = kind
    return Mention(
        paper=PaperId(paper),
        source=source,
        id=id,
        url=url,
        author=author,
        created=from_text(created),
        engagement=Engagement(reposts, likes, replies),
        observed=from_text(observed),
        repost_of=repost_of,
        code=code,
        crosspost_of=crosspost_of,
        bare=bool(bare),
        name=name,
    )
