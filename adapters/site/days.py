"""A day that the folder already holds, as its JSON tells it: what the index and the feed are made from. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import Any

from pydantic import AwareDatetime, TypeAdapter

from bot.models.digest import DigestQuery, Digest


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A paper of a day, as far as a list needs it."""

    rank: int
    title: str
    authors: tuple[str, ...]
    summary: str
    reasons: tuple[str, ...]
    url: str
    summary_by: str = ""


@dataclass(frozen=True, slots=True)
class PublishedDay:
    """A day's digest, as far as index and feed need it; *name* is that of its files, *choices* what was asked for."""

    date: dt.date
    as_of: AwareDatetime
    categories: tuple[str, ...]
    entries: tuple[DayEntry, ...]
    choices: dict[str, Any] | None = None
    name: str = ""


def parse(text: bytes, name: str) -> PublishedDay:
    """Read the JSON of the day that is named *name*, or raise ValueError."""
    day = TypeAdapter(PublishedDay).validate_json(text)
    if name[:10] != day.date.isoformat():
        raise ValueError(f"it is of {day.date.isoformat()}")
    return replace(day, name=name)


def name_of(digest: Digest, first: PublishedDay | None) -> str:
    """Name the files of a digest: by its date, unless the *first* digest of that date asks for something else."""
    date, choices = digest.date.isoformat(), asked(digest)
    if first is None or first.choices == choices:
        return date
    if first.choices is None and first.categories == digest.choices.filter.categories:
        return date  # it was written before choices were
    return f"{date}-{hashlib.sha256(_CHOICES.dump_json(digest.choices)).hexdigest()[:8]}"


def asked(digest: Digest) -> dict[str, Any]:
    """Return what a digest asks for, as it stands in JSON."""
    plain: dict[str, Any] = _CHOICES.dump_python(digest.choices, mode="json")
    return plain


_CHOICES = TypeAdapter(DigestQuery)
