"""Table `shown`: the papers shown at each destination, and when. It outlives the deliveries."""

from __future__ import annotations

from datetime import datetime
from math import inf

from sqlite_utils import Database

from bot.models.digest import Destination, Digest
from bot.models.papers import PaperId
from bot.store.json_codecs import CONTENT_CODEC
from bot.store.timestamps import LATEST, to_text


def scores(db: Database, destination: Destination, before: datetime | None = None) -> dict[PaperId, float]:
    """Return the papers shown at a destination, ever or *before* a time, with their scores then.

    The score of a paper shown twice is infinite, so it is never shown again.
    """
    rows = db.execute(
        f"select paper, count(*), score from shown where {_THERE} and at < ? group by paper",
        [*_place(destination), LATEST if before is None else to_text(before)],
    )
    return {PaperId(paper): score if times == 1 else inf for paper, times, score in rows}


def remember(db: Database, destination: Destination, digest: Digest, now: datetime) -> None:
    """Mark the papers of *digest* as shown at a destination."""
    rows = [(*_place(destination), entry.id, to_text(now), entry.score) for entry in digest.entries]
    db.conn.executemany("insert into shown values (?, ?, ?, ?, ?, ?) on conflict do nothing", rows)


def forget(db: Database, delivery: int) -> None:
    """Undo `remember` for a delivery. Papers shown there before stay marked."""
    deliveries = db.execute(
        """select platform, workspace, channel, created, body
        from deliveries join digests on digests.number = digest where deliveries.number = ?""",
        [delivery],
    ).fetchall()  # none if the person was erased
    for *place, created, body in deliveries:
        digest = CONTENT_CODEC.validate_json(body)
        rows = [(*place, created, entry.id) for entry in digest.entries] if isinstance(digest, Digest) else []
        db.conn.executemany(f"delete from shown where {_THERE} and at = ? and paper = ?", rows)


_THERE = "platform = ? and workspace = ? and channel = ?"


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]
