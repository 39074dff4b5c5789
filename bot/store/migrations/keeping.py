"""What has to outlive a restored backup."""

from __future__ import annotations

from sqlite_utils import Database


def erasures(db: Database) -> None:
    """Who was forgotten, as salted hashes: nobody can be read out of them, but whoever is known can be looked up."""
    db.execute("create table erasures (hash blob primary key, salt blob not null) strict, without rowid")


def digests_by_delivery(db: Database) -> None:
    """Find the deliveries of a digest, so that one without any can be dropped quickly."""
    db.execute("create index deliveries_by_digest on deliveries (digest)")


STEPS = (erasures, digests_by_delivery)
