"""What each destination was shown and when. It outlives the deliveries that showed it."""

from __future__ import annotations

from datetime import datetime
from math import inf

from sqlite_utils import Database

from bot.models.digest import Destination, Digest
from bot.models.papers import PaperId
from bot.store.json_codecs import CONTENT_CODEC
from bot.store.timestamps import to_text


def scores(db: Database, destination: Destination, before: datetime | None = None) -> dict[PaperId, float]:
    """Return the papers that a destination was shown, ever or *before* an instant, with their scores then.

    The score of one that was shown more than once is infinite: no other passes it.
    """
    rows = db.execute(
        f"select paper, count(*), score from shown where {_THERE} and at < ? group by paper",
        [*_place(destination), "later" if before is None else to_text(before)],
    )
    return {PaperId(paper): score if times == 1 else inf for paper, times, score in rows}


def remember(db: Database, destination: Destination, digest: Digest, now: datetime) -> None:
    """Remember that a destination is shown what *digest* holds."""
    rows = [(*_place(destination), entry.id, to_text(now), entry.score) for entry in digest.entries]
    db.conn.executemany("insert into shown values (?, ?, ?, ?, ?, ?) on conflict do nothing", rows)


def forget(db: Database, delivery: int) -> None:
    """Take back what `remember` wrote with a delivery; what was shown there before it stays."""
    deliveries = db.execute(
        """select platform, workspace, channel, created, body
        from deliveries join digests on digests.number = digest where deliveries.number = ?""",
        [delivery],
    ).fetchall()  # none if its reader had it erased
    for *place, created, body in deliveries:
        digest = CONTENT_CODEC.validate_json(body)
        rows = [(*place, created, entry.id) for entry in digest.entries] if isinstance(digest, Digest) else []
        db.conn.executemany(f"delete from shown where {_THERE} and at = ? and paper = ?", rows)


_THERE = "platform = ? and workspace = ? and channel = ?"


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]
