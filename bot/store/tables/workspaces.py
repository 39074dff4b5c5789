"""Tables `removed`, `stops`, `unheard` and `clocks`: the state of workspaces and platforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.store.timestamps import from_text, to_text


@dataclass(frozen=True, slots=True)
class Removed:
    """A workspace that the bot was removed from, and when."""

    platform: str
    workspace: str
    at: datetime


def removed(db: Database, platform: str, workspace: str, at: datetime) -> None:
    """Store that the bot was removed from a workspace. The first time counts until it returns."""
    db.execute("insert into removed values (?, ?, ?) on conflict do nothing", [platform, workspace, to_text(at)])


def returned(db: Database, platform: str, workspace: str) -> bool:
    """Store that the bot is in a workspace. Return whether it had been removed."""
    cursor = db.execute("delete from removed where platform = ? and workspace = ?", [platform, workspace])
    return cursor.rowcount == 1


def gone_since(db: Database, before: datetime) -> list[Removed]:
    """Return the workspaces that the bot was removed from up to *before*, oldest first."""
    rows = db.execute("select platform, workspace, at from removed where at <= ? order by at, 1, 2", [to_text(before)])
    return [Removed(platform, workspace, from_text(at)) for platform, workspace, at in rows]


def set_stops(db: Database, platform: str, stops: Mapping[str, str]) -> None:
    """Store the paused workspaces of a platform, with the reason. The empty name means all."""
    db.execute("delete from stops where platform = ?", [platform])
    db.conn.executemany("insert into stops values (?, ?, ?)", [(platform, *stop) for stop in stops.items()])


def set_unheard(db: Database, unheard: Mapping[str, str]) -> None:
    """Store the disconnected platforms, with the reason."""
    db.execute("delete from unheard")
    db.conn.executemany("insert into unheard values (?, ?)", unheard.items())


def unheard(db: Database) -> dict[str, str]:
    """Return the platforms that were disconnected at the last check, with the reason."""
    return dict(db.execute("select platform, reason from unheard order by 1").fetchall())


def set_ahead(db: Database, platform: str, ahead: timedelta | None) -> None:
    """Store how far this machine's clock is ahead of a platform's; None if it is right."""
    db.execute("delete from clocks where platform = ?", [platform])
    if ahead is not None:
        db.execute("insert into clocks values (?, ?)", [platform, round(ahead.total_seconds())])


def ahead(db: Database) -> dict[str, timedelta]:
    """Return the platforms with another clock than this machine's at the last check, and the difference."""
    rows = db.execute("select platform, ahead from clocks order by 1")
    return {platform: timedelta(seconds=seconds) for platform, seconds in rows}


def stops(db: Database) -> dict[tuple[str, str], str]:
    """Return the paused platforms and workspaces, with the reason."""
    rows = db.execute("select platform, workspace, reason from stops order by 1, 2")
    return {(platform, workspace): reason for platform, workspace, reason in rows}
