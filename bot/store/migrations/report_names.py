"""Create names that people give papers in reports, and the picks that reports showed."""

from __future__ import annotations

from sqlite_utils import Database


def report_names(db: Database) -> None:
    """Create the short names of papers in a destination's reports."""
    db.execute(
        """create table report_names (
            platform text not null,
            workspace text not null,
            channel text not null,
            paper text not null,
            name text not null,
            primary key (platform, workspace, channel, paper)
        ) strict, without rowid"""
    )


def shown_picks(db: Database) -> None:
    """Create the picks that a destination's reports showed, to count how many were changed."""
    db.execute(
        """create table shown_picks (
            platform text not null,
            workspace text not null,
            channel text not null,
            paper text not null,
            kind text not null,
            primary key (platform, workspace, channel, paper, kind)
        ) strict, without rowid"""
    )


def model_answers(db: Database) -> None:
    """Create what a model answered about the papers of a destination's reports; an empty answer is of no use."""
    db.execute(
        """create table model_answers (
            platform text not null,
            workspace text not null,
            channel text not null,
            paper text not null,
            kind text not null,      -- of a pick: the answer is an index; or why: it is a sentence
            answer text not null,
            primary key (platform, workspace, channel, paper, kind)
        ) strict, without rowid"""
    )


STEPS = (report_names, shown_picks, model_answers)
