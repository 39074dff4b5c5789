"""Table `questions`: what was asked and is not answered yet, so that a question outlives the process that heard it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.models.question import Question, UnansweredQuestion
from bot.store.tables import seen_events
from bot.store.timestamps import from_text, to_text

RETENTION = timedelta(days=1)  # after that, an answer or an apology would only surprise


def record(db: Database, question: Question, now: datetime) -> bool:
    """Remember a question until it is answered; False if its event was here before."""
    if not seen_events.claim_event(db, question.platform, question.event, now):
        return False
    who = [question.workspace, question.user]
    db.execute(
        "insert into questions values (?, ?, ?, ?, ?, ?, ?)",
        [question.platform, question.event, *who, question.kind, question.payload, to_text(now)],
    )
    return True


def mark_answered(db: Database, platform: str, event: str) -> None:
    """Forget a question that was answered."""
    db.execute("delete from questions where platform = ? and event = ?", [platform, event])


def unanswered(db: Database, platform: str, workspace: str, now: datetime) -> list[UnansweredQuestion]:
    """Return a workspace's questions that were never answered, oldest first; older ones than `KEPT` are dropped."""
    db.execute("delete from questions where at < ?", [to_text(now - RETENTION)])
    rows = db.execute(
        """select platform, workspace, user, event, kind, payload, at from questions
        where platform = ? and workspace = ? order by at, event""",
        [platform, workspace],
    )
    return [UnansweredQuestion(Question(*question), from_text(at)) for *question, at in rows]
