"""Table `questions`: what was asked and is not answered yet, so that a question outlives the process that heard it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.models.question import Question, Unanswered
from bot.store.tables import seen_events
from bot.store.timestamps import read, written

KEPT = timedelta(days=1)  # after that, an answer or an apology would only surprise


def hear(db: Database, question: Question, now: datetime) -> bool:
    """Remember a question until it is answered; False if its event was here before."""
    if not seen_events.is_first(db, question.platform, question.event, now):
        return False
    who = [question.workspace, question.user]
    db.execute(
        "insert into questions values (?, ?, ?, ?, ?, ?, ?)",
        [question.platform, question.event, *who, question.kind, question.payload, written(now)],
    )
    return True


def answered(db: Database, platform: str, event: str) -> None:
    """Forget a question that was answered."""
    db.execute("delete from questions where platform = ? and event = ?", [platform, event])


def unanswered(db: Database, platform: str, workspace: str, now: datetime) -> list[Unanswered]:
    """Return a workspace's questions that were never answered, oldest first; older ones than `KEPT` are dropped."""
    db.execute("delete from questions where at < ?", [written(now - KEPT)])
    rows = db.execute(
        """select platform, workspace, user, event, kind, payload, at from questions
        where platform = ? and workspace = ? order by at, event""",
        [platform, workspace],
    )
    return [Unanswered(Question(*question), read(at)) for *question, at in rows]
