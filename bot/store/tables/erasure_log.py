"""Who was forgotten, without saying who: with it, a backup of before forgets them again when it is restored.

A row is a salt of its own and the hash of a person under it. Whoever stands in a database can be looked up in the rows;
who does not stand there cannot be read out of them, short of trying all names that a platform may give.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Erasure:
    """One person, or one workspace, that was forgotten."""

    hash: bytes
    salt: bytes

    def is_of(self, *who: str) -> bool:
        """Say whether it is of that person, or of that workspace."""
        return _hash(self.salt, *who) == self.hash


def remember(db: Database, *who: str) -> None:
    """Remember that somebody was forgotten, in the transaction that forgets them.

    A person is a platform, a workspace and a user; a workspace is the first two.
    """
    salt = secrets.token_bytes(16)
    add(db, {Erasure(_hash(salt, *who), salt)})


def add(db: Database, erasures: Collection[Erasure]) -> None:
    """Remember erasures that another database remembers."""
    rows = [(erasure.hash, erasure.salt) for erasure in erasures]
    db.conn.executemany("insert into erasures values (?, ?) on conflict do nothing", rows)


def known(db: Database) -> set[Erasure]:
    """Return all that is remembered; a database of before there was such a memory has none."""
    if not db.table("erasures").exists():
        return set()
    return {Erasure(*row) for row in db.execute("select hash, salt from erasures")}


def _hash(salt: bytes, *who: str) -> bytes:
    return hashlib.blake2b("\0".join(who).encode(), key=salt, digest_size=16).digest()
