"""Table `saved`: the reading list of each person."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.errors import CommandError
from bot.models.papers import PaperId
from bot.store.timestamps import to_text

MAX_SAVED = 2000  # per person, so that no one can fill the disk


def save_paper(db: Database, platform: str, workspace: str, user: str, paper: PaperId, now: datetime) -> bool:  # noqa: PLR0913, PLR0917 - a person is three of them
    """Add a paper to a person's reading list; False if it has it. Raises CommandError if the list is full."""
    if _count(db, f"from saved where {_WHO}", [platform, workspace, user]) >= MAX_SAVED:
        raise CommandError(f"Your reading list is full ({MAX_SAVED:,} papers). Remove some first.")
    cursor = db.execute(
        "insert into saved values (?, ?, ?, ?, ?) on conflict do nothing",
        [platform, workspace, user, paper, to_text(now)],
    )
    return cursor.rowcount == 1


def unsave_paper(db: Database, platform: str, workspace: str, user: str, paper: PaperId) -> bool:
    """Remove a paper from a person's reading list; False if it was not in it."""
    cursor = db.execute(f"delete from saved where {_WHO} and paper = ?", [platform, workspace, user, paper])
    return cursor.rowcount == 1


def saved(db: Database, platform: str, workspace: str, user: str) -> list[PaperId]:
    """Return a person's reading list, newest first."""
    rows = db.execute(f"select paper from saved where {_WHO} order by at desc, paper desc", [platform, workspace, user])
    return [PaperId(paper) for (paper,) in rows]


def _count(db: Database, what: str, values: list[str]) -> int:
    (number,) = db.execute(f"select count(*) {what}", values).fetchone()
    return int(number)


_WHO = "platform = ? and workspace = ? and person = ?"
