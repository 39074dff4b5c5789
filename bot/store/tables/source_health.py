"""Table `looks`: every poll of a source, and how it failed if it did."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from bot.models.papers import SourceHealth
from bot.store.timestamps import LATEST, from_text_or_none, to_text

USUAL_OF = 20  # polls


def record_failure(db: Database, source: str, at: datetime, error: str | None = None) -> None:
    """Store a poll of *source*, and its error if it failed."""
    db.execute(
        """insert into looks (source, at, error) values (?, ?, ?)
        on conflict (source, at) do update set error = excluded.error""",
        [source, to_text(at), error],
    )


def record_success(db: Database, source: str, at: datetime, note: str, found: int) -> None:
    """Store a successful poll of *source*, its warning, and the number of mentions it returned."""
    db.execute(
        """insert into looks (source, at, error, note, found) values (?, ?, null, ?, ?) on conflict (source, at)
        do update set error = null, note = excluded.note, found = excluded.found""",
        [source, to_text(at), note, found],
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
    rows = db.execute(
        """select l.source, l.at, newest.ok, l.error, l.note from (
            select source, max(at) as at, max(case when error is null then at end) as ok
            from looks where at <= ? group by source) newest
        join looks l on l.source = newest.source and l.at = newest.at order by l.source""",
        [LATEST if as_of is None else to_text(as_of)],
    )
    return [
        SourceHealth(source, error is None, from_text_or_none(ok), error, note) for source, _, ok, error, note in rows
    ]
