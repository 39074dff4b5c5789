"""Table `paces`: turns to call a service, shared by all processes on this database."""

from __future__ import annotations

from sqlite_utils import Database

MAX_TURN = 3600.0  # seconds; a row further ahead is ignored: the clock was set back
WAITING_GRACE = 3.0  # seconds for which a caller that has to wait is expected to try again
URGENT, USUAL = "urgent", "usual"


def acquire_turn(db: Database, name: str, now: float, until: float, *, is_urgent: bool = False) -> float:
    """Take the turn to call *name*, and keep it *until* a time.

    Returns 0 if it was taken, else the seconds until the next attempt. Urgent callers go first. If urgent and other
    callers wait, each retrying within `WAITING_GRACE` seconds, they alternate, so that neither starves the other. Times
    are seconds since 1970.
    """
    ours, theirs = (URGENT, USUAL) if is_urgent else (USUAL, URGENT)
    was_urgent = bool(_value(db, f"{name}, last urgent"))
    yields = was_urgent if is_urgent else not was_urgent
    wait = _wait(db, name, now) or (_wait(db, f"{name}, {theirs}", now) if yields else 0.0)
    release_turn(db, f"{name}, {ours}", now + WAITING_GRACE if wait else now)
    if not wait:
        release_turn(db, name, until)
        release_turn(db, f"{name}, last urgent", float(is_urgent))
    return wait


def release_turn(db: Database, name: str, next_at: float) -> None:
    """Release the turn: the next one may start at *next_at*."""
    db.execute(
        "insert into paces values (?, ?) on conflict (name) do update set next_at = excluded.next_at", [name, next_at]
    )


def _wait(db: Database, name: str, now: float) -> float:
    next_at = _value(db, name)
    return next_at - now if next_at is not None and now < next_at <= now + MAX_TURN else 0.0


def _value(db: Database, name: str) -> float | None:
    row = db.execute("select next_at from paces where name = ?", [name]).fetchone()
    return float(row[0]) if row else None
