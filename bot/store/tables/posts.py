"""Table `posts`: the life of a post, claimed before it is sent or looked up, and settled after.

    pending ──▶ sending ──▶ done, postponed, unknown or dead
    postponed ──▶ sending
    unknown ──▶ done, or pending if it is not there

A claim increments the post's fencing token and is valid until `not_before`. Results of an outdated claim are ignored,
except that the post was posted, which is true in any case.

Posts to one destination go in order, by delivery and position: a post is claimed only when all before it are done or
dead. `since` and `shown_by` are by the platform's clock, all other times by this machine's.
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
    """An unsettled post of a delivery, when it is due, and why it waits.

    *tried* is when it was first sent. By the platform's clock, it may exist from *since* on, and is visible by
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
    """A post that was sent more than once and exists as *message*. *since*: first sent, by the platform's clock."""

    post: Post
    message: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Sending:
    """Times by the platform's clock: from when on a message may exist, and by when it is visible, if known."""

    since: datetime
    shown_by: datetime | None = None


def next_post(db: Database, delivery: int) -> QueuedPost | None:
    """Return the first unsettled post of a delivery."""
    return _queued(db, "where p.delivery = ?", [delivery])


def next_there(db: Database, delivery: int) -> QueuedPost | None:
    """Return the first unsettled post of a delivery and all earlier ones to the same destination."""
    return _queued(
        db,
        """join deliveries own on own.platform = d.platform and own.workspace = d.workspace and own.channel = d.channel
        where own.number = ? and d.number <= own.number""",
        [delivery],
    )


def claim(  # noqa: PLR0913 - who sends, and by whose clock, has a usual value
    db: Database, post: Post, now: datetime, until: datetime, *, in_run: bool = False, sending: Sending | None = None
) -> Post | None:
    """Claim a post before sending it; None if it has another claim or earlier posts are unsettled.

    The claim is valid until *until*. After that, the post is looked up.
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
    """Claim a post that may exist, to look it up until *until*; None if it has another claim.

    Earlier posts have to be settled first, because the lookup may settle this one as posted.
    """
    taken = db.execute(
        f"""update posts set state = 'unknown', fence = fence + 1, not_before = ?, changed = ?, in_run = ?,
            reason = coalesce(reason, ?)
        where number = ? and fence = ? and state in ('sending', 'unknown') and {_IS_ITS_TURN}""",
        [to_text_rounded_up(until), to_text(now), int(in_run), LOOKED_FOR, post.id, post.fencing_token],
    ).rowcount
    return replace(post, fencing_token=post.fencing_token + 1) if taken else None


def wait(db: Database, post: Post, until: datetime, reason: str | None = None) -> None:
    """Delay a post in its state, unless it has been claimed."""
    db.execute(
        "update posts set not_before = ?, reason = coalesce(?, reason) where number = ? and fence = ?",
        [to_text_rounded_up(until), reason, post.id, post.fencing_token],
    )


def mark_done(db: Database, post: Post, message: str, now: datetime) -> str | None:
    """Mark a post as posted. Return the message that it was posted as before, if any.

    This holds even if its claim is outdated, because the message exists.
    """
    changed = db.execute(
        """update posts set state = 'done', message = ?, reason = null, not_before = null, changed = ?, in_run = 0
        where number = ? and state not in ('done', 'dead')""",
        [message, to_text(now), post.id],
    ).rowcount
    row = db.execute("select message from posts where number = ? and state = 'done'", [post.id]).fetchone()
    return None if changed or row is None else row[0]


def mark_deleted(db: Database, post: Post, reason: str, now: datetime) -> None:
    """Mark a post as posted and then deleted by a person. Without a first message, mark the rest dead."""
    if _settle(db, post, PostState.DONE, now, reason=reason):
        _bury_what_follows(db, post, reason, now)


def mark_unknown(  # noqa: PLR0913 - by when it is shown is not known of every platform
    db: Database, post: Post, look_at: datetime, reason: str, now: datetime, *, shown_by: datetime | None = None
) -> None:
    """Mark that the outcome is unknown, with the time of the lookup, and of its visibility if it was sent."""
    told = {"shown_by": shown_by} if shown_by else {}
    _settle(db, post, PostState.UNKNOWN, now, reason=reason, not_before=look_at, **told)


def mark_absent(db: Database, post: Post, now: datetime, reason: str | None = None) -> None:
    """Mark that a post does not exist and may be sent again. Then the posts after it were never sent either."""
    if _settle(db, post, PostState.PENDING, now, reason=reason):
        db.execute(
            """update posts set state = 'pending', since = null, reason = null where tried is null
            and state in ('unknown', 'pending') and delivery = (select delivery from posts where number = ?)""",
            [post.id],
        )


def postpone(db: Database, post: Post, until: datetime, reason: str, now: datetime) -> None:
    """Mark that a post was certainly not posted, with the time of the next attempt."""
    if _settle(db, post, PostState.POSTPONED, now, reason=reason, not_before=until):
        db.execute(
            """update posts set tries = tries - 1, tried = case when tries > 1 then tried end,
                since = case when tries > 1 then since end where number = ?""",
            [post.id],
        )


def mark_dead(db: Database, post: Post, reason: str, now: datetime) -> None:
    """Mark that a post will never be sent."""
    _settle(db, post, PostState.DEAD, now, reason=reason)


def mark_unresolved_dead(db: Database, post: Post, reason: str, now: datetime) -> None:
    """Mark that a post may exist and is not sent again; without a first message, nor is the rest.

    The digest's papers still count as shown.
    """
    if _settle(db, post, PostState.DEAD, now, reason=reason):
        _bury_what_follows(db, post, reason, now)


def mark_delivery_dead(db: Database, delivery: int, reason: str, now: datetime) -> None:
    """Remember that nothing more of a delivery will be posted, and if nothing was, that nothing was shown."""
    mark_rest_dead(db, delivery, reason, now)
    if not db.execute("select 1 from posts where delivery = ? and state = 'done'", [delivery]).fetchone():
        shown_papers.forget(db, delivery)


def defer_delivery(db: Database, delivery: int, until: datetime, reason: str, now: datetime) -> None:
    """Delay the next post to a delivery's destination after an unexpected error.

    At a second such error it is given up if another delivery waits, so that one digest can't block the next.
    """
    queued = next_there(db, delivery)
    if queued is None:
        return
    wait(db, queued.post, until, reason)
    db.execute("update posts set bugs = bugs + 1 where number = ?", [queued.post.id])
    if db.execute(f"select 1 from posts where number = ? and bugs > 1 and {_IS_AWAITED}", [queued.post.id]).fetchone():
        mark_delivery_dead(db, queued.delivery, AGAIN_A_BUG, now)


def recover_interrupted(db: Database, now: datetime, look_at: datetime) -> int:
    """Schedule a lookup at *look_at* for posts that an earlier `hotpapers run` left running. Return how many.

    Call it in the only running process, before any claim. Posts sent by other commands are left alone.
    """
    return db.execute(
        """update posts set state = 'unknown', not_before = ?, changed = ?, in_run = 0, reason = ?
        where state = 'sending' and in_run = 1""",
        [to_text_rounded_up(look_at), to_text(now), INTERRUPTED],
    ).rowcount


def resent(db: Database, platform: str, since: datetime) -> list[ResentPost]:
    """Return the posts on *platform* that were sent more than once and done at *since* or later."""
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
    """Set a post's state and the given columns. Return False if it has been claimed again since."""
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
    """Mark the rest of a delivery dead if its first message is missing."""
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
MESSAGE, SINCE = 3, 6  # positions in the row that `_read` returns
_POST = """select p.number, p.token, d.platform, d.workspace, d.channel, g.body, p.position, p.kind, p.fence,
    (select message from posts where delivery = d.number and kind = 'parent'), p.delivery, p.state, p.reason, p.message,
    p.tried, p.not_before, p.since, p.shown_by
    from posts p join deliveries d on d.number = p.delivery join digests g on g.number = d.digest"""


def _read(row: tuple[Any, ...]) -> tuple[Post, tuple[Any, ...]]:
    """Return the post in a row of `_POST`, and the other columns."""
    number, token, platform, workspace, channel, body, position, kind, fence, parent, *rest = row
    destination, digest = Destination(platform, workspace, channel), CONTENT_CODEC.validate_json(body)
    return Post(number, token, destination, digest, position, PostKind(kind), parent, fence), tuple(rest)
