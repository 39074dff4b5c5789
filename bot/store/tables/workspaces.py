"""Workspaces that we were removed from; those that nothing is sent to, and platforms whose clock is not ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.store.timestamps import from_text, to_text


@dataclass(frozen=True, slots=True)
class Removed:
    """A workspace that we were removed from, and when."""

    platform: str
    workspace: str
    at: datetime


def removed(db: Database, platform: str, workspace: str, at: datetime) -> None:
    """Remember that we were removed from a workspace; of several times the first counts, until we are back."""
    db.execute("insert into removed values (?, ?, ?) on conflict do nothing", [platform, workspace, to_text(at)])


def returned(db: Database, platform: str, workspace: str) -> bool:
    """Remember that we are in a workspace; say whether we had been removed from it."""
    cursor = db.execute("delete from removed where platform = ? and workspace = ?", [platform, workspace])
    return cursor.rowcount == 1


def gone_since(db: Database, before: datetime) -> list[Removed]:
    """Return the workspaces that we were removed from up to *before* and are not back in, longest gone first."""
    rows = db.execute("select platform, workspace, at from removed where at <= ? order by at, 1, 2", [to_text(before)])
    return [Removed(platform, workspace, from_text(at)) for platform, workspace, at in rows]


def set_stops(db: Database, platform: str, stops: Mapping[str, str]) -> None:
    """Remember to which workspaces of a platform nothing is sent now, and why; the empty name means all of them."""
    db.execute("delete from stops where platform = ?", [platform])
    db.conn.executemany("insert into stops values (?, ?, ?)", [(platform, *stop) for stop in stops.items()])


def set_unheard(db: Database, unheard: Mapping[str, str]) -> None:
    """Remember on which platforms nobody can talk to us now, and why."""
    db.execute("delete from unheard")
    db.conn.executemany("insert into unheard values (?, ?)", unheard.items())


def unheard(db: Database) -> dict[str, str]:
    """Return on which platforms nobody could talk to us when we last looked, and why."""
    return dict(db.execute("select platform, reason from unheard order by 1").fetchall())


def set_ahead(db: Database, platform: str, ahead: timedelta | None) -> None:
    """Remember that this machine's clock differs from a platform's by so much; None that it does not."""
    db.execute("delete from clocks where platform = ?", [platform])
    if ahead is not None:
        db.execute("insert into clocks values (?, ?)", [platform, round(ahead.total_seconds())])


def ahead(db: Database) -> dict[str, timedelta]:
    """Return the platforms whose clock differed from this machine's when we last looked, and how far."""
    rows = db.execute("select platform, ahead from clocks order by 1")
    return {platform: timedelta(seconds=seconds) for platform, seconds in rows}


def stops(db: Database) -> dict[tuple[str, str], str]:
    """Return to which platforms and workspaces nothing is sent now, and why."""
    rows = db.execute("select platform, workspace, reason from stops order by 1, 2")
    return {(platform, workspace): reason for platform, workspace, reason in rows}
