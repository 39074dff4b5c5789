"""Tables `shown_lists`, `paper_lists` and `list_papers`: what was shown at each destination, one row a digest.

The papers of a digest and their scores are a list, stored once for all destinations. It outlives the deliveries.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import TypeVar

from sqlite_utils import Database

from bot.models.digest import Destination, Digest
from bot.models.papers import PaperId
from bot.store.timestamps import LATEST, to_text

MAX_PARAMETERS = 500
T = TypeVar("T")
Rows = Iterable[tuple[str, str, float]]
"""A paper, when it was shown, and its score then."""


@dataclass(frozen=True, slots=True)
class ShownList:
    """Papers with their scores, by ID, and a key that two lists with the same share."""

    key: str
    papers: tuple[tuple[PaperId, float], ...]


@dataclass(slots=True)
class ShownBefore:
    """What a pass needs to find what destinations were shown of its papers.

    Lists from *first* on may have them, and the *older* ones have. `papers` and `scores` are read once for all.
    """

    first: int
    older: tuple[int, ...]
    papers: dict[int, Sequence[tuple[PaperId, float]]] = field(default_factory=dict)
    scores: dict[tuple[tuple[int, str], ...], Mapping[PaperId, float]] = field(default_factory=dict)


def paper_list(digest: Digest) -> ShownList | None:
    """Return the papers that a digest shows; None if there are none. Pure."""
    return as_list((entry.id, entry.score) for entry in digest.entries) if digest.entries else None


def scores(db: Database, destination: Destination, before: datetime | None = None) -> dict[PaperId, float]:
    """Return the papers shown at a destination, ever or *before* a time, with their scores then.

    The score of a paper shown twice is infinite, so it is never shown again.
    """
    return _scores(
        db.execute(
            f"""select paper, at, score from shown_lists s join list_papers p on p.list = s.list
            where {_THERE} and at < ?""",
            [*_place(destination), LATEST if before is None else to_text(before)],
        )
    )


def shown_of(db: Database, listed: Collection[PaperId], others: Collection[PaperId]) -> ShownBefore:
    """Return where to look for papers shown before: the lists since the first of *listed*, and those of *others*."""
    lists = {number for ids in _pieces([*listed]) for number in _lists_of(db, ids)}
    (newest,) = db.execute("select coalesce(max(number), 0) from paper_lists").fetchone()
    first = min(lists, default=newest + 1)
    older = {number for ids in _pieces([*others]) for number in _lists_of(db, ids) if number < first}
    return ShownBefore(first, tuple(sorted(older)))


def scores_at(
    db: Database, destinations: Collection[Destination], before: ShownBefore
) -> dict[Destination, Mapping[PaperId, float]]:
    """Return what each destination was shown of the papers of *before*, like `scores`."""
    shown: dict[Destination, list[tuple[int, str]]] = defaultdict(list)
    for condition, values in [("list >= ?", [before.first]), *_older(before)]:
        rows = db.execute(
            f"""select platform, workspace, channel, list, at from shown_lists
            where {condition} and {among(destinations)}""",
            [*values, *(part for each in destinations for part in _place(each))],
        )
        for platform, workspace, channel, number, at in rows:
            shown[Destination(platform, workspace, channel)].append((number, at))
    _read_papers(db, before, {number for lists in shown.values() for number, _ in lists})
    return {place: _known(before, tuple(sorted(lists))) for place, lists in shown.items()}


def remember(db: Database, destination: Destination, shown: ShownList | None, now: datetime) -> None:
    """Mark the papers of a list as shown at a destination."""
    if shown:
        row = [*_place(destination), save(db, shown), to_text(now)]
        db.execute("insert into shown_lists values (?, ?, ?, ?, ?) on conflict do nothing", row)


def save(db: Database, shown: ShownList) -> int:
    """Store a list unless it is stored already. Return its number."""
    known = db.execute("select number from paper_lists where key = ?", [shown.key]).fetchone()
    if known:
        return int(known[0])
    (number,) = db.execute("insert into paper_lists (key) values (?) returning number", [shown.key]).fetchone()
    rows = [(paper, number, score) for paper, score in shown.papers]
    db.conn.executemany("insert into list_papers values (?, ?, ?)", rows)
    return int(number)


def forget(db: Database, destination: Destination, digest: Digest, at: datetime) -> None:
    """Undo `remember`. Papers shown there at other times stay marked, and others shown at the same time."""
    ids = {entry.id for entry in digest.entries}
    there = [*_place(destination), to_text(at)]
    for (number,) in db.execute(f"select list from shown_lists where {_THERE} and at = ?", there).fetchall():
        papers = db.execute("select paper, score from list_papers where list = ?", [number]).fetchall()
        if ids.isdisjoint(paper for paper, _ in papers):
            continue
        db.execute(f"delete from shown_lists where {_THERE} and at = ? and list = ?", [*there, number])
        left = [(PaperId(paper), score) for paper, score in papers if paper not in ids]
        remember(db, destination, as_list(left) if left else None, at)


def count(db: Database, condition: str, values: Sequence[str]) -> int:
    """Return how many papers were shown where a condition on the destination holds."""
    (number,) = db.execute(
        f"select count(*) from shown_lists s join list_papers p on p.list = s.list where {condition}", values
    ).fetchone()
    return int(number)


def drop_unused(db: Database) -> None:
    """Delete the lists that were shown nowhere."""
    db.execute("delete from paper_lists where number not in (select list from shown_lists)")


def among(destinations: Collection[Destination]) -> str:
    """Return the condition that a row belongs to one of *destinations*."""
    return f"(platform, workspace, channel) in (values {', '.join(['(?, ?, ?)'] * len(destinations))})"


def as_list(papers: Iterable[tuple[PaperId, float]]) -> ShownList:
    """Return papers with their scores as a list, each paper once. Pure."""
    ordered = tuple(sorted((paper, float(score)) for paper, score in dict(papers).items()))
    key = hashlib.blake2b(json.dumps(ordered).encode(), digest_size=16).hexdigest()
    return ShownList(key, ordered)


def _scores(rows: Rows) -> dict[PaperId, float]:
    seen: dict[PaperId, dict[str, float]] = defaultdict(dict)
    for paper, at, score in rows:
        seen[PaperId(paper)][at] = score
    return {paper: next(iter(at.values())) if len(at) == 1 else inf for paper, at in seen.items()}


def _known(before: ShownBefore, lists: tuple[tuple[int, str], ...]) -> Mapping[PaperId, float]:
    """Return the scores of some lists. Most destinations share theirs with others."""
    if lists not in before.scores:
        before.scores[lists] = _scores((paper, at, s) for number, at in lists for paper, s in before.papers[number])
    return before.scores[lists]


def _older(before: ShownBefore) -> list[tuple[str, Sequence[int]]]:
    return [(f"list in ({_marks(some)})", some) for some in _pieces(before.older)]


def _read_papers(db: Database, before: ShownBefore, lists: set[int]) -> None:
    missing = sorted(lists - before.papers.keys())
    papers: dict[int, list[tuple[PaperId, float]]] = {number: [] for number in missing}
    for some in _pieces(missing):
        for number, paper, score in db.execute(
            f"select list, paper, score from list_papers where list in ({_marks(some)})", some
        ):
            papers[number].append((PaperId(paper), score))
    before.papers.update(papers)


def _lists_of(db: Database, ids: Sequence[PaperId]) -> list[int]:
    rows = db.execute(f"select distinct list from list_papers where paper in ({_marks(ids)})", [*ids])
    return [int(number) for (number,) in rows]


def _pieces(items: Sequence[T]) -> list[Sequence[T]]:
    return [items[start : start + MAX_PARAMETERS] for start in range(0, len(items), MAX_PARAMETERS)]


def _marks(items: Sequence[object]) -> str:
    return ", ".join("?" * len(items))


_THERE = "platform = ? and workspace = ? and channel = ?"


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]
