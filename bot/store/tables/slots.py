"""Table `slots`: the occurrences of subscriptions, one row for each local date, created before it is due.

A subscription that is neither paused nor removed has exactly one row in state `due`: its next.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.models.digest import Destination, Digest
from bot.models.post import PostKind
from bot.models.report import Report
from bot.models.subscription import Schedule, Slot, SlotState
from bot.schedule.recurrence import next_due
from bot.store.tables import outbox
from bot.store.timestamps import from_text, from_text_or_none, to_text

EVERY = TypeAdapter(Schedule)
PAUSED = "it was paused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a slot. *reason* says why nothing was posted."""

    day: date
    due: datetime
    state: SlotState
    late: bool = False
    reason: str = ""
    is_report: bool = False  # set when read from the table; otherwise the subscription says it


def schedule_next(db: Database, subscription: int, every: Schedule, now: datetime) -> None:
    """Schedule the first date after *now* without a slot. A slot that is already due is planned first."""
    db.execute(f"delete from slots where {_NEXT} and due > ?", [subscription, to_text(now)])
    if db.execute(f"select 1 from slots where {_NEXT}", [subscription]).fetchone() is None:
        _add_next(db, subscription, every, now)


def cancel_next(db: Database, subscription: int, now: datetime) -> None:
    """Delete the next slot. One that is already due is skipped."""
    db.execute(f"delete from slots where {_NEXT} and due > ?", [subscription, to_text(now)])
    db.execute(f"update slots set state = 'skipped', reason = ? where {_NEXT}", [PAUSED, subscription])


def settle(db: Database, slot: Slot, outcomes: Sequence[Outcome]) -> bool:
    """Store the outcomes of a due slot and the ones after it, and schedule the next.

    Returns False, and writes nothing, if the slot is no longer due: paused, unsubscribed or erased.
    """
    number, day = slot.subscription.number, outcomes[0].day.isoformat()
    cursor = db.execute(f"delete from slots where {_NEXT} and day = ?", [number, day])
    if not cursor.rowcount:
        return False
    rows = [(number, o.day.isoformat(), to_text(o.due), o.state.value, int(o.late), o.reason) for o in outcomes]
    db.conn.executemany("insert into slots values (?, ?, ?, ?, ?, ?) on conflict do nothing", rows)
    (every,) = db.execute("select every from subscriptions where number = ?", [number]).fetchone()
    _add_next(db, number, EVERY.validate_json(every), outcomes[-1].due)  # read again, because it may have changed
    return True


def skip_until(db: Database, now: datetime, reason: str) -> None:
    """Skip the slots due by *now*, and schedule the first date after it."""
    late = db.execute("select subscription, every from slots join subscriptions on number = subscription "
                      "where state = 'due' and due <= ?", [to_text(now)]).fetchall()  # fmt: skip
    for subscription, every in late:
        db.execute(f"update slots set state = 'skipped', reason = ? where {_NEXT}", [reason, subscription])
        _add_next(db, subscription, EVERY.validate_json(every), now)


def record_failure(db: Database, slot: Slot, reason: str) -> None:
    """Store why a due slot failed."""
    db.execute(f"update slots set reason = ? where {_NEXT}", [reason, slot.subscription.number])


def settle_and_enqueue(
    db: Database,
    slot: Slot,
    outcomes: Sequence[Outcome],
    content: tuple[Digest | Report, Sequence[PostKind]],
    now: datetime,
) -> int | None:
    """Settle a slot and enqueue its digest or report, both or neither. Return the delivery's number."""
    digest, kinds = content
    if not settle(db, slot, outcomes):
        return None
    return outbox.enqueue(db, digest, slot.subscription.destination, kinds, now)


def next_at(db: Database, platforms: Collection[str], after: datetime, *, is_report: bool = False) -> datetime | None:
    """Return when the first slot of *platforms* after a time is due, of a digest or a report."""
    marks = ", ".join("?" * len(platforms))
    (due,) = db.execute(
        f"""select min(due) from slots join subscriptions on number = subscription
        where state = 'due' and due > ? and is_report = ? and platform in ({marks})""",
        [to_text(after), int(is_report), *platforms],
    ).fetchone()
    return from_text_or_none(due)


def oldest_due(db: Database, now: datetime) -> datetime | None:
    """Return since when the oldest unsettled slot is due."""
    (due,) = db.execute("select min(due) from slots where state = 'due' and due <= ?", [to_text(now)]).fetchone()
    return from_text_or_none(due)


def next_for_subscription(db: Database, subscription: int) -> datetime | None:
    """Return when a subscription is due next; None if it is paused or removed."""
    row = db.execute(f"select due from slots where {_NEXT}", [subscription]).fetchone()
    return None if row is None else from_text(row[0])


def next_for(db: Database, destination: Destination, *, is_report: bool = False) -> datetime | None:
    """Return when a digest, or a report, is due next at a destination."""
    (due,) = db.execute(
        f"select min(due) {_THERE} and state = 'due' and is_report = ?", [*_place(destination), int(is_report)]
    ).fetchone()
    return from_text_or_none(due)


def skipped_for(db: Database, destination: Destination, most: int) -> list[Outcome]:
    """Return the skipped slots of a destination with their reasons, newest first."""
    rows = db.execute(
        f"select day, due, late, reason, is_report {_THERE} and state = 'skipped' order by due desc limit ?",
        [*_place(destination), most],
    )
    return [
        Outcome(date.fromisoformat(day), from_text(due), SlotState.SKIPPED, bool(late), reason, bool(is_report))
        for day, due, late, reason, is_report in rows
    ]


def quiet_for(db: Database, destination: Destination) -> Outcome | None:
    """Return the newest settled slot of a destination's digest if nothing was posted for it, with the reason."""
    row = db.execute(
        f"select day, due, reason, state {_THERE} and state in ('planned', 'quiet') and is_report = 0 "
        "order by due desc limit 1",
        _place(destination),
    ).fetchone()
    if row is None or row[3] != SlotState.NOTHING_TO_SEND:
        return None
    return Outcome(date.fromisoformat(row[0]), from_text(row[1]), SlotState.NOTHING_TO_SEND, reason=row[2])


def failed_for(db: Database, destination: Destination) -> list[Outcome]:
    """Return the due slots of a destination that failed, with their reasons, oldest first."""
    rows = db.execute(
        f"select day, due, reason, is_report {_THERE} and state = 'due' and reason != '' order by due",
        _place(destination),
    )
    return [
        Outcome(date.fromisoformat(day), from_text(due), SlotState.DUE, reason=reason, is_report=bool(is_report))
        for day, due, reason, is_report in rows
    ]


def _add_next(db: Database, subscription: int, every: Schedule, after: datetime) -> None:
    following = next_due(every, after)
    while db.execute(
        "select 1 from slots where subscription = ? and day = ?", [subscription, following.day.isoformat()]
    ).fetchone():
        following = next_due(every, following.due)
    db.execute(
        "insert into slots (subscription, day, due, state) values (?, ?, ?, 'due')",
        [subscription, following.day.isoformat(), to_text(following.due)],
    )


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


_NEXT = "subscription = ? and state = 'due'"
_THERE = """from slots join subscriptions on number = subscription
    where platform = ? and workspace = ? and channel = ?"""
