"""How instants stand in the tables: UTC, to the second, so that texts sort as instants do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def written(moment: datetime) -> str:
    """Write an aware instant, cut to the second."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def written_up(moment: datetime) -> str:
    """Write an aware instant, the next whole second if it is between two: who waits for it never comes early."""
    return written(moment + timedelta(seconds=1) - timedelta.resolution)


def read(text: str) -> datetime:
    """Read what `written` wrote."""
    return datetime.fromisoformat(text)


def written_or_none(moment: datetime | None) -> str | None:
    """Write an instant that may not be known."""
    return None if moment is None else written(moment)


def read_or_none(text: str | None) -> datetime | None:
    """Read an instant that may not be known."""
    return None if text is None else read(text)
