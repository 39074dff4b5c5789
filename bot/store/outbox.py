"""Digests on their way: remembered before they are posted, settled after. And what each destination was shown."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.models import Choices, Destination, Digest, PaperId, Post, PostKind, PostState
from bot.store.instants import read_or_none, written, written_or_none

DIGEST = TypeAdapter(Digest)
CHOICES = TypeAdapter(Choices)
LEASE = timedelta(seconds=90)  # a post that has been `sending` for longer was left behind by a crash
SETTLE = timedelta(seconds=30)  # what a platform may take to show a post whose answer was lost


@dataclass(frozen=True, slots=True)
class Queued:
    """A post that is not settled yet, and since when and until when it waits."""

    post: Post
    state: PostState
    tried: datetime | None
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that is not at its end yet, and where it goes."""

    number: int
    destination: Destination


@dataclass(frozen=True, slots=True)
class Delivered:
    """How a delivery stands: how many of its posts are done, waiting and dead.

    While something waits, `retry_at` says when it is worth to go on. `problem` says why the first that waits is not
    done, or why the first that is dead never will be.
    """

    done: int
    waiting: int
    dead: int
    retry_at: datetime | None = None
    problem: str = ""


def delivery(db: Database, destination: Destination, day: date, choices: Choices) -> int | None:
    """Return the newest delivery of this very digest there, by what it is asked to be and not by its content."""
    row = db.execute(
        f"select number from deliveries where {_THIS_DIGEST} order by repeat desc limit 1",
        _identity(destination, day, choices),
    ).fetchone()
    return None if row is None else int(row[0])


def enqueue(db: Database, digest: Digest, destination: Destination, kinds: Sequence[PostKind], now: datetime) -> int:
    """Put a digest and its posts into the outbox and remember its papers as shown; return the delivery's number."""
    body = db.table("digests").insert({"body": DIGEST.dump_json(digest).decode()}).last_pk
    key = _identity(destination, digest.date, digest.choices)
    (repeat,) = db.execute(f"select count(*) from deliveries where {_THIS_DIGEST}", key).fetchone()
    cursor = db.execute(
        """insert into deliveries (platform, workspace, channel, date, choices, repeat, digest, created)
        values (?, ?, ?, ?, ?, ?, ?, ?)""",
        [*key, repeat, body, written(now)],
    )
    number = int(cursor.lastrowid or 0)
    db.table("posts").insert_all(
        {"delivery": number, "position": position, "kind": kind, "token": secrets.token_hex(12), "state": "pending"}
        for position, kind in enumerate(kinds)
    )
    _remember_shown(db, destination, digest, now)
    return number


def enqueue_once(
    db: Database, digest: Digest, destination: Destination, kinds: Sequence[PostKind], now: datetime
) -> int:
    """Put a digest into the outbox unless it is there already; return the delivery's number."""
    known = delivery(db, destination, digest.date, digest.choices)
    return enqueue(db, digest, destination, kinds, now) if known is None else known


def next_post(db: Database, delivery: int) -> Queued | None:
    """Return the first post of a delivery that is neither done nor dead."""
    row = db.execute(
        """select p.number, p.token, d.platform, d.workspace, d.channel, g.body, p.position, p.kind,
            (select message from posts where delivery = d.number and kind = 'parent'), p.state, p.tried, p.not_before
        from posts p join deliveries d on d.number = p.delivery join digests g on g.number = d.digest
        where d.number = ? and p.state not in ('done', 'dead') order by p.position limit 1""",
        [delivery],
    ).fetchone()
    if row is None:
        return None
    number, token, platform, workspace, channel, body, position, kind, parent, state, tried, not_before = row
    destination = Destination(platform, workspace, channel)
    post = Post(number, token, destination, DIGEST.validate_json(body), position, PostKind(kind), parent)
    return Queued(post, PostState(state), read_or_none(tried), read_or_none(not_before))


def claim(db: Database, post: Post, now: datetime) -> bool:
    """Take a post for sending, before the call; False if somebody else has it."""
    cursor = db.execute(
        """update posts set state = 'sending', tried = coalesce(tried, ?), not_before = ?
        where number = ? and state = 'pending'""",
        [written(now), written(now + LEASE), post.number],
    )
    return cursor.rowcount == 1


def mark_done(db: Database, post: Post, message: str) -> None:
    """Remember that it was posted, as which message."""
    _settle(db, post, PostState.DONE, message=message)


def mark_unknown(db: Database, post: Post, look_at: datetime, reason: str) -> None:
    """Remember that nobody knows whether it was posted, and when to look for it."""
    _settle(db, post, PostState.UNKNOWN, reason=reason, not_before=look_at)


def found(db: Database, looked_for: Queued, message: str | None) -> None:
    """Remember as which message it was found, or, if there is none, that it may be sent again."""
    if message is not None:
        mark_done(db, looked_for.post, message)
    elif _is_unchanged(db, looked_for):
        _settle(db, looked_for.post, PostState.PENDING)


def look_again(db: Database, looked_for: Queued, at: datetime, reason: str) -> None:
    """Remember that looking for it told nothing, and when to look again."""
    if _is_unchanged(db, looked_for):
        mark_unknown(db, looked_for.post, at, reason)


def postpone(db: Database, post: Post, until: datetime, reason: str) -> None:
    """Remember that it was certainly not posted, and when to try again."""
    _settle(db, post, PostState.PENDING, reason=reason, not_before=until)


def bury(db: Database, post: Post, reason: str) -> None:
    """Remember that it never will be posted."""
    _settle(db, post, PostState.DEAD, reason=reason)


def bury_delivery(db: Database, delivery: int, reason: str) -> None:
    """Remember that nothing more of a delivery will be posted, and if nothing was, that nothing was shown."""
    db.execute(
        "update posts set state = 'dead', reason = ? where delivery = ? and state not in ('done', 'dead')",
        [reason, delivery],
    )
    if PostState.DONE not in states(db, delivery):
        _forget_shown(db, delivery)


def waiting(db: Database, now: datetime) -> list[Waiting]:
    """Return the deliveries whose next post may be tried or looked for at *now*, oldest first."""
    rows = db.execute(
        """select d.number, d.platform, d.workspace, d.channel from deliveries d join posts p on p.delivery = d.number
        where p.state not in ('done', 'dead') and p.position = (select min(position) from posts
            where delivery = d.number and state not in ('done', 'dead'))
        and (p.not_before is null or p.not_before <= ?) order by d.number""",
        [written(now)],
    )
    return [Waiting(int(number), Destination(*place)) for number, *place in rows]


def next_try(db: Database, platforms: Collection[str]) -> datetime | None:
    """Return when the first post on *platforms* that waits for its time may be tried."""
    marks = ", ".join("?" * len(platforms))
    (moment,) = db.execute(
        f"""select min(not_before) from posts join deliveries d on d.number = delivery
        where state not in ('done', 'dead') and platform in ({marks})""",
        [*platforms],
    ).fetchone()
    return read_or_none(moment)


def standing(db: Database, delivery: int) -> Delivered:
    """Return how a delivery stands."""
    count, waiting = states(db, delivery), next_post(db, delivery)
    row = db.execute(
        "select reason from posts where delivery = ? and state != 'done' order by state = 'dead', position limit 1",
        [delivery],
    ).fetchone()
    return Delivered(
        done=count.get(PostState.DONE, 0),
        waiting=sum(count.get(state, 0) for state in (PostState.PENDING, PostState.SENDING, PostState.UNKNOWN)),
        dead=count.get(PostState.DEAD, 0),
        retry_at=waiting.not_before if waiting else None,
        problem=row[0] or "another process is sending it" if row else "",
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
    return {
        PaperId(paper)
        for (paper,) in db.execute(f"select distinct paper from shown where {_THERE}", _place(destination))
    }


def shown_before(db: Database, destination: Destination, day: date, choices: Choices) -> set[PaperId]:
    """Return the papers that a destination was shown before this very digest came there, if it did already."""
    rows = db.execute(
        f"""select distinct paper from shown where {_THERE}
            and at < coalesce((select min(created) from deliveries where {_THIS_DIGEST}), 'later')""",
        [*_place(destination), *_identity(destination, day, choices)],
    )
    return {PaperId(paper) for (paper,) in rows}


def _is_unchanged(db: Database, queued: Queued) -> bool:
    """Say whether no other process has got further with a post since it was read."""
    as_read = [queued.post.number, queued.state.value, written_or_none(queued.not_before)]
    row = db.execute("select 1 from posts where number = ? and state = ? and not_before is ?", as_read).fetchone()
    return row is not None


def _settle(db: Database, post: Post, state: PostState, **told: str | datetime | None) -> None:
    """Set a post's state, and what is told of `message`, `reason` and `not_before`; what is not told is cleared."""
    row = {"state": state.value, "message": None, "reason": None, "not_before": None} | told
    values = [written(value) if isinstance(value, datetime) else value for value in row.values()]
    changed = ", ".join(f"{column} = ?" for column in row)
    db.execute(f"update posts set {changed} where number = ?", [*values, post.number])  # it may be erased by now


def _remember_shown(db: Database, destination: Destination, digest: Digest, now: datetime) -> None:
    rows = [(*_place(destination), entry.id, written(now), entry.score) for entry in digest.entries]
    db.conn.executemany("insert into shown values (?, ?, ?, ?, ?, ?) on conflict do nothing", rows)


def _forget_shown(db: Database, delivery: int) -> None:
    """Take back what `_remember_shown` wrote with a delivery; what was shown there before it stays."""
    deliveries = db.execute(
        """select platform, workspace, channel, created, body
        from deliveries join digests on digests.number = digest where deliveries.number = ?""",
        [delivery],
    ).fetchall()  # none if its reader had it erased
    for *place, created, body in deliveries:
        rows = [(*place, created, entry.id) for entry in DIGEST.validate_json(body).entries]
        db.conn.executemany(f"delete from shown where {_THERE} and at = ? and paper = ?", rows)


_THERE = "platform = ? and workspace = ? and channel = ?"
_THIS_DIGEST = f"{_THERE} and date = ? and choices = ?"


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


def _identity(destination: Destination, day: date, choices: Choices) -> list[str]:
    unsaid = None if choices.fair else {"fair"}  # as digests were written that could not be asked to be
    return [*_place(destination), day.isoformat(), CHOICES.dump_json(choices, exclude=unsaid).decode()]
