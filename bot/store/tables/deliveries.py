"""Tables `deliveries` and `posts`: list what was delivered and what is pending, and retry deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from bot.errors import CommandError
from bot.models.digest import Destination, Digest
from bot.models.post import PostState
from bot.store.json_codecs import CONTENT_CODEC
from bot.store.tables import outbox, posts, shown_papers
from bot.store.timestamps import from_text, from_text_or_none, to_text, to_text_rounded_up

BY_HAND = "given up by hand"


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """A delivery, the number of its posts in each state, and why it is not done.

    While a post waits, `retry_at` says when the next attempt is.
    """

    number: int
    destination: Destination
    date: date
    created: datetime
    posts: Mapping[PostState, int]
    retry_at: datetime | None
    problem: str
    is_report: bool = False


def latest(db: Database, destination: Destination, *, is_report: bool = False) -> tuple[int, datetime] | None:
    """Return the number and time of a destination's newest digest or report in the outbox."""
    row = db.execute(
        f"""select number, created from deliveries where platform = ? and workspace = ? and channel = ?
        and choices {"=" if is_report else "!="} ? order by number desc limit 1""",
        [destination.platform, destination.workspace, destination.channel, outbox.REPORT],
    ).fetchone()
    return None if row is None else (int(row[0]), from_text(row[1]))


def list_deliveries(db: Database, state: PostState | None, most: int) -> list[DeliverySummary]:
    """Return the newest deliveries, or those with a post in *state*.

    Deliveries with a post of unknown outcome are always included.
    """
    rows = db.execute(
        f"""select number, platform, workspace, channel, date, created, choices from deliveries
        where number in ({_NEWEST if state is None else _NEWEST_WITH}) order by number desc""",
        [most] if state is None else [state.value, most],
    ).fetchall()
    return [_listed(db, row) for row in rows]


def retry(db: Database, number: int, now: datetime, settle: timedelta, *, unseen: bool = False) -> Destination:
    """Make a dead delivery pending again. Return its destination.

    Posts that may have arrived are looked up first, after *settle*, unless a person checked that they are *unseen*.
    Running posts are left alone. Raises CommandError if there is nothing to retry.
    """
    destination = _destination(db, number)
    for post, tries, changed in db.execute(_GIVEN_UP, [number]).fetchall():
        look = tries > 0 and not unseen
        not_before = to_text_rounded_up(max(now, from_text(changed) + settle)) if look else None
        db.execute(
            """update posts set state = ?, fence = fence + 1, not_before = ?, changed = ?, reason = null
            where number = ?""",
            [PostState.UNKNOWN.value if look else PostState.PENDING.value, not_before, to_text(now), post],
        )
    if not set(outbox.count_by_state(db, number)) & set(outbox.UNSETTLED_STATES):
        raise CommandError(f"Nothing of delivery {number} can be tried again: all of it was posted, or deleted since.")
    _remember_shown(db, number)
    return destination


def give_up(db: Database, number: int, now: datetime) -> tuple[Destination, int]:
    """Let nothing more of a delivery be posted; return where it went, and how many of its posts wait no longer.

    If nothing of it can have arrived, its papers count as not shown. Raises CommandError if nothing waits, or something
    is being sent at this moment.
    """
    destination = _destination(db, number)
    states = [
        (PostState(state), from_text_or_none(until))
        for state, until in db.execute("select state, not_before from posts where delivery = ?", [number])
    ]
    waiting = [state for state, _ in states if state in outbox.UNSETTLED_STATES]
    if not waiting:
        raise CommandError(f"Nothing of delivery {number} is waiting.")
    if any(state is PostState.SENDING and until and until > now for state, until in states):
        raise CommandError(f"A message of delivery {number} is being sent at this moment. Try again in a minute.")
    if {PostState.SENDING, PostState.UNKNOWN} & {*waiting}:
        posts.mark_rest_dead(db, number, BY_HAND, now)
    else:
        posts.mark_delivery_dead(db, number, BY_HAND, now)
    return destination, len(waiting)


def _destination(db: Database, number: int) -> Destination:
    row = db.execute("select platform, workspace, channel from deliveries where number = ?", [number]).fetchone()
    if row is None:
        raise CommandError(f"There is no delivery {number}; `hotpapers deliveries` lists them.")
    return Destination(*row)


def _listed(db: Database, row: tuple[int, str, str, str, str, str, str]) -> DeliverySummary:
    number, platform, workspace, channel, day, created, choices = row
    standing = outbox.delivery_status(db, number)
    return DeliverySummary(
        number=number,
        destination=Destination(platform, workspace, channel),
        date=date.fromisoformat(day),
        created=from_text(created),
        posts=outbox.count_by_state(db, number),
        retry_at=standing.retry_at,
        problem=standing.problem,
        is_report=choices == outbox.REPORT,
    )


def _remember_shown(db: Database, number: int) -> None:
    """Mark the papers as shown again, which giving up the delivery had undone."""
    platform, workspace, channel, created, body = db.execute(
        """select platform, workspace, channel, created, body
        from deliveries join digests on digests.number = digest where deliveries.number = ?""",
        [number],
    ).fetchone()
    digest = CONTENT_CODEC.validate_json(body)
    if isinstance(digest, Digest):
        shown_papers.remember(db, Destination(platform, workspace, channel), digest, from_text(created))


_NEWEST = """select number from (select number from deliveries order by number desc limit ?) newest
    union select delivery from posts where state = 'unknown'"""
_NEWEST_WITH = """select number from deliveries
    where exists (select 1 from posts where delivery = deliveries.number and state = ?) order by number desc limit ?"""
_GIVEN_UP = """select number, tries, coalesce(changed, '2000-01-01T00:00:00Z') from posts p
    where delivery = ? and state = 'dead' and not exists (select 1 from posts parent
        where parent.delivery = p.delivery and parent.kind = 'parent' and parent.state = 'done'
        and parent.message is null)"""  # without its first message, the rest can't be posted
