"""Create the record of accounts that post about papers, as salted hashes."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict

from sqlite_utils import Database

PAPERS = 3  # as in `tables.accounts` when this step was written


def accounts_seen_before(db: Database) -> None:
    """Create the salt and the accounts, and count those of the stored mentions."""
    db.execute("create table account_salt (salt blob not null) strict")
    db.execute(
        """create table accounts (
            hash blob primary key,  -- of source and account, under the salt
            first_seen text not null,
            papers integer not null,
            known_since text  -- when it posted about so many papers that it counts as known
        ) strict, without rowid"""
    )
    salt = secrets.token_bytes(16)
    db.execute("insert into account_salt values (?)", [salt])
    posts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, author, created in db.execute(
        "select source, author, min(created) from mentions where author != '' group by source, author, paper"
    ):
        posts[source, author].append(created)
    rows = [(_hash(salt, *who), min(at), len(at), _known_since(at)) for who, at in posts.items()]
    db.conn.executemany("insert into accounts values (?, ?, ?, ?)", rows)


def _known_since(created: list[str]) -> str | None:
    return sorted(created)[PAPERS - 1] if len(created) >= PAPERS else None


def _hash(salt: bytes, source: str, author: str) -> bytes:
    return hashlib.blake2b(f"{source}\0{author}".encode(), key=salt, digest_size=12).digest()


STEPS = (accounts_seen_before,)
