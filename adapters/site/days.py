"""A day that the folder already holds, as its JSON tells it: what the index and the feed are made from. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pydantic import AwareDatetime, TypeAdapter


@dataclass(frozen=True, slots=True)
class Item:
    """A paper of a day, as far as a list needs it."""

    rank: int
    title: str
    authors: tuple[str, ...]
    summary: str
    reasons: tuple[str, ...]
    url: str
    summary_by: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day's digest, as far as index and feed need it."""

    date: dt.date
    as_of: AwareDatetime
    categories: tuple[str, ...]
    entries: tuple[Item, ...]


def parse(text: bytes, name: str) -> Day:
    """Read the JSON of the day that is named *name*, or raise ValueError."""
    day = TypeAdapter(Day).validate_json(text)
    if day.date.isoformat() != name:
        raise ValueError(f"it is of {day.date.isoformat()}")
    return day
