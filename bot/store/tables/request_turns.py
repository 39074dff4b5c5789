"""Table `paces`: whose turn it is to ask a service, over all processes on this database."""

from __future__ import annotations

from sqlite_utils import Database

MAX_TURN = 3600.0  # seconds; a row further ahead was written by a clock that has been set back since
URGENT_GRACE = 3.0  # seconds for which the next turn is kept for somebody who waits for an answer


def acquire_turn(db: Database, name: str, now: float, until: float, *, is_urgent: bool = False) -> float:
    """Take the turn to ask *name*, shared by all processes on this database, and keep it *until* an instant.

    Returns 0 if it is taken, else the seconds after which to try again; who is urgent and tries again within
    `URGENT_GRACE` seconds comes before all who are not. Instants are seconds since 1970.
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
    """Give the turn back: the next one may start at *next_at*."""
    db.table("paces").upsert({"name": name, "next_at": next_at}, pk="name")


def _wait(db: Database, name: str, now: float) -> float:
    row = db.execute("select next_at from paces where name = ?", [name]).fetchone()
    return float(row[0] - now) if row and now < row[0] <= now + MAX_TURN else 0.0
