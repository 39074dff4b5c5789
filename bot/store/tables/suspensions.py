"""Table `parked`: suspended destinations with the reason, until a person resumes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.models.digest import Destination, Digest, Filter
from bot.models.post import PostKind
from bot.store.tables import outbox, posts, slots, workspaces
from bot.store.timestamps import from_text, to_text

FILTER = TypeAdapter(Filter)


@dataclass(frozen=True, slots=True)
class Suspension:
    """A suspended destination, why, and since when."""

    destination: Destination
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Owner:
    """The direct channel of a person who set up subscriptions at a destination, and what they were."""

    direct: Destination
    filter: Filter


@dataclass(frozen=True, slots=True)
class OwnerNotice:
    """A message to an owner."""

    direct: Destination
    digest: Digest
    kinds: tuple[PostKind, ...]


def suspend(
    db: Database, destination: Destination, reason: str, now: datetime, notices: Iterable[OwnerNotice] = ()
) -> None:
    """Suspend a destination: give up its posts, pause its subscriptions, and notify their owners, once.

    An unknown destination is not stored, because its people were erased.
    """
    if not _is_known(db, destination):
        return
    new = db.execute(
        "insert into parked values (?, ?, ?, ?, ?) on conflict do nothing", [*_place(destination), reason, to_text(now)]
    )
    for number in _deliveries(db, destination):
        posts.mark_delivery_dead(db, number, reason, now)
    for (number,) in db.execute(f"select number from subscriptions where {_RUNNING}", _place(destination)).fetchall():
        db.execute("update subscriptions set paused = 1, parked = 1 where number = ?", [number])
        slots.cancel_next(db, number, now)
    for notice in notices if new.rowcount else ():
        outbox.enqueue(db, notice.digest, notice.direct, notice.kinds, now)


def resume(db: Database, destination: Destination, now: datetime) -> None:
    """Resume a destination. What its people had paused stays paused."""
    db.execute(f"delete from parked where {_THERE}", _place(destination))
    held = f"select number, every from subscriptions where {_THERE} and active = 1 and parked = 1"
    for number, every in db.execute(held, _place(destination)).fetchall():
        db.execute("update subscriptions set paused = 0, parked = 0 where number = ?", [number])
        slots.schedule_next(db, number, slots.EVERY.validate_json(every), now)


def suspend_workspace(db: Database, platform: str, workspace: str, reason: str, now: datetime) -> None:
    """Suspend all destinations of a workspace that the bot was removed from. Owners can't be notified."""
    workspaces.removed(db, platform, workspace, now)
    places = db.execute(
        """select channel from subscriptions where platform = ? and workspace = ? and active = 1 and paused = 0
        union select channel from deliveries join posts on delivery = deliveries.number
            where platform = ? and workspace = ? and state not in ('done', 'dead')""",
        [platform, workspace, platform, workspace],
    )
    for (channel,) in places.fetchall():
        suspend(db, Destination(platform, workspace, channel), reason, now)


def resume_workspace(db: Database, platform: str, workspace: str, now: datetime) -> bool:
    """Resume a workspace if the bot had been removed from it. Return whether it had."""
    if not workspaces.returned(db, platform, workspace):
        return False
    rows = db.execute("select channel from parked where platform = ? and workspace = ?", [platform, workspace])
    for (channel,) in rows.fetchall():
        resume(db, Destination(platform, workspace, channel), now)
    return True


def owners(db: Database, destination: Destination) -> list[Owner]:
    """Return the owners to notify that a destination is gone: those with another direct channel."""
    rows = db.execute(
        """select d.workspace, d.channel, min(s.filter) from subscriptions s
        join directs d on d.platform = s.platform and d.workspace in (s.workspace, '') and d.person = s.owner
        where s.platform = ? and s.workspace = ? and s.channel = ? and s.active = 1 and s.paused = 0
            and not exists (select 1 from parked p where p.platform = d.platform
                and p.workspace = d.workspace and p.channel = d.channel)
        group by d.workspace, d.channel""",
        _place(destination),
    )
    found = [
        Owner(Destination(destination.platform, workspace, channel), FILTER.validate_json(wanted))
        for workspace, channel, wanted in rows
    ]
    return [owner for owner in found if owner.direct != destination]


def get(db: Database, destination: Destination) -> Suspension | None:
    """Return the suspension of a destination, if any."""
    row = db.execute(f"select reason, at from parked where {_THERE}", _place(destination)).fetchone()
    return None if row is None else Suspension(destination, row[0], from_text(row[1]))


def all_suspensions(db: Database) -> list[Suspension]:
    """Return all suspensions, oldest first."""
    rows = db.execute("select platform, workspace, channel, reason, at from parked order by at, 1, 2, 3")
    return [Suspension(Destination(*place), reason, from_text(at)) for *place, reason, at in rows]


def _is_known(db: Database, destination: Destination) -> bool:
    tables = ("deliveries", "subscriptions")
    found = (db.execute(f"select 1 from {table} where {_THERE} limit 1", _place(destination)) for table in tables)
    return any(rows.fetchone() for rows in found)


def _deliveries(db: Database, destination: Destination) -> list[int]:
    """Return the unsettled deliveries to a destination."""
    rows = db.execute(
        f"""select number from deliveries where {_THERE}
        and exists (select 1 from posts where delivery = deliveries.number and state not in ('done', 'dead'))""",
        _place(destination),
    )
    return [int(number) for (number,) in rows]


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


_THERE = "platform = ? and workspace = ? and channel = ?"
_RUNNING = f"{_THERE} and active = 1 and paused = 0"
