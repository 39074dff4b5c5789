"""The life of a post: taken before it is sent or looked for, settled after.

    pending ──▶ sending ──▶ done, postponed, unknown or dead
    postponed ──▶ sending
    unknown ──▶ done, or pending if it is not there

Whoever takes a post counts up its fence and has until `not_before`; what they say afterwards counts only while nobody
else has taken it. One thing is true whoever says it: that it was posted.

To one destination posts go in order, by delivery and position: a post is taken only when all before it are done or
dead. `since` and `shown_by` are by the platform's clock, all other instants by ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.models.digest import Destination
from bot.models.post import Post, PostKind, PostState
from bot.store.json_codecs import CONTENT_CODEC
from bot.store.tables import shown_papers
from bot.store.timestamps import from_text, from_text_or_none, to_text, to_text_rounded_up

INTERRUPTED = "hotpapers was stopped while it was on its way"
AGAIN_A_BUG = "it met a bug of ours again, and the next digest waits; once it is mended, try this one again"
LOOKED_FOR = "who sent it did not come back; it is looked for"


@dataclass(frozen=True, slots=True)
class QueuedPost:
    """A post of a delivery that is not settled yet, since when and until when it waits, and why.

    *tried* is when it was first sent. By the platform's clock, it may be there from *since* on, and is shown by
    *shown_by* if it was sent.
    """

    post: Post
    delivery: int
    state: PostState
    tried: datetime | None
    not_before: datetime | None
    since: datetime | None
    shown_by: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ResentPost:
    """A post that was sent more than once and is there as *message*; first sent *since*, by the platform's clock."""

    post: Post
    message: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Sending:
    """By the platform's clock: from when on what is sent now may be there, and by when it is shown, if known."""

    since: datetime
    shown_by: datetime | None = None


def next_post(db: Database, delivery: int) -> QueuedPost | None:
    """Return the first post of a delivery that is neither done nor dead."""
    return _queued(db, "where p.delivery = ?", [delivery])


def next_there(db: Database, delivery: int) -> QueuedPost | None:
    """Return the first post that is neither done nor dead, of a delivery and all before it to the same destination."""
    return _queued(
        db,
        """join deliveries own on own.platform = d.platform and own.workspace = d.workspace and own.channel = d.channel
        where own.number = ? and d.number <= own.number""",
        [delivery],
    )


def claim(  # noqa: PLR0913 - who sends, and by whose clock, has a usual value
    db: Database, post: Post, now: datetime, until: datetime, *, in_run: bool = False, sending: Sending | None = None
) -> Post | None:
    """Take a post for sending, before the call; None if somebody else has it, or if it is not its turn.

    After *until* it is looked for.
    """
    since = to_text(sending.since if sending else now)
    shown_by = to_text_rounded_up(sending.shown_by) if sending and sending.shown_by else None
    taken = db.execute(
        f"""update posts set state = 'sending', fence = fence + 1, tries = tries + 1, tried = coalesce(tried, ?),
            since = coalesce(since, ?), shown_by = ?, not_before = ?, changed = ?, in_run = ?
        where number = ? and fence = ? and state in ('pending', 'postponed') and {_IS_ITS_TURN}""",
        [
            to_text(now),
            since,
            shown_by,
            to_text_rounded_up(until),
            to_text(now),
            int(in_run),
            post.id,
            post.fencing_token,
        ],
    ).rowcount
    return replace(post, fencing_token=post.fencing_token + 1) if taken else None


def claim_for_lookup(db: Database, post: Post, now: datetime, until: datetime, *, in_run: bool = False) -> Post | None:
    """Take a post that may have been posted, to look for it until then; None if somebody else has it.

    Looking may post it, so it waits for its turn as well.
    """
    taken = db.execute(
        f"""update posts set state = 'unknown', fence = fence + 1, not_before = ?, changed = ?, in_run = ?,
            reason = coalesce(reason, ?)
        where number = ? and fence = ? and state in ('sending', 'unknown') and {_IS_ITS_TURN}""",
        [to_text_rounded_up(until), to_text(now), int(in_run), LOOKED_FOR, post.id, post.fencing_token],
    ).rowcount
    return replace(post, fencing_token=post.fencing_token + 1) if taken else None


def wait(db: Database, post: Post, until: datetime, reason: str | None = None) -> None:
    """Let a post wait in the state that it is in, unless somebody has taken it."""
    db.execute(
        "update posts set not_before = ?, reason = coalesce(?, reason) where number = ? and fence = ?",
        [to_text_rounded_up(until), reason, post.id, post.fencing_token],
    )


def mark_done(db: Database, post: Post, message: str, now: datetime) -> str | None:
    """Remember that it was posted, as which message; return the message that it was already, if it was.

    Who says so may have been given up meanwhile: it is true all the same, and nobody has to send it any more.
    """
    changed = db.execute(
        """update posts set state = 'done', message = ?, reason = null, not_before = null, changed = ?, in_run = 0
        where number = ? and state not in ('done', 'dead')""",
        [message, to_text(now), post.id],
    ).rowcount
    row = db.execute("select message from posts where number = ? and state = 'done'", [post.id]).fetchone()
    return None if changed or row is None else row[0]


def mark_deleted(db: Database, post: Post, reason: str, now: datetime) -> None:
    """Remember that it was posted and that somebody deleted it, and with the first message all that follows it."""
    if _settle(db, post, PostState.DONE, now, reason=reason):
        _bury_what_follows(db, post, reason, now)


def mark_unknown(  # noqa: PLR0913 - by when it is shown is not known of every platform
    db: Database, post: Post, look_at: datetime, reason: str, now: datetime, *, shown_by: datetime | None = None
) -> None:
    """Remember that nobody knows whether it was posted, when to look for it, and by when it is shown if it was sent."""
    told = {"shown_by": shown_by} if shown_by else {}
    _settle(db, post, PostState.UNKNOWN, now, reason=reason, not_before=look_at, **told)


def mark_absent(db: Database, post: Post, now: datetime, reason: str | None = None) -> None:
    """Remember that it may be sent again."""
    _settle(db, post, PostState.PENDING, now, reason=reason)


def postpone(db: Database, post: Post, until: datetime, reason: str, now: datetime) -> None:
    """Remember that it was certainly not posted, and when to try again."""
    if _settle(db, post, PostState.POSTPONED, now, reason=reason, not_before=until):
        db.execute(
            """update posts set tries = tries - 1, tried = case when tries > 1 then tried end,
                since = case when tries > 1 then since end where number = ?""",
            [post.id],
        )


def mark_dead(db: Database, post: Post, reason: str, now: datetime) -> None:
    """Remember that it never will be posted."""
    _settle(db, post, PostState.DEAD, now, reason=reason)


def mark_unresolved_dead(db: Database, post: Post, reason: str, now: datetime) -> None:
    """Remember that it may be there or not and is not sent again, nor what follows if it is the first message.

    What the digest holds still counts as shown.
    """
    if _settle(db, post, PostState.DEAD, now, reason=reason):
        _bury_what_follows(db, post, reason, now)


def mark_delivery_dead(db: Database, delivery: int, reason: str, now: datetime) -> None:
    """Remember that nothing more of a delivery will be posted, and if nothing was, that nothing was shown."""
    mark_rest_dead(db, delivery, reason, now)
    if not db.execute("select 1 from posts where delivery = ? and state = 'done'", [delivery]).fetchone():
        shown_papers.forget(db, delivery)


def defer_delivery(db: Database, delivery: int, until: datetime, reason: str, now: datetime) -> None:
    """Let what is next to a delivery's destination wait, in the state that it is in: it met a bug of ours.

    If it meets another while something waits for it, it is given up: no digest keeps the next from its place for ever.
    """
    queued = next_there(db, delivery)
    if queued is None:
        return
    wait(db, queued.post, until, reason)
    db.execute("update posts set bugs = bugs + 1 where number = ?", [queued.post.id])
    if db.execute(f"select 1 from posts where number = ? and bugs > 1 and {_IS_AWAITED}", [queued.post.id]).fetchone():
        mark_delivery_dead(db, queued.delivery, AGAIN_A_BUG, now)


def recover_interrupted(db: Database, now: datetime, look_at: datetime) -> int:
    """Let what an earlier `hotpapers run` left on its way be looked for at *look_at*; return how many posts that is.

    To be called by the only process that runs, before it takes anything. What other commands send stays theirs.
    """
    return db.execute(
        """update posts set state = 'unknown', not_before = ?, changed = ?, in_run = 0, reason = ?
        where state = 'sending' and in_run""",
        [to_text_rounded_up(look_at), to_text(now), INTERRUPTED],
    ).rowcount


def resent(db: Database, platform: str, since: datetime) -> list[ResentPost]:
    """Return the posts on *platform* that were sent more than once and became done not before *since*."""
    rows = db.execute(
        f"""{_POST} where p.tries > 1 and p.state = 'done' and p.message is not null and p.changed >= ?
            and d.platform = ? order by p.number""",
        [to_text(since), platform],
    )
    return [ResentPost(post, rest[MESSAGE], from_text(rest[SINCE])) for post, rest in map(_read, rows)]


def _queued(db: Database, where: str, values: list[int]) -> QueuedPost | None:
    row = db.execute(
        f"{_POST} {where} and p.state != 'done' and p.state != 'dead' order by p.delivery, p.position limit 1", values
    ).fetchone()
    if row is None:
        return None
    post, (delivery, state, reason, _, *instants) = _read(row)
    tried, not_before, since, shown_by = map(from_text_or_none, instants)
    return QueuedPost(post, delivery, PostState(state), tried, not_before, since, shown_by, reason)


def _settle(db: Database, post: Post, state: PostState, now: datetime, **told: str | datetime | None) -> bool:
    """Set a post's state, and what is told of `reason` and `not_before`; False if somebody else has taken it since."""
    row = {"state": state.value, "reason": None, "not_before": None, "changed": to_text(now), "in_run": 0} | told
    values = [to_text_rounded_up(value) if isinstance(value, datetime) else value for value in row.values()]
    changed = ", ".join(f"{column} = ?" for column in row)
    return bool(
        db.execute(
            f"update posts set {changed} where number = ? and fence = ? and state in ('sending', 'unknown')",
            [*values, post.id, post.fencing_token],
        ).rowcount
    )


def _bury_what_follows(db: Database, post: Post, reason: str, now: datetime) -> None:
    """Without its first message, the rest of a delivery has no place to go."""
    if post.kind is PostKind.PARENT:
        (delivery,) = db.execute("select delivery from posts where number = ?", [post.id]).fetchone()
        mark_rest_dead(db, delivery, reason, now)


def mark_rest_dead(db: Database, delivery: int, reason: str, now: datetime) -> None:
    """Remember that nothing more of a delivery will be posted. What the digest holds still counts as shown."""
    db.execute(
        """update posts set state = 'dead', reason = ?, not_before = null, changed = ?, in_run = 0
        where delivery = ? and state not in ('done', 'dead')""",
        [reason, to_text(now), delivery],
    )


_IS_ITS_TURN = """not exists (
    select 1 from deliveries own
    cross join deliveries d on d.platform = own.platform and d.workspace = own.workspace and d.channel = own.channel
    cross join posts earlier on earlier.delivery = d.number and earlier.state != 'done' and earlier.state != 'dead'
    where own.number = posts.delivery and d.number <= own.number
        and (d.number < own.number or earlier.position < posts.position))"""
_IS_AWAITED = """exists (
    select 1 from deliveries own
    cross join deliveries d on d.platform = own.platform and d.workspace = own.workspace and d.channel = own.channel
    cross join posts later on later.delivery = d.number and later.state != 'done' and later.state != 'dead'
    where own.number = posts.delivery and d.number > own.number)"""
MESSAGE, SINCE = 3, 6  # among what `_read` returns of a row
_POST = """select p.number, p.token, d.platform, d.workspace, d.channel, g.body, p.position, p.kind, p.fence,
    (select message from posts where delivery = d.number and kind = 'parent'), p.delivery, p.state, p.reason, p.message,
    p.tried, p.not_before, p.since, p.shown_by
    from posts p join deliveries d on d.number = p.delivery join digests g on g.number = d.digest"""


def _read(row: tuple[Any, ...]) -> tuple[Post, tuple[Any, ...]]:
    """Read what `_POST` selects: a post, and what else its row holds, as it is there."""
    number, token, platform, workspace, channel, body, position, kind, fence, parent, *rest = row
    destination, digest = Destination(platform, workspace, channel), CONTENT_CODEC.validate_json(body)
    return Post(number, token, destination, digest, position, PostKind(kind), parent, fence), tuple(rest)
