"""Tables `directs` and `zones`: direct channels and time zones of people. Also undoes dismissals."""

from __future__ import annotations

from sqlite_utils import Database

from bot.models.digest import Destination
from bot.models.papers import PaperId


def restore(db: Database, destination: Destination, paper: PaperId) -> str | None:
    """Undo a dismissal at a destination. Return who had dismissed the paper, None if no one had."""
    known = dismissed_by(db, destination, paper)
    db.execute(f"delete from dismissed where {_THERE} and paper = ?", [*_place(destination), paper])
    return known


def dismissed_by(db: Database, destination: Destination, paper: PaperId) -> str | None:
    """Return who dismissed a paper at a destination: empty if unknown, None if it is not dismissed."""
    row = db.execute(
        f"select owner from dismissed where {_THERE} and paper = ?", [*_place(destination), paper]
    ).fetchone()
    return None if row is None else str(row[0])


def remember_direct_channel(db: Database, platform: str, workspace: str, user: str, channel: str) -> None:
    """Store the channel for direct messages to a person."""
    db.execute(
        """insert into directs values (?, ?, ?, ?)
        on conflict (platform, workspace, person) do update set channel = excluded.channel""",
        [platform, workspace, user, channel],
    )


def direct_channel(db: Database, platform: str, workspace: str, user: str) -> str | None:
    """Return the channel for direct messages to a person, if known."""
    row = db.execute(f"select channel from directs where {_WHO}", [platform, workspace, user]).fetchone()
    return None if row is None else str(row[0])


def remember_zone(db: Database, platform: str, workspace: str, user: str, zone: str) -> None:
    """Store the time zone that a person used last."""
    db.execute(
        """insert into zones values (?, ?, ?, ?)
        on conflict (platform, workspace, person) do update set zone = excluded.zone""",
        [platform, workspace, user, zone],
    )


def zone(db: Database, platform: str, workspace: str, user: str) -> str | None:
    """Return the time zone that a person used last, if known."""
    row = db.execute(f"select zone from zones where {_WHO}", [platform, workspace, user]).fetchone()
    return None if row is None else str(row[0])


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


_WHO = "platform = ? and workspace = ? and person = ?"
_THERE = "platform = ? and workspace = ? and channel = ?"
