"""Add the paper's version to external summaries."""

from __future__ import annotations

from sqlite_utils import Database


def lines_of_versions(db: Database) -> None:
    """Allow a provider one summary for each version of a paper."""
    db.execute("alter table lines add column version integer")


STEPS = (lines_of_versions,)
