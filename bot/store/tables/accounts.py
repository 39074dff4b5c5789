"""Table `accounts`: accounts that post about papers, as salted hashes, with when they were first seen and how often.

They say which accounts were there before a campaign. Names are never read out of it. It outlives the mentions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.models.papers import Mention
from bot.store.timestamps import to_text

MIN_PAPERS = 3  # papers that an account posted about before it counts as known
MIN_AGE = timedelta(days=1)  # since then
Account = tuple[str, str]
"""A source and an account there."""


def remember(db: Database, mention: Mention) -> None:
    """Count a paper for the account of its first mention. Call this after the mention is stored."""
    if not mention.author or _posts(db, mention) > 1:
        return
    db.execute(
        f"""insert into accounts values (?, ?, 1, null) on conflict (hash) do update set
            first_seen = min(first_seen, excluded.first_seen),
            papers = papers + 1,
            known_since = case when papers + 1 = {MIN_PAPERS} then ? else known_since end""",
        [_hash(_salt(db), mention.source, mention.author), *[to_text(mention.created)] * 2],
    )


def known(db: Database, accounts: Iterable[Account], now: datetime) -> frozenset[Account]:
    """Return those of *accounts* that counted as known `MIN_AGE` before *now*."""
    salt, before = _salt(db), to_text(now - MIN_AGE)
    sql = "select 1 from accounts where hash = ? and known_since <= ?"
    return frozenset(who for who in accounts if db.execute(sql, [_hash(salt, *who), before]).fetchone())


def register(db: Database, now: datetime) -> None:
    """Let SQL call ``is_known(source, account)``, as of *now*."""
    salt, before = _salt(db), to_text(now - MIN_AGE)
    hashes = {bytes(hash) for (hash,) in db.execute("select hash from accounts where known_since <= ?", [before])}
    db.register_function(lambda source, author: _hash(salt, source, author) in hashes, name="is_known", replace=True)


def of_mentions(mentions: Iterable[Mention]) -> Collection[Account]:
    """Return the accounts whose link-only posts need to be known to count."""
    return {(mention.source, mention.author) for mention in mentions if mention.bare and mention.author}


def _posts(db: Database, mention: Mention) -> int:
    (number,) = db.execute(
        "select count(*) from mentions where paper = ? and source = ? and author = ?",
        [mention.paper, mention.source, mention.author],
    ).fetchone()
    return int(number)


def _salt(db: Database) -> bytes:
    (salt,) = db.execute("select salt from account_salt").fetchone()
    return bytes(salt)


def _hash(salt: bytes, source: str, author: str) -> bytes:
    return hashlib.blake2b(f"{source}\0{author}".encode(), key=salt, digest_size=12).digest()
