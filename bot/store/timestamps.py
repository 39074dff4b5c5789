"""How instants stand in the tables: UTC, to the second, so that texts sort as instants do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def to_text(moment: datetime) -> str:
    """Write an aware instant, cut to the second."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def to_text_rounded_up(moment: datetime) -> str:
    """Write an aware instant, the next whole second if it is between two: who waits for it never comes early."""
    return to_text(moment + timedelta(seconds=1) - timedelta.resolution)


def from_text(text: str) -> datetime:
    """Read what `written` wrote."""
    return datetime.fromisoformat(text)


def to_text_or_none(moment: datetime | None) -> str | None:
    """Write an instant that may not be known."""
    return None if moment is None else to_text(moment)


def from_text_or_none(text: str | None) -> datetime | None:
    """Read an instant that may not be known."""
    return None if text is None else from_text(text)
