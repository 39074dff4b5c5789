"""What people keep, what they do not want to see, where we write to them, and what their clocks show."""

from __future__ import annotations

from datetime import datetime
from math import inf

from sqlite_utils import Database

from bot.errors import CommandError
from bot.models.digest import Destination
from bot.models.papers import PaperId
from bot.store import shown
from bot.store.instants import written

MOST_SAVED, MOST_DISMISSED = 2000, 20_000  # of a person, of a place: nobody fills the disk alone


def save_paper(db: Database, platform: str, workspace: str, user: str, paper: PaperId, now: datetime) -> bool:  # noqa: PLR0913, PLR0917 - a person is three of them
    """Put a paper on a person's reading list; False if it is there already. Raises CommandError if it is full."""
    if _count(db, f"from saved where {_WHO}", [platform, workspace, user]) >= MOST_SAVED:
        raise CommandError(f"Your reading list has {MOST_SAVED:,} papers, and no more fit; take some off first.")
    cursor = db.execute(
        "insert into saved values (?, ?, ?, ?, ?) on conflict do nothing",
        [platform, workspace, user, paper, written(now)],
    )
    return cursor.rowcount == 1


def unsave_paper(db: Database, platform: str, workspace: str, user: str, paper: PaperId) -> bool:
    """Take a paper off a person's reading list; False if it is not there."""
    cursor = db.execute(f"delete from saved where {_WHO} and paper = ?", [platform, workspace, user, paper])
    return cursor.rowcount == 1


def saved(db: Database, platform: str, workspace: str, user: str) -> list[PaperId]:
    """Return a person's reading list, newest first."""
    rows = db.execute(f"select paper from saved where {_WHO} order by at desc, paper desc", [platform, workspace, user])
    return [PaperId(paper) for (paper,) in rows]


def dismiss(db: Database, destination: Destination, paper: PaperId, now: datetime, user: str = "") -> str | None:
    """Remember that a paper is not for this place, and who says so; return who said so before.

    Nobody, an empty text, if that is not remembered; None if it is new. Raises CommandError for too many.
    """
    known = dismissed_by(db, destination, paper)
    if known is not None:
        return known
    if _count(db, f"from dismissed where {_THERE}", _place(destination)) >= MOST_DISMISSED:
        raise CommandError(f"{MOST_DISMISSED:,} papers are not for here already, and no more can be remembered.")
    db.execute("insert into dismissed values (?, ?, ?, ?, ?, ?)", [*_place(destination), paper, written(now), user])
    return None


def restore(db: Database, destination: Destination, paper: PaperId) -> str | None:
    """Let a paper come to this place again; return who had said that it is not for it, None if nobody had."""
    known = dismissed_by(db, destination, paper)
    db.execute(f"delete from dismissed where {_THERE} and paper = ?", [*_place(destination), paper])
    return known


def dismissed_by(db: Database, destination: Destination, paper: PaperId) -> str | None:
    """Return who said that a paper is not for this place: an empty text if that is not known, None if nobody did."""
    row = db.execute(
        f"select owner from dismissed where {_THERE} and paper = ?", [*_place(destination), paper]
    ).fetchone()
    return None if row is None else str(row[0])


def dismissed(db: Database, destination: Destination) -> set[PaperId]:
    """Return the papers that are not for this place."""
    rows = db.execute(f"select paper from dismissed where {_THERE}", _place(destination))
    return {PaperId(paper) for (paper,) in rows}


def dismissed_lately(db: Database, destination: Destination, limit: int) -> list[PaperId]:
    """Return the papers that were dismissed in this place last, newest first."""
    rows = db.execute(
        f"select paper from dismissed where {_THERE} order by at desc, paper desc limit ?",
        [*_place(destination), limit],
    )
    return [PaperId(paper) for (paper,) in rows]


def unwanted(db: Database, destination: Destination) -> dict[PaperId, float]:
    """Return the papers that must not come to a place, unless their score far exceeds what is told of them.

    That is the score with which they were shown there, infinite for what was shown twice or is not for it.
    """
    return shown.scores(db, destination) | dict.fromkeys(dismissed(db, destination), inf)


def remember_direct(db: Database, platform: str, workspace: str, user: str, channel: str) -> None:
    """Remember the channel through which we write to a person."""
    db.execute(
        "insert into directs values (?, ?, ?, ?) on conflict do update set channel = excluded.channel",
        [platform, workspace, user, channel],
    )


def direct(db: Database, platform: str, workspace: str, user: str) -> str | None:
    """Return the channel through which we write to a person, if it is known."""
    row = db.execute(f"select channel from directs where {_WHO}", [platform, workspace, user]).fetchone()
    return None if row is None else str(row[0])


def remember_zone(db: Database, platform: str, workspace: str, user: str, zone: str) -> None:
    """Remember the time zone that a person said last."""
    db.execute(
        "insert into zones values (?, ?, ?, ?) on conflict do update set zone = excluded.zone",
        [platform, workspace, user, zone],
    )


def zone(db: Database, platform: str, workspace: str, user: str) -> str | None:
    """Return the time zone that a person said last, if it is remembered."""
    row = db.execute(f"select zone from zones where {_WHO}", [platform, workspace, user]).fetchone()
    return None if row is None else str(row[0])


def _count(db: Database, what: str, values: list[str]) -> int:
    (number,) = db.execute(f"select count(*) {what}", values).fetchone()
    return int(number)


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


_WHO = "platform = ? and workspace = ? and user = ?"
_THERE = "platform = ? and workspace = ? and channel = ?"
