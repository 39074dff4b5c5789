"""Create weekly reports and swapped picks."""

from __future__ import annotations

from sqlite_utils import Database


def weekly_reports(db: Database) -> None:
    """Create the papers of each report and the swapped picks of each destination."""
    db.execute(
        """create table reported (
            platform text not null,
            workspace text not null,
            channel text not null,
            week text not null,      -- the date of its last day
            position integer not null,
            paper text not null,
            at text not null,
            primary key (platform, workspace, channel, week, position)
        ) strict, without rowid"""
    )
    db.execute(
        """create table swaps (
            platform text not null,
            workspace text not null,
            channel text not null,
            paper text not null,
            kind text not null check (kind in ('equation', 'architecture', 'table', 'result')),
            steps integer not null,
            primary key (platform, workspace, channel, paper, kind)
        ) strict, without rowid"""
    )


def report_subscriptions(db: Database) -> None:
    """Allow a channel a report subscription in addition to its digest."""
    db.execute("alter table subscriptions add column is_report integer not null default 0")
    db.execute("drop index one_digest_a_channel")
    db.execute(
        """create unique index one_digest_a_channel on subscriptions (platform, workspace, channel, is_report)
        where is_channel and active"""
    )


STEPS = (weekly_reports, report_subscriptions)
