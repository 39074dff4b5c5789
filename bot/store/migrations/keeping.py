"""Create erasures, which have to outlive a restored backup."""

from __future__ import annotations

from sqlite_utils import Database


def erasures(db: Database) -> None:
    """Create erasures as salted hashes: a known person can be looked up, an unknown one can't be read out."""
    db.execute("create table erasures (hash blob primary key, salt blob not null) strict, without rowid")


def digests_by_delivery(db: Database) -> None:
    """Index deliveries by digest, so that a digest without any is deleted quickly."""
    db.execute("create index deliveries_by_digest on deliveries (digest)")


STEPS = (erasures, digests_by_delivery)
