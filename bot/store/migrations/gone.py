"""Where nothing can be posted any more, or not now."""

from __future__ import annotations

from sqlite_utils import Database


def parked_and_removed(db: Database) -> None:
    """Destinations that are gone, workspaces that we were removed from, and those that nothing is sent to for now."""
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
    db.execute("alter table subscriptions add column parked integer not null default 0")  # 1: paused, for it is parked
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
