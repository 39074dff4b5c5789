"""Table `allowances`: paid reads, reserved before they are spent."""

from __future__ import annotations

from datetime import date

from sqlite_utils import Database


def reserve(db: Database, source: str, day: date, allowance: int) -> int:
    """Reserve the rest of a day's *allowance* of paid reads. Return how many."""
    row = db.execute("select spent from allowances where source = ? and day = ?", [source, day.isoformat()]).fetchone()
    left = max(allowance - (row[0] if row else 0), 0)
    if left:
        db.execute(
            """insert into allowances values (?, ?, ?)
            on conflict (source, day) do update set spent = excluded.spent""",
            [source, day.isoformat(), allowance],
        )
    return left


def reserve_one(db: Database, source: str, day: date, allowance: int) -> bool:
    """Reserve one request of a day's *allowance*. Return whether one was left."""
    db.execute("insert into allowances values (?, ?, 0) on conflict do nothing", [source, day.isoformat()])
    cursor = db.execute(
        "update allowances set spent = spent + 1 where source = ? and day = ? and spent < ?",
        [source, day.isoformat(), allowance],
    )
    return bool(cursor.rowcount)


def refund(db: Database, source: str, day: date, unspent: int) -> None:
    """Return reserved reads that were not spent."""
    db.execute(
        "update allowances set spent = spent - ? where source = ? and day = ?", [unspent, source, day.isoformat()]
    )
