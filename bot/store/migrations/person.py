"""Call the column of a person `person`: in standard SQL, `user` is the database's own user."""

from __future__ import annotations

from sqlite_utils import Database

TABLES = ("saved", "directs", "likes", "zones", "long_texts", "questions")


def people_by_another_name(db: Database) -> None:
    """Rename the column `user` to `person` in every table that has it."""
    for table in TABLES:
        db.execute(f"alter table {table} rename column user to person")


STEPS = (people_by_another_name,)
