"""Table `dismissed`: the papers that a destination does not want to see."""

from __future__ import annotations

from datetime import datetime
from math import inf

from sqlite_utils import Database

from bot.errors import CommandError
from bot.models.digest import Destination
from bot.models.papers import PaperId
from bot.store.tables import shown_papers
from bot.store.tables.users import dismissed_by
from bot.store.timestamps import to_text

MAX_DISMISSED = 20000  # per destination, so that no one can fill the disk


def dismiss(db: Database, destination: Destination, paper: PaperId, now: datetime, user: str = "") -> str | None:
    """Dismiss a paper at a destination. Return who dismissed it before.

    An empty text if that is unknown, None if the dismissal is new. Raises CommandError if there are too many.
    """
    known = dismissed_by(db, destination, paper)
    if known is not None:
        return known
    if _count(db, f"from dismissed where {_THERE}", _place(destination)) >= MAX_DISMISSED:
        raise CommandError(f"{MAX_DISMISSED:,} papers are hidden here already. Show some of them again first.")
    db.execute("insert into dismissed values (?, ?, ?, ?, ?, ?)", [*_place(destination), paper, to_text(now), user])
    return None


def dismissed(db: Database, destination: Destination) -> set[PaperId]:
    """Return the papers dismissed at a destination."""
    rows = db.execute(f"select paper from dismissed where {_THERE}", _place(destination))
    return {PaperId(paper) for (paper,) in rows}


def dismissed_lately(db: Database, destination: Destination, limit: int) -> list[PaperId]:
    """Return the papers dismissed at a destination, newest first."""
    rows = db.execute(
        f"select paper from dismissed where {_THERE} order by at desc nulls last, paper desc limit ?",
        [*_place(destination), limit],
    )
    return [PaperId(paper) for (paper,) in rows]


def hidden_papers(db: Database, destination: Destination) -> dict[PaperId, float]:
    """Return the papers to hide from a destination, with the score that they have to exceed by far to return.

    That is the score with which they were shown, infinite for papers shown twice or dismissed.
    """
    return shown_papers.scores(db, destination) | dict.fromkeys(dismissed(db, destination), inf)


def _count(db: Database, what: str, values: list[str]) -> int:
    (number,) = db.execute(f"select count(*) {what}", values).fetchone()
    return int(number)


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


_THERE = "platform = ? and workspace = ? and channel = ?"
