"""How each source did whenever it was asked, and how much we may still ask of it."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from datetime import date, datetime

from sqlite_utils import Database

from bot.models.papers import SourceHealth
from bot.store.instants import read_or_none, written

LONGEST_TURN = 3600.0  # seconds; a row further ahead was written by a clock that has been set back since
USUAL_OF = 20  # looks
URGENT = 3.0  # seconds for which the next turn is kept for somebody who waits for an answer


def record_look(db: Database, source: str, at: datetime, error: str | None = None) -> None:
    """Remember that *source* was asked at an instant, and how it failed if it did."""
    db.table("looks").upsert({"source": source, "at": written(at), "error": error}, pk=("source", "at"))


def record_answer(db: Database, source: str, at: datetime, note: str, found: int) -> None:
    """Remember that *source* answered at an instant, what was odd about it, and how many mentions it told."""
    db.table("looks").upsert(
        {"source": source, "at": written(at), "error": None, "note": note, "found": found}, pk=("source", "at")
    )


def usual(db: Database, source: str) -> float | None:
    """Return how many mentions *source* usually tells, None if it was seldom asked."""
    rows = db.execute(
        "select found from looks where source = ? and error is null and found is not null order by at desc limit ?",
        [source, USUAL_OF],
    ).fetchall()
    return statistics.median(found for (found,) in rows) if len(rows) >= USUAL_OF // 2 else None


def record_looks(db: Database, looks: Iterable[tuple[str, datetime]]) -> None:
    """Remember that sources had answered at these instants."""
    rows = {(source, written(at)) for source, at in looks}
    db.conn.executemany("insert into looks (source, at) values (?, ?) on conflict do nothing", sorted(rows))


def health(db: Database, as_of: datetime | None = None) -> list[SourceHealth]:
    """Return how every source stood at *as_of* (default: now), by name."""
    moment = None if as_of is None else written(as_of)
    rows = db.execute(
        """select source, max(at), (select max(at) from looks ok where ok.source = looks.source
            and ok.error is null and (ok.at <= :t or :t is null)), error, note
        from looks where at <= :t or :t is null group by source order by source""",
        {"t": moment},
    )  # beside max(at), SQLite gives error and note of that same row: sqlite.org/lang_select.html#bareagg
    return [SourceHealth(source, error is None, read_or_none(ok), error, note) for source, _, ok, error, note in rows]


def take_turn(db: Database, name: str, now: float, until: float, *, is_urgent: bool = False) -> float:
    """Take the turn to ask *name*, shared by all processes on this database, and keep it *until* an instant.

    Returns 0 if it is taken, else the seconds after which to try again; who is urgent and tries again within
    `URGENT` seconds comes before all who are not. Instants are seconds since 1970.
    """
    urgent = f"{name}, urgent"
    wait = _wait(db, name, now)
    if is_urgent:
        end_turn(db, urgent, now + URGENT if wait else now)
    else:
        wait = wait or _wait(db, urgent, now)
    if not wait:
        end_turn(db, name, until)
    return wait


def end_turn(db: Database, name: str, next_at: float) -> None:
    """Give the turn back: the next one may start at *next_at*."""
    db.table("paces").upsert({"name": name, "next_at": next_at}, pk="name")


def _wait(db: Database, name: str, now: float) -> float:
    row = db.execute("select next_at from paces where name = ?", [name]).fetchone()
    return float(row[0] - now) if row and now < row[0] <= now + LONGEST_TURN else 0.0


def book(db: Database, source: str, day: date, allowance: int) -> int:
    """Book all that is left of a day's *allowance* of paid reads; return how many that is."""
    row = db.execute("select spent from allowances where source = ? and day = ?", [source, day.isoformat()]).fetchone()
    left = max(allowance - (row[0] if row else 0), 0)
    if left:
        db.table("allowances").upsert(
            {"source": source, "day": day.isoformat(), "spent": allowance}, pk=("source", "day")
        )
    return left


def book_one(db: Database, source: str, day: date, allowance: int) -> bool:
    """Book one request of a day's *allowance*; say whether there was one left."""
    db.execute("insert into allowances values (?, ?, 0) on conflict do nothing", [source, day.isoformat()])
    cursor = db.execute(
        "update allowances set spent = spent + 1 where source = ? and day = ? and spent < ?",
        [source, day.isoformat(), allowance],
    )
    return bool(cursor.rowcount)


def give_back(db: Database, source: str, day: date, unspent: int) -> None:
    """Return what was booked and not spent."""
    db.execute(
        "update allowances set spent = spent - ? where source = ? and day = ?", [unspent, source, day.isoformat()]
    )
