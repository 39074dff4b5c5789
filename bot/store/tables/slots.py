"""Table `slots`: the occurrences of subscriptions, one row for each local date, created before it is due.

A subscription that is neither paused nor removed has exactly one row in state `due`: its next.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.models.digest import Destination, Digest
from bot.models.post import PostKind
from bot.models.report import Report
from bot.models.subscription import Schedule, Slot, SlotState
from bot.schedule.recurrence import next_due
from bot.store.tables import outbox
from bot.store.tables.outbox import NewDelivery
from bot.store.timestamps import from_text, from_text_or_none, to_text

EVERY = TypeAdapter(Schedule)
schedule = lru_cache(maxsize=2048)(EVERY.validate_json)
"""Return the schedule of a JSON text. Few of them differ."""
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


@dataclass(frozen=True, slots=True)
class Settlement:
    """The outcomes of a due slot and of the slots missed before it, and what is posted for it, if anything."""

    slot: Slot
    outcomes: Sequence[Outcome]
    delivery: NewDelivery | None = None

    @property
    def number(self) -> int:
        """The subscription's number."""
        return self.slot.subscription.number


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
    return settle_all(db, [Settlement(slot, outcomes)], outcomes[-1].due) == [True]


def settle_all(db: Database, settlements: Sequence[Settlement], now: datetime) -> list[bool]:
    """Settle due slots like `settle`, and add their deliveries: all or nothing. Return which were still due."""
    due = _due_of(db, [each.number for each in settlements])
    is_due = [due.get(each.number, ("",))[0] == each.outcomes[0].day.isoformat() for each in settlements]
    still = [each for each, holds in zip(settlements, is_due, strict=True) if holds]
    db.conn.executemany(f"delete from slots where {_NEXT}", [(each.number,) for each in still])
    rows = [row for each in still for row in _rows(each)]
    db.conn.executemany("insert into slots values (?, ?, ?, ?, ?, ?) on conflict do nothing", rows)
    _add_all_next(db, {each.number: each.outcomes[-1].due for each in still}, due)
    for each in still:
        if each.delivery:
            outbox.add(db, each.delivery, now)
    return is_due


def skip_until(db: Database, now: datetime, reason: str) -> None:
    """Skip the slots due by *now*, and schedule the first date after it."""
    late = db.execute("select subscription, every from slots join subscriptions on number = subscription "
                      "where state = 'due' and due <= ?", [to_text(now)]).fetchall()  # fmt: skip
    for subscription, every in late:
        db.execute(f"update slots set state = 'skipped', reason = ? where {_NEXT}", [reason, subscription])
        _add_next(db, subscription, schedule(every), now)


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
    db.execute(_INSERT_NEXT, [subscription, following.day.isoformat(), to_text(following.due)])


def _due_of(db: Database, subscriptions: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return the date of each subscription's due slot, and its schedule, which may have changed since it was read."""
    rows = db.execute(
        f"""select subscription, day, every from slots join subscriptions on number = subscription
        where state = 'due' and subscription in ({", ".join("?" * len(subscriptions))})""",
        subscriptions,
    )
    return {int(number): (day, every) for number, day, every in rows}


def _rows(settled: Settlement) -> list[tuple[object, ...]]:
    return [
        (settled.number, o.day.isoformat(), to_text(o.due), o.state.value, int(o.late), o.reason)
        for o in settled.outcomes
    ]


def _add_all_next(db: Database, after: Mapping[int, datetime], due: Mapping[int, tuple[str, str]]) -> None:
    """Add the slot after the given time for each subscription, most of them at once."""
    if not after:
        return
    marks = ", ".join("?" * len(after))
    days = f"select subscription, max(day) from slots where subscription in ({marks}) group by subscription"
    newest = dict(db.execute(days, [*after]).fetchall())
    rows = []
    for number, last in after.items():
        every = schedule(due[number][1])
        following = next_due(every, last)
        if following.day.isoformat() > newest[number]:
            rows.append((number, following.day.isoformat(), to_text(following.due)))
        else:  # it was paused and resumed, or its schedule changed
            _add_next(db, number, every, last)
    db.conn.executemany(_INSERT_NEXT, rows)


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


_NEXT = "subscription = ? and state = 'due'"
_INSERT_NEXT = "insert into slots (subscription, day, due, state) values (?, ?, ?, 'due')"
_THERE = """from slots join subscriptions on number = subscription
    where platform = ? and workspace = ? and channel = ?"""
