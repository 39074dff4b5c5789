"""Of which version of a paper a line speaks."""

from __future__ import annotations

from sqlite_utils import Database


def lines_of_versions(db: Database) -> None:
    """Let a model write anew on a new version."""
    db.execute("alter table lines add column version integer")


STEPS = (lines_of_versions,)
