"""Table `questions`: interactions that are not answered yet. They outlive the process that received them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.models.question import Question, UnansweredQuestion
from bot.store.tables import seen_events
from bot.store.timestamps import from_text, to_text

RETENTION = timedelta(days=1)  # later, a reply would only confuse


def record(db: Database, question: Question, now: datetime) -> bool:
    """Store an interaction until it is answered. Return False if its event is known."""
    if not seen_events.claim_event(db, question.platform, question.event, now):
        return False
    who = [question.workspace, question.user]
    db.execute(
        "insert into questions values (?, ?, ?, ?, ?, ?, ?)",
        [question.platform, question.event, *who, question.kind, question.payload, to_text(now)],
    )
    return True


def mark_answered(db: Database, platform: str, event: str) -> None:
    """Delete an answered interaction."""
    db.execute("delete from questions where platform = ? and event = ?", [platform, event])


def unanswered(db: Database, platform: str, workspace: str, now: datetime) -> list[UnansweredQuestion]:
    """Return a workspace's unanswered interactions, oldest first. Those older than `RETENTION` are deleted."""
    db.execute("delete from questions where at < ?", [to_text(now - RETENTION)])
    rows = db.execute(
        """select platform, workspace, person, event, kind, payload, at from questions
        where platform = ? and workspace = ? order by at, event""",
        [platform, workspace],
    )
    return [UnansweredQuestion(Question(*question), from_text(at)) for *question, at in rows]
