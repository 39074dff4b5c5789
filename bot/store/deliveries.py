"""What was delivered where."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.models import Destination
from bot.store.instants import read


def newest(db: Database, destination: Destination) -> tuple[int, datetime] | None:
    """Return the number of the newest delivery to a destination, and when it was put into the outbox."""
    row = db.execute(
        """select number, created from deliveries where platform = ? and workspace = ? and channel = ?
        order by number desc limit 1""",
        [destination.platform, destination.workspace, destination.channel],
    ).fetchone()
    return None if row is None else (int(row[0]), read(row[1]))
