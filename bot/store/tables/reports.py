"""Tables `reported` and `swaps`: the papers of each weekly report, and the picks that people swapped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlite_utils import Database

from bot.models.digest import Destination
from bot.models.papers import PaperId
from bot.models.post import PostKind
from bot.models.report import Report
from bot.models.subscription import Slot
from bot.store.tables import outbox, slots
from bot.store.tables.slots import Outcome
from bot.store.timestamps import to_text


def papers_of_week(db: Database, destination: Destination, week: date) -> list[PaperId]:
    """Return the papers of a week's report at a destination, in order; none if there is no report."""
    rows = db.execute(
        f"select paper from reported where {_THERE} and week = ? order by position",
        [*_place(destination), week.isoformat()],
    )
    return [PaperId(paper) for (paper,) in rows]


def papers_of_other_weeks(db: Database, destination: Destination, week: date) -> set[PaperId]:
    """Return the papers of other weeks' reports at a destination."""
    rows = db.execute(
        f"select paper from reported where {_THERE} and week != ?", [*_place(destination), week.isoformat()]
    )
    return {PaperId(paper) for (paper,) in rows}


def post(
    db: Database,
    slot: Slot,
    outcomes: Sequence[Outcome],
    content: tuple[Report, Sequence[PostKind]],
    now: datetime,
) -> int | None:
    """Settle a slot, enqueue its report and store its papers, all or nothing. Return the delivery's number."""
    number = slots.settle_and_enqueue(db, slot, outcomes, content, now)
    if number is not None:
        _remember_all(db, content[0], slot.subscription.destination, now)
    return number


def enqueue_once(
    db: Database, bulletin: Report, destination: Destination, kinds: Sequence[PostKind], now: datetime
) -> int:
    """Enqueue a report unless the outbox has it, and store its papers. Return the delivery's number."""
    known = outbox.delivery(db, destination, bulletin.date, None)
    return enqueue(db, bulletin, destination, kinds, now) if known is None else known


def enqueue(db: Database, bulletin: Report, destination: Destination, kinds: Sequence[PostKind], now: datetime) -> int:
    """Enqueue a report, even again, and store its papers. Return the delivery's number."""
    _remember_all(db, bulletin, destination, now)
    return outbox.enqueue(db, bulletin, destination, kinds, now)


def record(db: Database, destination: Destination, week: date, papers: Sequence[PaperId], now: datetime) -> None:
    """Store the papers of a week's report, replacing earlier ones."""
    key = [*_place(destination), week.isoformat()]
    db.execute(f"delete from reported where {_THERE} and week = ?", key)
    rows = [(*key, position, paper, to_text(now)) for position, paper in enumerate(papers)]
    db.conn.executemany("insert into reported values (?, ?, ?, ?, ?, ?, ?)", rows)


def swap(db: Database, destination: Destination, paper: PaperId, kind: str) -> int:
    """Advance to the next pick of a kind for a paper. Return the number of swaps so far."""
    (steps,) = db.execute(
        """insert into swaps values (?, ?, ?, ?, ?, 1)
        on conflict (platform, workspace, channel, paper, kind) do update set steps = swaps.steps + 1
        returning steps""",
        [*_place(destination), paper, kind],
    ).fetchone()
    return int(steps)


def swap_offsets(db: Database, destination: Destination, paper: PaperId) -> dict[str, int]:
    """Return the number of swaps for each kind of a paper's picks."""
    rows = db.execute(f"select kind, steps from swaps where {_THERE} and paper = ?", [*_place(destination), paper])
    return {kind: int(steps) for kind, steps in rows}


def _remember_all(db: Database, bulletin: Report, destination: Destination, now: datetime) -> None:
    record(db, destination, bulletin.date, [entry.id for entry in bulletin.entries], now)


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


_THERE = "platform = ? and workspace = ? and channel = ?"
