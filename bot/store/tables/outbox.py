"""Digests on their way: each is stored once, with its posts, before anything is posted."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from bot.models.digest import Destination, Digest, DigestQuery
from bot.models.papers import PaperId
from bot.models.post import PostKind, PostState
from bot.models.report import Report
from bot.store.json_codecs import CONTENT_CODEC, QUERY_CODEC
from bot.store.tables import shown_papers
from bot.store.tables.posts import next_post, next_there
from bot.store.timestamps import from_text, from_text_or_none, to_text

REPORT = "report"
"""Stands where a digest has its choices."""
UNSETTLED_STATES = (PostState.PENDING, PostState.SENDING, PostState.UNKNOWN, PostState.POSTPONED)


@dataclass(frozen=True, slots=True)
class PendingDelivery:
    """A delivery that is not at its end yet, and where it goes."""

    number: int
    destination: Destination


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """How a delivery stands: how many of its posts are done, waiting and dead.

    While something waits, `retry_at` says when it is worth to go on. `problem` says why the first that waits is not
    done, or why the first that is dead never will be.
    """

    done: int
    waiting: int
    dead: int
    retry_at: datetime | None = None
    problem: str = ""


def delivery(db: Database, destination: Destination, day: date, choices: DigestQuery | None) -> int | None:
    """Return the newest delivery of this very digest there, by what it is asked to be and not by its content.

    Without choices it is the report of the week that ends with *day*.
    """
    row = db.execute(
        f"select number from deliveries where {_SAME_DIGEST} order by repeat desc limit 1",
        _identity(destination, day, choices),
    ).fetchone()
    return None if row is None else int(row[0])


def enqueue(
    db: Database, digest: Digest | Report, destination: Destination, kinds: Sequence[PostKind], now: datetime
) -> int:
    """Put a digest and its posts into the outbox and remember its papers as shown; return the delivery's number.

    The papers of a report do not count as shown: it tells of those that digests told of.
    """
    body = db.table("digests").insert({"body": CONTENT_CODEC.dump_json(digest).decode()}).last_pk
    key = _identity(destination, digest.date, _choices(digest))
    (repeat,) = db.execute(f"select coalesce(max(repeat) + 1, 0) from deliveries where {_SAME_DIGEST}", key).fetchone()
    cursor = db.execute(
        """insert into deliveries (platform, workspace, channel, date, choices, repeat, digest, created)
        values (?, ?, ?, ?, ?, ?, ?, ?)""",
        [*key, repeat, body, to_text(now)],
    )
    number = int(cursor.lastrowid or 0)
    db.table("posts").insert_all(
        {"delivery": number, "position": position, "kind": kind, "token": secrets.token_hex(12), "state": "pending"}
        | {"changed": to_text(now)}
        for position, kind in enumerate(kinds)
    )
    if isinstance(digest, Digest):
        shown_papers.remember(db, destination, digest, now)
    return number


def enqueue_once(
    db: Database, digest: Digest | Report, destination: Destination, kinds: Sequence[PostKind], now: datetime
) -> int:
    """Put a digest into the outbox unless it is there already; return the delivery's number."""
    known = delivery(db, destination, digest.date, _choices(digest))
    return enqueue(db, digest, destination, kinds, now) if known is None else known


def ready_deliveries(db: Database, now: datetime) -> list[PendingDelivery]:
    """Return the deliveries to destinations where the first post that waits may be tried or looked for, oldest first.

    All that wait there: one of them may be done in a moment, and then the next is.
    """
    rows = db.execute(
        f"""select number, platform, workspace, channel from ({_HEADS}) where head_at is null or head_at <= ?
        order by number""",
        [to_text(now)],
    )
    return [PendingDelivery(int(number), Destination(*place)) for number, *place in rows]


def next_attempt_at(db: Database, platforms: Collection[str]) -> datetime | None:
    """Return when the first destination on *platforms* that has to wait may be tried."""
    marks = ", ".join("?" * len(platforms))
    (moment,) = db.execute(f"select min(head_at) from ({_HEADS}) where platform in ({marks})", [*platforms]).fetchone()
    return from_text_or_none(moment)


def delivery_status(db: Database, delivery: int) -> DeliveryStatus:
    """Return how a delivery stands."""
    count = count_by_state(db, delivery)
    waiting = next_there(db, delivery) if next_post(db, delivery) else None
    (problem,) = db.execute(
        "select reason from posts where delivery = ? and state != 'done' order by state = 'dead', position limit 1",
        [delivery],
    ).fetchone() or ("",)
    if waiting and waiting.delivery != delivery:
        problem = f"delivery {waiting.delivery} goes first there" + (f": {waiting.reason}" if waiting.reason else "")
    return DeliveryStatus(
        done=count.get(PostState.DONE, 0),
        waiting=sum(count.get(state, 0) for state in UNSETTLED_STATES),
        dead=count.get(PostState.DEAD, 0),
        retry_at=waiting.not_before if waiting else None,
        problem=problem or "",
    )


def oldest_pending(db: Database) -> dict[str, datetime]:
    """Return for each platform since when the oldest post waits that is neither posted nor given up."""
    rows = db.execute(f"select d.platform, min(d.created) {_WAITS} group by d.platform")
    return {platform: from_text(created) for platform, created in rows}


def count_by_state(db: Database, delivery: int | None = None) -> dict[PostState, int]:
    """Count the posts of a delivery, or all, by state."""
    rows = db.execute(
        "select state, count(*) from posts where delivery = :d or :d is null group by state", {"d": delivery}
    )
    return {PostState(state): number for state, number in rows}


def shown_before(db: Database, destination: Destination, day: date, choices: DigestQuery) -> dict[PaperId, float]:
    """Return the papers that a destination was shown before this very digest came there, with their scores then."""
    (created,) = db.execute(
        f"select min(created) from deliveries where {_SAME_DIGEST}", _identity(destination, day, choices)
    ).fetchone()
    return shown_papers.scores(db, destination, before=from_text_or_none(created))


def destinations(db: Database) -> list[Destination]:
    """Return every destination that something was ever posted to."""
    rows = db.execute("select distinct platform, workspace, channel from deliveries order by 1, 2, 3")
    return [Destination(*row) for row in rows]


# From the few posts that wait, which have an index, to their deliveries: a cross join keeps SQLite from the other way.
_WAITS = "from posts p cross join deliveries d on d.number = p.delivery where p.state != 'done' and p.state != 'dead'"
# The first post of each delivery, and until when the first of all of them to the same destination waits.
_HEADS = f"""select d.number, d.platform, d.workspace, d.channel, first_value(p.not_before) over (
        partition by d.platform, d.workspace, d.channel order by d.number) as head_at {_WAITS}
    and p.position = (
        select min(position) from posts where delivery = d.number and state != 'done' and state != 'dead')"""
_THERE = "platform = ? and workspace = ? and channel = ?"
_SAME_DIGEST = f"{_THERE} and date = ? and choices = ?"


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


def _choices(digest: Digest | Report) -> DigestQuery | None:
    return digest.choices if isinstance(digest, Digest) else None


def _identity(destination: Destination, day: date, choices: DigestQuery | None) -> list[str]:
    if choices is None:
        return [*_place(destination), day.isoformat(), REPORT]
    unsaid = None if choices.fair else {"fair"}  # as digests were written that could not be asked to be
    return [*_place(destination), day.isoformat(), QUERY_CODEC.dump_json(choices, exclude=unsaid).decode()]
