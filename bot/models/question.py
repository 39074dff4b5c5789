"""What somebody asked, as it is remembered until it is answered. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Question:
    """One question, by the platform's id of the event. *payload* is what the platform sent, of the given *kind*."""

    platform: str
    workspace: str
    user: str
    event: str
    kind: str
    payload: str


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """A question that an earlier run left, and when it was asked."""

    question: Question
    asked: datetime
