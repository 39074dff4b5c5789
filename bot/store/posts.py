"""The life of a post: taken before it is sent or looked for, settled after.

    pending ──▶ sending ──▶ done, postponed, unknown or dead
    postponed ──▶ sending
    unknown ──▶ done, or pending if it is not there

Whoever takes a post counts up its fence and has until `not_before`; what they say afterwards counts only while nobody
else has taken it. One thing is true whoever says it: that it was posted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.models import Destination
from bot.post import Post, PostKind, PostState
from bot.store import shown
from bot.store.bodies import DIGEST
from bot.store.instants import read, read_or_none, written, written_up

STOPPED = "hotpapers was stopped while it was on its way"


@dataclass(frozen=True, slots=True)
class Queued:
    """A post that is not settled yet, and since when and until when it waits. *tried* is when it was first sent."""

    post: Post
    state: PostState
    tried: datetime | None
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class Resent:
    """A post that was sent more than once and is there as *message*; first sent at *tried*."""

    post: Post
    message: str
    tried: datetime


def next_post(db: Database, delivery: int) -> Queued | None:
    """Return the first post of a delivery that is neither done nor dead."""
    row = db.execute(
        f"{_POST} where p.delivery = ? and p.state not in ('done', 'dead') order by p.position limit 1", [delivery]
    ).fetchone()
    if row is None:
        return None
    post, (state, tried, not_before, _) = _read(row)
    return Queued(post, PostState(state), read_or_none(tried), read_or_none(not_before))


def claim(db: Database, post: Post, now: datetime, until: datetime, *, in_run: bool = False) -> Post | None:
    """Take a post for sending, before the call; None if somebody else has it. After *until* it is looked for."""
    taken = db.execute(
        """update posts set state = 'sending', fence = fence + 1, tries = tries + 1, tried = coalesce(tried, ?),
            not_before = ?, changed = ?, in_run = ?
        where number = ? and fence = ? and state in ('pending', 'postponed')""",
        [written(now), written_up(until), written(now), int(in_run), post.number, post.fence],
    ).rowcount
    return replace(post, fence=post.fence + 1) if taken else None


def look(db: Database, post: Post, now: datetime, until: datetime, *, in_run: bool = False) -> Post | None:
    """Take a post that may have been posted, to look for it until then; None if somebody else has it."""
    taken = db.execute(
        """update posts set state = 'unknown', fence = fence + 1, not_before = ?, changed = ?, in_run = ?
        where number = ? and fence = ? and state in ('sending', 'unknown')""",
        [written_up(until), written(now), int(in_run), post.number, post.fence],
    ).rowcount
    return replace(post, fence=post.fence + 1) if taken else None


def mark_done(db: Database, post: Post, message: str, now: datetime) -> str | None:
    """Remember that it was posted, as which message; return the message that it was already, if it was.

    Who says so may have been given up meanwhile: it is true all the same, and nobody has to send it any more.
    """
    changed = db.execute(
        """update posts set state = 'done', message = ?, reason = null, not_before = null, changed = ?, in_run = 0
        where number = ? and state not in ('done', 'dead')""",
        [message, written(now), post.number],
    ).rowcount
    row = db.execute("select message from posts where number = ? and state = 'done'", [post.number]).fetchone()
    return None if changed or row is None else row[0]


def mark_deleted(db: Database, post: Post, reason: str, now: datetime) -> None:
    """Remember that it was posted and that somebody deleted it, and with the first message all that follows it."""
    if _settle(db, post, PostState.DONE, now, reason=reason):
        _bury_what_follows(db, post, reason, now)


def mark_unknown(db: Database, post: Post, look_at: datetime, reason: str, now: datetime) -> None:
    """Remember that nobody knows whether it was posted, and when to look for it."""
    _settle(db, post, PostState.UNKNOWN, now, reason=reason, not_before=look_at)


def mark_absent(db: Database, post: Post, now: datetime, reason: str | None = None) -> None:
    """Remember that it may be sent again."""
    _settle(db, post, PostState.PENDING, now, reason=reason)


def postpone(db: Database, post: Post, until: datetime, reason: str, now: datetime) -> None:
    """Remember that it was certainly not posted, and when to try again."""
    if _settle(db, post, PostState.POSTPONED, now, reason=reason, not_before=until):
        db.execute(
            "update posts set tries = tries - 1, tried = case when tries > 1 then tried end where number = ?",
            [post.number],
        )


def bury(db: Database, post: Post, reason: str, now: datetime) -> None:
    """Remember that it never will be posted."""
    _settle(db, post, PostState.DEAD, now, reason=reason)


def give_up(db: Database, post: Post, reason: str, now: datetime) -> None:
    """Remember that it may be there or not and is not sent again, nor what follows if it is the first message.

    What the digest holds still counts as shown.
    """
    if _settle(db, post, PostState.DEAD, now, reason=reason):
        _bury_what_follows(db, post, reason, now)


def bury_delivery(db: Database, delivery: int, reason: str, now: datetime) -> None:
    """Remember that nothing more of a delivery will be posted, and if nothing was, that nothing was shown."""
    _bury_rest(db, delivery, reason, now)
    if not db.execute("select 1 from posts where delivery = ? and state = 'done'", [delivery]).fetchone():
        shown.forget(db, delivery)


def put_off(db: Database, delivery: int, until: datetime, reason: str) -> None:
    """Let what is next of a delivery wait, in the state that it is in: it was not brought to its end."""
    db.execute(
        """update posts set not_before = ?, reason = ? where delivery = ? and position = (select min(position)
        from posts same where same.delivery = posts.delivery and state not in ('done', 'dead'))""",
        [written_up(until), reason, delivery],
    )


def abandon(db: Database, now: datetime, look_at: datetime) -> int:
    """Let what an earlier `hotpapers run` left on its way be looked for at *look_at*; return how many posts that is.

    To be called by the only process that runs, before it takes anything. What other commands send stays theirs.
    """
    return db.execute(
        """update posts set state = 'unknown', not_before = ?, changed = ?, in_run = 0, reason = ?
        where state = 'sending' and in_run""",
        [written_up(look_at), written(now), STOPPED],
    ).rowcount


def resent(db: Database, platform: str, since: datetime) -> list[Resent]:
    """Return the posts on *platform* that were sent more than once and became done not before *since*."""
    rows = db.execute(
        f"""{_POST} where p.tries > 1 and p.state = 'done' and p.message is not null and p.changed >= ?
            and d.platform = ? order by p.number""",
        [written(since), platform],
    )
    return [Resent(post, message, read(tried)) for post, (_, tried, _, message) in map(_read, rows)]


def _settle(db: Database, post: Post, state: PostState, now: datetime, **told: str | datetime | None) -> bool:
    """Set a post's state, and what is told of `reason` and `not_before`; False if somebody else has taken it since."""
    row = {"state": state.value, "reason": None, "not_before": None, "changed": written(now), "in_run": 0} | told
    values = [written_up(value) if isinstance(value, datetime) else value for value in row.values()]
    changed = ", ".join(f"{column} = ?" for column in row)
    return bool(
        db.execute(
            f"update posts set {changed} where number = ? and fence = ? and state in ('sending', 'unknown')",
            [*values, post.number, post.fence],
        ).rowcount
    )


def _bury_what_follows(db: Database, post: Post, reason: str, now: datetime) -> None:
    """Without its first message, the rest of a delivery has no place to go."""
    if post.kind is PostKind.PARENT:
        (delivery,) = db.execute("select delivery from posts where number = ?", [post.number]).fetchone()
        _bury_rest(db, delivery, reason, now)


def _bury_rest(db: Database, delivery: int, reason: str, now: datetime) -> None:
    db.execute(
        """update posts set state = 'dead', reason = ?, not_before = null, changed = ?, in_run = 0
        where delivery = ? and state not in ('done', 'dead')""",
        [reason, written(now), delivery],
    )


_POST = """select p.number, p.token, d.platform, d.workspace, d.channel, g.body, p.position, p.kind, p.fence,
    (select message from posts where delivery = d.number and kind = 'parent'), p.state, p.tried, p.not_before, p.message
    from posts p join deliveries d on d.number = p.delivery join digests g on g.number = d.digest"""


def _read(row: tuple[Any, ...]) -> tuple[Post, tuple[Any, ...]]:
    """Read what `_POST` selects: a post, and the state, times and message of its row."""
    number, token, platform, workspace, channel, body, position, kind, fence, parent, *rest = row
    destination, digest = Destination(platform, workspace, channel), DIGEST.validate_json(body)
    return Post(number, token, destination, digest, position, PostKind(kind), parent, fence), tuple(rest)
