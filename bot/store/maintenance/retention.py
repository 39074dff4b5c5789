"""Prune rows past their retention: found by reading, deleted in small batches, so that writers don't wait.

Each kind has a function that returns at most *limit* keys of rows to delete, and one that deletes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.store.timestamps import to_text

Keys = Sequence[tuple[Any, ...]]
Find = Callable[[Database, datetime, int], Keys]
Drop = Callable[[Database, Keys], None]

MENTIONS = 5000  # mentions whose observations are checked at once


def observations(db: Database, after: int, thin: datetime, last: datetime) -> Keys:
    """Return the observations of `MENTIONS` mentions that later ones make unnecessary.

    Before *thin*, only the last of each day stays; before *last*, only the last of all. So the counts at any time since
    *thin* stay exact, and before it those at the end of each day.
    """
    return db.execute(
        """select mention, observed from observations o
        where mention > :after and mention <= :after + :many and observed < :thin and exists (
            select 1 from observations later where later.mention = o.mention and later.observed > o.observed
            and (later.observed < :last
                or (later.observed < :thin and substr(later.observed, 1, 10) = substr(o.observed, 1, 10))))""",
        {"after": after, "many": MENTIONS, "thin": to_text(thin), "last": to_text(last)},
    ).fetchall()


def drop_observations(db: Database, keys: Keys) -> None:
    """Delete observations by mention and time."""
    db.conn.executemany("delete from observations where mention = ? and observed = ?", keys)


def newest_mention(db: Database) -> int:
    """Return the highest mention number."""
    (number,) = db.execute("select coalesce(max(number), 0) from mentions").fetchone()
    return int(number)


def deliveries(db: Database, before: datetime, limit: int) -> Keys:
    """Return the oldest settled deliveries made before a time."""
    return db.execute(
        """select number from deliveries where created < ? and not exists (
            select 1 from posts where delivery = deliveries.number and state not in ('done', 'dead'))
        order by number limit ?""",
        [to_text(before), limit],
    ).fetchall()


def drop_deliveries(db: Database, keys: Keys) -> None:
    """Delete deliveries with their posts, and digests without another delivery. Shown papers stay known."""
    marks = ", ".join("?" * len(keys))
    numbers = [number for (number,) in keys]
    bodies = db.execute(f"select distinct digest from deliveries where number in ({marks})", numbers).fetchall()
    db.execute(f"delete from deliveries where number in ({marks})", numbers)
    db.conn.executemany(
        "delete from digests where number = ? and not exists (select 1 from deliveries where digest = digests.number)",
        bodies,
    )


def slots(db: Database, before: datetime, limit: int) -> Keys:
    """Return slots due before a time, except each subscription's newest that looked for papers."""
    return db.execute(
        """select subscription, day from slots where state != 'due' and due < ? and exists (
            select 1 from slots later where later.subscription = slots.subscription and later.day > slots.day
            and later.state in ('planned', 'quiet')) limit ?""",
        [to_text(before), limit],
    ).fetchall()


def drop_slots(db: Database, keys: Keys) -> None:
    """Delete slots by subscription and day."""
    db.conn.executemany("delete from slots where subscription = ? and day = ?", keys)


def ended_subscriptions(db: Database, before: datetime, limit: int) -> Keys:
    """Return subscriptions that ended before an instant and had nothing due since."""
    return db.execute(
        """select number from subscriptions where active = 0 and coalesce(ended, '') < :before and not exists (
            select 1 from slots where subscription = number and due >= :before) limit :limit""",
        {"before": to_text(before), "limit": limit},
    ).fetchall()


def drop_ended_subscriptions(db: Database, keys: Keys) -> None:
    """Drop subscriptions with all of their slots; their numbers are never given again."""
    db.conn.executemany("delete from subscriptions where number = ? and active = 0", keys)


def looks(db: Database, before: datetime, limit: int) -> Keys:
    """Return polls before a time that a later successful poll followed."""
    return db.execute(
        """select source, at from looks where at < ? and exists (
            select 1 from looks later where later.source = looks.source and later.at > looks.at
            and later.error is null) limit ?""",
        [to_text(before), limit],
    ).fetchall()


def drop_looks(db: Database, keys: Keys) -> None:
    """Delete polls by source and time."""
    db.conn.executemany("delete from looks where source = ? and at = ?", keys)


def long_texts(db: Database, before: datetime, limit: int) -> Keys:
    """Return button payloads last stored before a time."""
    return db.execute(
        "select platform, key, workspace, person from long_texts where at < ? limit ?", [to_text(before), limit]
    ).fetchall()


def drop_long_texts(db: Database, keys: Keys) -> None:
    """Delete button payloads by key and owner."""
    db.conn.executemany("delete from long_texts where platform = ? and key = ? and workspace = ? and person = ?", keys)
