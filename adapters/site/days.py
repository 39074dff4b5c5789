"""Parse the days in a folder from their JSON, for index and feed. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import Any

from pydantic import AwareDatetime, TypeAdapter

from bot.models.digest import Digest, DigestQuery


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A paper with the fields that lists need."""

    rank: int
    title: str
    authors: tuple[str, ...]
    summary: str
    reasons: tuple[str, ...]
    url: str
    summary_by: str = ""


@dataclass(frozen=True, slots=True)
class PublishedDay:
    """A published day. *name* is its file name, *choices* its digest options."""

    date: dt.date
    as_of: AwareDatetime
    categories: tuple[str, ...]
    entries: tuple[DayEntry, ...]
    choices: dict[str, Any] | None = None
    name: str = ""


def parse(text: bytes, name: str) -> PublishedDay:
    """Parse the JSON of the day *name*. Raises ValueError."""
    day = TypeAdapter(PublishedDay).validate_json(text)
    if name[:10] != day.date.isoformat():
        raise ValueError(f"it is of {day.date.isoformat()}")
    return replace(day, name=name)


def name_of(digest: Digest, first: PublishedDay | None) -> str:
    """Return the file name of a digest: its date, unless the *first* digest of that date has other choices."""
    date, choices = digest.date.isoformat(), asked(digest)
    if first is None or first.choices == choices:
        return date
    if first.choices is None and first.categories == digest.choices.filter.categories:
        return date  # it predates the choices field
    return f"{date}-{hashlib.sha256(_CHOICES.dump_json(digest.choices)).hexdigest()[:8]}"


def asked(digest: Digest) -> dict[str, Any]:
    """Return the choices of a digest as JSON."""
    plain: dict[str, Any] = _CHOICES.dump_python(digest.choices, mode="json")
    return plain


_CHOICES = TypeAdapter(DigestQuery)
