"""What a digest is asked to be, as `outbox` compares it."""

from __future__ import annotations

from sqlite_utils import Database


def fairness(db: Database) -> None:
    """Digests of before were not asked to be fair: they stay the same digests."""
    db.execute("update deliveries set choices = json_set(choices, '$.fair', json('false'))")


STEPS = (fairness,)
