"""Create likes and feedback resets."""

from __future__ import annotations

from sqlite_utils import Database


def likes_and_resets(db: Database) -> None:
    """Create likes of people per workspace, the time of dismissals, and the resets of a destination's feedback."""
    db.execute(
        """create table likes (
            platform text not null,
            workspace text not null,
            channel text not null,  -- empty: where is not known
            user text not null,
            paper text not null,
            message text not null,  -- that was reacted to; empty for a save
            emoji text not null,
            at text not null,
            primary key (platform, workspace, user, paper, message, emoji, channel)
        ) strict, without rowid"""
    )
    db.execute("create index likes_by_place on likes (platform, workspace, channel)")
    db.execute("create index likes_by_message on likes (message) where message != ''")
    db.execute(
        """insert into likes select platform, workspace, '', user, paper, '', '', at from saved
        where workspace != ''"""
    )
    db.execute("alter table dismissed add column at text")
    db.execute(
        """create table resets (
            platform text not null,
            workspace text not null,
            channel text not null,
            at text not null,
            primary key (platform, workspace, channel)
        ) strict, without rowid"""
    )
    db.execute("create index posts_by_message on posts (message) where message is not null")


STEPS = (likes_and_resets,)
