"""Table `erasures`: who was erased, as salted hashes, so that restoring an older backup can erase them again.

A row is a salt and the hash of a person under it. A known person can be looked up; others can't be read out without
trying all ids that a platform may give.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Erasure:
    """The erasure of one person or workspace."""

    hash: bytes
    salt: bytes

    def is_of(self, *who: str) -> bool:
        """Return whether it is the erasure of that person or workspace."""
        return _hash(self.salt, *who) == self.hash


def remember(db: Database, *who: str) -> None:
    """Store an erasure, in the transaction that erases.

    A person is a platform, a workspace and a user; a workspace is the first two.
    """
    salt = secrets.token_bytes(16)
    add(db, {Erasure(_hash(salt, *who), salt)})


def add(db: Database, erasures: Collection[Erasure]) -> None:
    """Store erasures from another database."""
    rows = [(erasure.hash, erasure.salt) for erasure in erasures]
    db.conn.executemany("insert into erasures values (?, ?) on conflict do nothing", rows)


def known(db: Database) -> set[Erasure]:
    """Return all erasures; none if the database is older than this table."""
    if not db.table("erasures").exists():
        return set()
    return {Erasure(*row) for row in db.execute("select hash, salt from erasures")}


def _hash(salt: bytes, *who: str) -> bytes:
    return hashlib.blake2b("\0".join(who).encode(), key=salt, digest_size=16).digest()
