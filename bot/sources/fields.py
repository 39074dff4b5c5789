"""Read what services say, mostly in JSON: an outer shape or a SourceError, then item by item, leaving out the bad ones.

Every reader of a single value raises ValueError for one that cannot be meant, and nothing else.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

from bot.errors import SourceError
from bot.web import Json

log = logging.getLogger(__name__)

T = TypeVar("T")

ABSURD = 10**9
"""No page has as much attention as there are people; a count like that is a fault and would rank first."""

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def expect(body: Json, kind: type[T], *keys: str) -> T:
    """Return what stands in *body* under *keys*; another shape is a SourceError."""
    value = find(body, *keys)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise SourceError(f"answered in another shape: no {kind.__name__} at {'.'.join(keys) or 'its top'}")
    return value


def read_each(source: str, items: Iterable[Json], read: Callable[[Json], Iterable[T]]) -> list[T]:
    """Read every item; bad ones are left out and counted in the log. If all are bad, the shape is another one."""
    values: list[T] = []
    good = bad = 0
    for item in items:
        try:
            values.extend(read(item))
            good += 1
        except ValueError:
            bad += 1
    if bad and not good:
        raise SourceError(f"answered in another shape: none of its {bad} items can be read")
    if bad:
        log.warning("items skipped: source=%s count=%d of=%d", source, bad, good + bad)
    return values


def find(item: Json, *keys: str) -> Json:
    """Return what stands in nested objects under *keys*, None where nothing does."""
    for key in keys:
        item = item.get(key) if isinstance(item, dict) else None
    return item


def text(value: Json) -> str:
    """Return a text without what no page can show or store; empty for none."""
    if value is None or isinstance(value, str):
        return UNPRINTABLE.sub(" ", value or "").strip()
    raise ValueError("no text")


def count(value: Json) -> int:
    """Return a count; zero for none and for less than nothing."""
    if isinstance(value, bool) or not isinstance(value, int | None) or (value or 0) > ABSURD:
        raise ValueError("no count")
    return max(value or 0, 0)


def instant(value: Json) -> datetime:
    """Return an instant in UTC, given in ISO 8601 or in seconds since 1970."""
    try:
        moment = datetime.fromtimestamp(value, UTC) if isinstance(value, int) else datetime.fromisoformat(text(value))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (OverflowError, OSError) as error:  # a year that no calendar has
        raise ValueError("no instant") from error
