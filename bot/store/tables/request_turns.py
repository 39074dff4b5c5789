"""Table `paces`: turns to call a service, shared by all processes on this database."""

from __future__ import annotations

from sqlite_utils import Database

MAX_TURN = 3600.0  # seconds; a row further ahead is ignored: the clock was set back
URGENT_GRACE = 3.0  # seconds for which the next turn is reserved for an urgent request


def acquire_turn(db: Database, name: str, now: float, until: float, *, is_urgent: bool = False) -> float:
    """Take the turn to call *name*, and keep it *until* a time.

    Returns 0 if it was taken, else the seconds until the next attempt. An urgent caller that retries within
    `URGENT_GRACE` seconds goes before all others. Times are seconds since 1970.
    """
    urgent = f"{name}, urgent"
    wait = _wait(db, name, now)
    if is_urgent:
        release_turn(db, urgent, now + URGENT_GRACE if wait else now)
    else:
        wait = wait or _wait(db, urgent, now)
    if not wait:
        release_turn(db, name, until)
    return wait


def release_turn(db: Database, name: str, next_at: float) -> None:
    """Release the turn: the next one may start at *next_at*."""
    db.execute(
        "insert into paces values (?, ?) on conflict (name) do update set next_at = excluded.next_at", [name, next_at]
    )


def _wait(db: Database, name: str, now: float) -> float:
    row = db.execute("select next_at from paces where name = ?", [name]).fetchone()
    return float(row[0] - now) if row and now < row[0] <= now + MAX_TURN else 0.0
