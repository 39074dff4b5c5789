"""Create suspended destinations and removed workspaces."""

from __future__ import annotations

from sqlite_utils import Database


def parked_and_removed(db: Database) -> None:
    """Create suspended destinations, workspaces the bot was removed from, and paused workspaces."""
    db.execute(
        """create table parked (
            platform text not null,
            workspace text not null,
            channel text not null,
            reason text not null,
            at text not null,
            primary key (platform, workspace, channel)
        ) strict, without rowid"""
    )
    db.execute(
        "alter table subscriptions add column parked integer not null default 0"
    )  # 1: paused, because the destination is suspended
    db.execute(
        """create table removed (
            platform text not null,
            workspace text not null,
            at text not null,
            primary key (platform, workspace)
        ) strict, without rowid"""
    )
    db.execute(
        """create table stops (
            platform text not null,
            workspace text not null,  -- empty: all of the platform
            reason text not null,
            primary key (platform, workspace)
        ) strict, without rowid"""
    )


STEPS = (parked_and_removed,)
