"""Tables `directs` and `zones`: the channel in which we write to a person, and their time zone."""

from __future__ import annotations

from sqlite_utils import Database

from bot.models.digest import Destination
from bot.models.papers import PaperId


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


def remember_direct_channel(db: Database, platform: str, workspace: str, user: str, channel: str) -> None:
    """Remember the channel through which we write to a person."""
    db.execute(
        "insert into directs values (?, ?, ?, ?) on conflict do update set channel = excluded.channel",
        [platform, workspace, user, channel],
    )


def direct_channel(db: Database, platform: str, workspace: str, user: str) -> str | None:
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


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


_WHO = "platform = ? and workspace = ? and user = ?"
_THERE = "platform = ? and workspace = ? and channel = ?"
