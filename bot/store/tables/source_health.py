"""Table `looks`: every poll of a source, and how it failed if it did."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from bot.models.papers import SourceHealth
from bot.store.timestamps import from_text_or_none, to_text

USUAL_OF = 20  # polls


def record_failure(db: Database, source: str, at: datetime, error: str | None = None) -> None:
    """Store a poll of *source*, and its error if it failed."""
    db.table("looks").upsert({"source": source, "at": to_text(at), "error": error}, pk=("source", "at"))


def record_success(db: Database, source: str, at: datetime, note: str, found: int) -> None:
    """Store a successful poll of *source*, its warning, and the number of mentions it returned."""
    db.table("looks").upsert(
        {"source": source, "at": to_text(at), "error": None, "note": note, "found": found}, pk=("source", "at")
    )


def usual_mentions(db: Database, source: str) -> float | None:
    """Return the usual number of mentions in a poll of *source*; None after few polls."""
    rows = db.execute(
        "select found from looks where source = ? and error is null and found is not null order by at desc limit ?",
        [source, USUAL_OF],
    ).fetchall()
    return statistics.median(found for (found,) in rows) if len(rows) >= USUAL_OF // 2 else None


def record_looks(db: Database, looks: Iterable[tuple[str, datetime]]) -> None:
    """Store successful polls at the given times."""
    rows = {(source, to_text(at)) for source, at in looks}
    db.conn.executemany("insert into looks (source, at) values (?, ?) on conflict do nothing", sorted(rows))


def health(db: Database, as_of: datetime | None = None) -> list[SourceHealth]:
    """Return the health of every source as of *as_of* (default: now), by name."""
    moment = None if as_of is None else to_text(as_of)
    rows = db.execute(
        """select source, max(at), (select max(at) from looks ok where ok.source = looks.source
            and ok.error is null and (ok.at <= :t or :t is null)), error, note
        from looks where at <= :t or :t is null group by source order by source""",
        {"t": moment},
    )  # with max(at), SQLite returns error and note of the same row: sqlite.org/lang_select.html#bareagg
    return [
        SourceHealth(source, error is None, from_text_or_none(ok), error, note) for source, _, ok, error, note in rows
    ]
