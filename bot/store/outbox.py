"""Digests on their way: remembered before they are posted, settled after. And what each destination was shown."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.models import Choices, Destination, Digest, PaperId, Post, PostKind, PostState
from bot.store.instants import read, read_or_none, written

DIGEST = TypeAdapter(Digest)
CHOICES = TypeAdapter(Choices)
LEASE = timedelta(seconds=90)  # a post that has been `sending` for longer was left behind by a crash
SETTLE = timedelta(seconds=30)  # how long a platform may take to show a post whose answer was lost


@dataclass(frozen=True, slots=True)
class Queued:
    """A post that is not settled yet, and since when and until when it waits."""

    post: Post
    state: PostState
    tried: datetime | None
    not_before: datetime | None


def delivery(db: Database, destination: Destination, day: date, choices: Choices) -> int | None:
    """Return the newest delivery of this very digest there, by what it is asked to be and not by its content."""
    row = db.execute(
        """select number from deliveries where platform = ? and workspace = ? and channel = ? and date = ? and choices = ?
        order by repeat desc limit 1""",
        [*_place(destination), day.isoformat(), CHOICES.dump_json(choices).decode()],
    ).fetchone()
    return None if row is None else int(row[0])


def enqueue(
    db: Database, digest: Digest, destination: Destination, kinds: Sequence[PostKind], now: datetime
) -> int:
    """Put a digest and its posts into the outbox and remember its papers as shown; return the delivery's number."""
    body = db["digests"].insert({"body": DIGEST.dump_json(digest).decode()}).last_pk
    choices = CHOICES.dump_json(digest.choices).decode()
    key = [*_place(destination), digest.date.isoformat(), choices]
    (repeat,) = db.execute(
        "select count(*) from deliveries where platform = ? and workspace = ? and channel = ? and date = ? and choices = ?",
        key,
    ).fetchone()
    cursor = db.execute(
        """insert into deliveries (platform, workspace, channel, date, choices, repeat, digest, created)
        values (?, ?, ?, ?, ?, ?, ?, ?)""",
        [*key, repeat, body, written(now)],
    )
    number = int(cursor.lastrowid or 0)
    db["posts"].insert_all(
        {"delivery": number, "position": position, "kind": kind, "token": secrets.token_hex(12), "state": "pending"}
        for position, kind in enumerate(kinds)
    )
    _remember_shown(db, destination, digest, now)
    return number


def unsettled(db: Database, delivery: int) -> list[Queued]:
    """Return the posts of a delivery that are neither done nor dead, in order."""
    return [queued for queued in _queued(db, delivery) if queued.state not in {PostState.DONE, PostState.DEAD}]


def claim(db: Database, post: Post, now: datetime) -> bool:
    """Take a post for sending, before the call; False if somebody else has it."""
    cursor = db.execute(
        "update posts set state = 'sending', tried = coalesce(tried, ?), not_before = ? where number = ? and state = 'pending'",
        [written(now), written(now + LEASE), post.number],
    )
    return cursor.rowcount == 1


def mark_unknown(db: Database, post: Post, now: datetime, reason: str) -> None:
    """Remember that nobody knows whether it was posted; it is looked for when the platform has settled."""
    _settle(db, post, PostState.UNKNOWN, reason=reason, not_before=now + SETTLE)


def mark_done(db: Database, post: Post, message: str) -> None:
    """Remember that it was posted, as which message."""
    _settle(db, post, PostState.DONE, message=message)


def postpone(db: Database, post: Post, until: datetime, reason: str) -> None:
    """Remember that it was certainly not posted, and when to try again."""
    _settle(db, post, PostState.PENDING, reason=reason, not_before=until)


def look_later(db: Database, post: Post, until: datetime, reason: str) -> None:
    """Remember that looking for it did not work, and when to look again."""
    _settle(db, post, PostState.UNKNOWN, reason=reason, not_before=until)


def forget_try(db: Database, post: Post) -> None:
    """Remember that it was looked for and is not there: it may be sent again."""
    _settle(db, post, PostState.PENDING)


def bury(db: Database, post: Post, reason: str) -> None:
    """Remember that it never will be posted."""
    _settle(db, post, PostState.DEAD, reason=reason)


def bury_delivery(db: Database, delivery: int, reason: str) -> None:
    """Remember that nothing more of a delivery will be posted."""
    db.execute(
        "update posts set state = 'dead', reason = ? where delivery = ? and state not in ('done', 'dead')",
        [reason, delivery],
    )


def recover(db: Database, delivery: int, now: datetime) -> None:
    """Turn what a crash left behind as `sending` into `unknown`."""
    db.execute(
        "update posts set state = 'unknown', reason = 'left behind' where delivery = ? and state = 'sending' and not_before <= ?",
        [delivery, written(now)],
    )


def states(db: Database, delivery: int | None = None) -> dict[PostState, int]:
    """Count the posts of a delivery, or all, by state."""
    rows = db.execute(
        "select state, count(*) from posts where delivery = :d or :d is null group by state", {"d": delivery}
    )
    return {PostState(state): number for state, number in rows}


def destinations(db: Database) -> list[Destination]:
    """Return every destination that something was ever posted to."""
    rows = db.execute("select distinct platform, workspace, channel from deliveries order by 1, 2, 3")
    return [Destination(*row) for row in rows]


def shown(db: Database, destination: Destination) -> set[PaperId]:
    """Return the papers that a destination was shown."""
    rows = db.execute(
        "select distinct paper from shown where platform = ? and workspace = ? and channel = ?", _place(destination)
    )
    return {PaperId(paper) for (paper,) in rows}


def _queued(db: Database, delivery: int) -> Iterable[Queued]:
    row = db.execute(
        """select d.platform, d.workspace, d.channel, g.body,
            (select message from posts where delivery = d.number and kind = 'parent')
        from deliveries d join digests g on g.number = d.digest where d.number = ?""",
        [delivery],
    ).fetchone()
    platform, workspace, channel, body, parent = row
    destination, digest = Destination(platform, workspace, channel), DIGEST.validate_json(body)
    for number, position, kind, token, state, tried, not_before in db.execute(
        "select number, position, kind, token, state, tried, not_before from posts where delivery = ? order by position",
        [delivery],
    ).fetchall():
        post = Post(number, token, destination, digest, position, PostKind(kind), parent)
        yield Queued(post, PostState(state), read_or_none(tried), None if not_before is None else read(not_before))


def _settle(
    db: Database, post: Post, state: PostState, *, message: str | None = None, reason: str | None = None,
    not_before: datetime | None = None,
) -> None:  # fmt: skip
    db["posts"].update(
        post.number,
        {
            "state": state.value,
            "message": message,
            "reason": reason,
            "not_before": None if not_before is None else written(not_before),
        },
    )


def _remember_shown(db: Database, destination: Destination, digest: Digest, now: datetime) -> None:
    rows = [(*_place(destination), entry.id, written(now), entry.score) for entry in digest.entries]
    db.conn.executemany("insert into shown values (?, ?, ?, ?, ?, ?) on conflict do nothing", rows)


def _place(destination: Destination) -> tuple[str, str, str]:
    return destination.platform, destination.workspace, destination.channel
