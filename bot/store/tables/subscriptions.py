"""Table `subscriptions`: digests and reports of channels and people. Each change schedules the next slot after it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.errors import CommandError
from bot.models.digest import Destination, Filter
from bot.models.subscription import DigestOptions, Schedule, Slot, Subscription
from bot.store.tables import slots, suspensions
from bot.store.timestamps import from_text, from_text_or_none, to_text

FILTER, HOW = TypeAdapter(Filter), TypeAdapter(DigestOptions)
MOST = 25  # per person


def add(db: Database, subscription: Subscription, now: datetime) -> int:
    """Store a subscription and return its new number.

    A channel's replaces its digest or report. A person's identical one is not added again. Resumes the destination.
    Raises CommandError if the person has too many.
    """
    suspensions.resume(db, subscription.destination, now)
    known = _same(db, subscription)
    if known is not None:
        replace(db, known, subscription, now)
        return known
    if not subscription.is_channel:
        _refuse_too_many(db, subscription)
    marks = ", ".join("?" * len(_COLUMNS))
    (number,) = db.execute(
        f"insert into subscriptions ({', '.join(_COLUMNS)}) values ({marks}) returning number", _row(subscription)
    ).fetchone()
    if not subscription.paused:
        slots.schedule_next(db, number, subscription.every, now)
    return int(number)


def replace(db: Database, number: int, subscription: Subscription, now: datetime) -> None:
    """Replace a subscription but for its number. Resumes the destination."""
    suspensions.resume(db, subscription.destination, now)
    changed = ", ".join(f"{column} = ?" for column in _COLUMNS)
    cursor = db.execute(f"update subscriptions set {changed} where {_ACTIVE}", [*_row(subscription), number])
    if cursor.rowcount:
        _rearm(db, number, subscription.every, now, paused=subscription.paused)


def get(db: Database, number: int) -> Subscription | None:
    """Return a subscription, or None if it is gone."""
    found = _select(db, "number = ?", [number])
    return found[0] if found else None


def of_owner(db: Database, platform: str, workspace: str, user: str) -> list[Subscription]:
    """Return a person's own subscriptions, oldest first; without digests of channels."""
    return _select(db, "platform = ? and workspace = ? and owner = ? and is_channel = 0", [platform, workspace, user])


def of_channel(db: Database, destination: Destination, *, is_report: bool = False) -> Subscription | None:
    """Return the digest of a channel, or its report, if it has one."""
    found = _select(db, f"{_THERE} and is_channel = 1 and is_report = ?", [*_place(destination), int(is_report)])
    return found[0] if found else None


def has_any(db: Database, destination: Destination) -> bool:
    """Return whether a destination has a subscription, paused or not."""
    return bool(_select(db, f"{_THERE} and is_report = 0", _place(destination)))


def set_paused(db: Database, number: int, paused: bool, now: datetime) -> None:  # noqa: FBT001 - the value is the point
    """Pause or resume a subscription. Missed slots are not made up for. Resuming also resumes the destination."""
    subscription = get(db, number)
    if subscription:
        if not paused:
            suspensions.resume(db, subscription.destination, now)
        db.execute("update subscriptions set paused = ?, parked = 0 where number = ?", [int(paused), number])
        _rearm(db, number, subscription.every, now, paused=paused)


def remove(db: Database, number: int, now: datetime) -> None:
    """Unsubscribe; nothing comes any more, not even what is due."""
    db.execute(f"update subscriptions set active = 0, ended = ? where {_ACTIVE}", [to_text(now), number])
    db.execute("delete from slots where subscription = ? and state = 'due'", [number])


def due(
    db: Database, platforms: Collection[str], now: datetime, *, is_report: bool = False
) -> list[tuple[Slot, datetime | None]]:
    """Return the due slots of digests, or of reports, on *platforms*, oldest first.

    Each comes with the due time of its subscription's newest slot that was not skipped.
    """
    marks = ", ".join("?" * len(platforms))
    rows = db.execute(
        f"""select {_SELECTED}, day, due, (select due from slots old where old.subscription = number
            and old.state in ('planned', 'quiet') order by day desc limit 1)
        from slots join subscriptions on number = subscription
        where state = 'due' and due <= ? and is_report = ? and platform in ({marks}) order by due, number""",
        [to_text(now), int(is_report), *platforms],
    )
    return [
        (Slot(_read(*row), date.fromisoformat(day), from_text(at)), from_text_or_none(before))
        for *row, day, at, before in rows
    ]


def _same(db: Database, wanted: Subscription) -> int | None:
    """Return the number of the channel's digest, or of a person's identical subscription."""
    if wanted.is_channel:
        digest = of_channel(db, wanted.destination, is_report=wanted.is_report)
        return digest.number if digest else None
    theirs = of_owner(db, wanted.destination.platform, wanted.destination.workspace, wanted.owner)
    same = (s.number for s in theirs if (s.destination, s.filter, s.every, s.how) == _wants(wanted))
    return next(same, None)


def _wants(subscription: Subscription) -> tuple[Destination, Filter, Schedule, DigestOptions]:
    return subscription.destination, subscription.filter, subscription.every, subscription.how


def _refuse_too_many(db: Database, wanted: Subscription) -> None:
    place = wanted.destination
    if len(of_owner(db, place.platform, place.workspace, wanted.owner)) >= MOST:
        raise CommandError(f"You've reached {MOST} subscriptions. Remove one first.")


def _rearm(db: Database, number: int, every: Schedule, now: datetime, *, paused: bool) -> None:
    if paused:
        slots.cancel_next(db, number, now)
    else:
        slots.schedule_next(db, number, every, now)


def _select(db: Database, condition: str, values: list[Any]) -> list[Subscription]:
    rows = db.execute(f"select {_SELECTED} from subscriptions where active = 1 and {condition} order by number", values)
    return [_read(*row) for row in rows]


def _row(subscription: Subscription) -> list[str | int]:
    return [
        *_place(subscription.destination),
        subscription.owner,
        int(subscription.is_channel),
        FILTER.dump_json(subscription.filter).decode(),
        slots.EVERY.dump_json(subscription.every).decode(),
        HOW.dump_json(subscription.how).decode(),
        int(subscription.paused),
        int(subscription.is_report),
    ]


def _read(*row: Any) -> Subscription:
    number, platform, workspace, channel, owner, is_channel, wanted, every, how, paused, is_report = row
    return Subscription(
        number=number,
        destination=Destination(platform, workspace, channel),
        owner=owner,
        is_channel=bool(is_channel),
        filter=FILTER.validate_json(wanted),
        every=slots.EVERY.validate_json(every),
        how=HOW.validate_json(how),
        paused=bool(paused),
        is_report=bool(is_report),
    )


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


_COLUMNS = ("platform", "workspace", "channel", "owner", "is_channel", "filter", "every", "how", "paused", "is_report")
_SELECTED = f"number, {', '.join(_COLUMNS)}"
_ACTIVE = "number = ? and active = 1"
_THERE = "platform = ? and workspace = ? and channel = ?"
