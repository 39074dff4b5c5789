"""Tables `digests` and `deliveries`, the outbox: each digest is stored with its posts before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b

from sqlite_utils import Database

from bot.models.digest import Destination, Digest, DigestQuery
from bot.models.papers import PaperId
from bot.models.post import PostKind, PostState
from bot.models.report import Report
from bot.store.json_codecs import CONTENT_CODEC, QUERY_CODEC
from bot.store.tables import installation, shown_papers
from bot.store.tables.posts import next_post, next_there
from bot.store.timestamps import from_text, from_text_or_none, to_text

REPORT = "report"
"""The value of column `choices` for a report."""
MAX_LOOKBACK = timedelta(days=7)  # for the messages that a lost database had posted
UNREMEMBERED = "the database is younger than this digest; it is looked for first"
UNSETTLED_STATES = (PostState.PENDING, PostState.SENDING, PostState.UNKNOWN, PostState.POSTPONED)


@dataclass(frozen=True, slots=True)
class PendingDelivery:
    """A delivery that is not settled, and its destination."""

    number: int
    destination: Destination


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """The status of a delivery: the number of posts that are done, waiting and dead.

    While a post waits, `retry_at` is the time of the next attempt. `problem` says why the first waiting or dead post is
    not done.
    """

    done: int
    waiting: int
    dead: int
    retry_at: datetime | None = None
    problem: str = ""


def delivery(db: Database, destination: Destination, day: date, choices: DigestQuery | None) -> int | None:
    """Return the newest delivery of this digest, identified by its query and not by its content.

    Without *choices*, it is the report of the week that ends with *day*.
    """
    row = db.execute(
        f"select number from deliveries where {_SAME_DIGEST} order by repeat desc limit 1",
        _identity(destination, day, choices),
    ).fetchone()
    return None if row is None else int(row[0])


def enqueue(
    db: Database, digest: Digest | Report, destination: Destination, kinds: Sequence[PostKind], now: datetime
) -> int:
    """Store a digest and its posts, and mark its papers as shown. Return the delivery's number.

    A report's papers are not marked as shown, because they were in digests. If an earlier database may have posted the
    digest, its posts are looked up before they are sent.
    """
    key = _identity(destination, digest.date, _choices(digest))
    number = _insert(db, digest, key, _next_repeat(db, key), now)
    _add_posts(db, number, kinds, now, look_since=_look_since(db, digest.date, now))
    if isinstance(digest, Digest):
        shown_papers.remember(db, destination, digest, now)
    return number


def enqueue_again(
    db: Database, digest: Digest, destination: Destination, kinds: Sequence[PostKind], now: datetime
) -> int:
    """Store a digest to post it once more, whether or not the outbox knows the first. Return the delivery's number."""
    key = _identity(destination, digest.date, digest.choices)
    number = _insert(db, digest, key, max(1, _next_repeat(db, key)), now)
    _add_posts(db, number, kinds, now)
    shown_papers.remember(db, destination, digest, now)
    return number


def enqueue_once(
    db: Database, digest: Digest | Report, destination: Destination, kinds: Sequence[PostKind], now: datetime
) -> int:
    """Store a digest unless the outbox has it already. Return the delivery's number."""
    known = delivery(db, destination, digest.date, _choices(digest))
    return enqueue(db, digest, destination, kinds, now) if known is None else known


def ready_deliveries(db: Database, now: datetime) -> list[PendingDelivery]:
    """Return the deliveries to destinations whose first waiting post is due, oldest first.

    All waiting deliveries of such a destination are included, because the first may be done soon.
    """
    rows = db.execute(
        f"""select number, platform, workspace, channel from ({_HEADS}) where head_at is null or head_at <= ?
        order by number""",
        [to_text(now)],
    )
    return [PendingDelivery(int(number), Destination(*place)) for number, *place in rows]


def next_attempt_at(db: Database, platforms: Collection[str]) -> datetime | None:
    """Return when the first waiting destination on *platforms* is due."""
    marks = ", ".join("?" * len(platforms))
    (moment,) = db.execute(f"select min(head_at) from ({_HEADS}) where platform in ({marks})", [*platforms]).fetchone()
    return from_text_or_none(moment)


def delivery_status(db: Database, delivery: int) -> DeliveryStatus:
    """Return the status of a delivery."""
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
    """Return for each platform the time since when its oldest unsettled post waits."""
    rows = db.execute(f"select d.platform, min(d.created) {_WAITS} group by d.platform")
    return {platform: from_text(created) for platform, created in rows}


def count_by_state(db: Database, delivery: int | None = None) -> dict[PostState, int]:
    """Count the posts of a delivery, or of all, by state."""
    of = "" if delivery is None else "where delivery = ?"
    rows = db.execute(f"select state, count(*) from posts {of} group by state", [] if delivery is None else [delivery])
    return {PostState(state): number for state, number in rows}


def shown_before(db: Database, destination: Destination, day: date, choices: DigestQuery) -> dict[PaperId, float]:
    """Return the papers shown at a destination before this digest, with their scores then."""
    (created,) = db.execute(
        f"select min(created) from deliveries where {_SAME_DIGEST}", _identity(destination, day, choices)
    ).fetchone()
    return shown_papers.scores(db, destination, before=from_text_or_none(created))


def destinations(db: Database) -> list[Destination]:
    """Return every destination that a delivery was made for."""
    rows = db.execute("select distinct platform, workspace, channel from deliveries order by 1, 2, 3")
    return [Destination(*row) for row in rows]


# The cross join makes SQLite start from the few waiting posts, which have an index, and not from all deliveries.
_WAITS = "from posts p cross join deliveries d on d.number = p.delivery where p.state != 'done' and p.state != 'dead'"
# The first waiting post of each delivery, and the time of the first one to the same destination.
_HEADS = f"""select d.number, d.platform, d.workspace, d.channel, first_value(p.not_before) over (
        partition by d.platform, d.workspace, d.channel order by d.number) as head_at {_WAITS}
    and p.position = (
        select min(position) from posts where delivery = d.number and state != 'done' and state != 'dead')"""
_THERE = "platform = ? and workspace = ? and channel = ?"
_SAME_DIGEST = f"{_THERE} and date = ? and choices = ?"


def _next_repeat(db: Database, key: list[str]) -> int:
    (repeat,) = db.execute(f"select coalesce(max(repeat) + 1, 0) from deliveries where {_SAME_DIGEST}", key).fetchone()
    return int(repeat)


def _insert(db: Database, digest: Digest | Report, key: list[str], repeat: int, now: datetime) -> int:
    body = db.table("digests").insert({"body": CONTENT_CODEC.dump_json(digest).decode()}).last_pk
    cursor = db.execute(
        """insert into deliveries (platform, workspace, channel, date, choices, repeat, digest, created)
        values (?, ?, ?, ?, ?, ?, ?, ?)""",
        [*key, repeat, body, to_text(now)],
    )
    return int(cursor.lastrowid or 0)


def _add_posts(
    db: Database, delivery: int, kinds: Sequence[PostKind], now: datetime, look_since: datetime | None = None
) -> None:
    """Add the posts of a delivery. With *look_since* they may exist from then on, and are looked up first."""
    row = {"delivery": delivery, "state": PostState.PENDING.value, "changed": to_text(now)}
    if look_since:
        row |= {"state": PostState.UNKNOWN.value, "since": to_text(look_since), "reason": UNREMEMBERED}
    db.table("posts").insert_all(
        row | {"position": position, "kind": kind, "token": _token(db, delivery, position)}
        for position, kind in enumerate(kinds)
    )


def _token(db: Database, delivery: int, position: int) -> str:
    """Return the token of a post. The same installation gives the same post the same token, even without a database."""
    what = db.execute(
        "select platform, workspace, channel, date, choices, repeat from deliveries where number = ?", [delivery]
    ).fetchone()
    key = installation.read(db).id.encode()
    return blake2b(json.dumps([*what, position]).encode(), digest_size=12, key=key).hexdigest()


def _look_since(db: Database, day: date, now: datetime) -> datetime | None:
    """Return since when an earlier database may have posted a digest of *day*; None if this one would know."""
    complete_since = installation.complete_since(db)
    first = datetime.combine(day, time(), UTC) - timedelta(days=1)  # a day begins earlier east of Greenwich
    if complete_since is None or complete_since <= first:
        return None
    return max(first, now - MAX_LOOKBACK)


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


def _choices(digest: Digest | Report) -> DigestQuery | None:
    return digest.choices if isinstance(digest, Digest) else None


def _identity(destination: Destination, day: date, choices: DigestQuery | None) -> list[str]:
    if choices is None:
        return [*_place(destination), day.isoformat(), REPORT]
    unsaid = None if choices.fair else {"fair"}  # older digests were stored without this field
    return [*_place(destination), day.isoformat(), QUERY_CODEC.dump_json(choices, exclude=unsaid).decode()]
