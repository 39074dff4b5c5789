"""Convert timestamps from and to text in the tables: UTC, to the second, so that texts sort like times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

LATEST = "later"
"""Sorts after the text of every time."""


def to_text(moment: datetime) -> str:
    """Return an aware time as text, rounded down to the second."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def to_text_rounded_up(moment: datetime) -> str:
    """Return an aware time as text, rounded up to the second, so that waiting for it never ends early."""
    return to_text(moment + timedelta(seconds=1) - timedelta.resolution)


def from_text(text: str) -> datetime:
    """Return the time that `to_text` wrote."""
    return datetime.fromisoformat(text)


def to_text_or_none(moment: datetime | None) -> str | None:
    """Return a time as text, or None for None."""
    return None if moment is None else to_text(moment)


def from_text_or_none(text: str | None) -> datetime | None:
    """Return the time of a text, or None for None."""
    return None if text is None else from_text(text)
