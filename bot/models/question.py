"""An interaction, stored until it is answered. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Question:
    """One interaction, identified by the platform's event id. *payload* is the platform's data, of the given *kind*."""

    platform: str
    workspace: str
    user: str
    event: str
    kind: str
    payload: str


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """An interaction that an earlier run did not answer, and its time."""

    question: Question
    asked: datetime
