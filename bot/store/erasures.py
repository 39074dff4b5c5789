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
    """One person who was forgotten."""

    hash: bytes
    salt: bytes

    def is_of(self, platform: str, workspace: str, user: str) -> bool:
        """Say whether it is that person."""
        return _hash(self.salt, platform, workspace, user) == self.hash


def remember(db: Database, platform: str, workspace: str, user: str) -> None:
    """Remember that a person was forgotten, in the transaction that forgets them."""
    salt = secrets.token_bytes(16)
    add(db, {Erasure(_hash(salt, platform, workspace, user), salt)})


def add(db: Database, erasures: Collection[Erasure]) -> None:
    """Remember erasures that another database remembers."""
    rows = [(erasure.hash, erasure.salt) for erasure in erasures]
    db.conn.executemany("insert into erasures values (?, ?) on conflict do nothing", rows)


def known(db: Database) -> set[Erasure]:
    """Return all that is remembered; a database of before there was such a memory has none."""
    if not db.table("erasures").exists():
        return set()
    return {Erasure(*row) for row in db.execute("select hash, salt from erasures")}


def people(db: Database) -> set[tuple[str, str, str]]:
    """Return everybody a database knows by platform, workspace and id; each also as somebody of no workspace."""
    rows = db.execute(
        """select platform, workspace, user from saved union select platform, workspace, user from directs
        union select platform, workspace, owner from subscriptions where owner != ''"""
    ).fetchall()
    return {(platform, place, user) for platform, workspace, user in rows for place in (workspace, "")}


def _hash(salt: bytes, *person: str) -> bytes:
    return hashlib.blake2b("\0".join(person).encode(), key=salt, digest_size=16).digest()
