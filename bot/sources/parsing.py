"""Parse responses, mostly JSON: check the outer shape, then read item by item and skip invalid ones.

Every reader of a single value raises ValueError for an invalid one, and nothing else.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.errors import SourceError
from bot.http.responses import Json
from bot.models.papers import Engagement, Mention
from bot.sources.source import FetchResult

log = logging.getLogger(__name__)

T = TypeVar("T")

MAX_PLAUSIBLE = 10**7
"""Counts above this are implausible for a page about a paper. They would rank first."""
MAX_LINE_LENGTH = 1_000  # characters of an external summary
CLOCKS = timedelta(minutes=5)  # maximum clock difference

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def require(body: Json, kind: type[T], *keys: str) -> T:
    """Return the value in *body* under *keys*. Raises SourceError if it has another type."""
    value = get_path(body, *keys)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise SourceError(f"answered in another shape: no {kind.__name__} at {'.'.join(keys) or 'its top'}")
    return value


class ImplausibleCount(ValueError):
    """A count that no page can have. Its item is skipped, so that the last plausible count stays."""


def parse_items(
    source: str, items: Iterable[Json], read: Callable[[Json], Iterable[T]]
) -> tuple[list[T], tuple[str, ...]]:
    """Parse every item. Invalid ones are skipped, logged and noted. If all are invalid, raises SourceError."""
    values: list[T] = []
    good, bad = 0, list[ValueError]()
    for item in items:
        try:
            values.extend(list(read(item)))  # an item is used completely or not at all
            good += 1
        except ValueError as error:
            bad.append(error)
    if bad and not good:
        raise SourceError(f"answered in another shape: none of its {len(bad)} items can be read")
    if bad:
        log.warning("items skipped: source=%s count=%d total=%d", source, len(bad), good + len(bad))
    absurd = sum(isinstance(error, ImplausibleCount) for error in bad)
    return values, (
        *_note(len(bad) - absurd, f"of {good + len(bad)} items left out, for they cannot be read"),
        *_note(absurd, f"of {good + len(bad)} items left out, for their counts are absurd"),
    )


def build_result(
    source: str, items: Iterable[Json], read: Callable[[Json], Iterable[Mention]], now: datetime
) -> FetchResult:
    """Return the mentions in *items*, each once, with notes on unusual values."""
    mentions, skipped = parse_items(source, items, read)
    below = sum(seen.engagement != _sound(seen.engagement) for seen in mentions)
    ahead = sum(seen.created > now + CLOCKS for seen in mentions)
    sound = {
        (seen.id, seen.paper): replace(seen, engagement=_sound(seen.engagement), created=min(seen.created, now))
        for seen in mentions
    }
    return FetchResult(
        mentions=tuple(sound.values()),
        notes=(
            *skipped,
            *_note(below, f"of {len(mentions)} mentions with counts below zero, taken as zero"),
            *_note(ahead, f"of {len(mentions)} mentions dated in the future, taken as of now"),
        ),
    )


def note_if_stale(answer: FetchResult, since: datetime) -> FetchResult:
    """Add a note if all mentions are older than *since*, the start of the request."""
    if not answer.mentions or any(seen.created >= since for seen in answer.mentions):
        return answer
    return with_notes(answer, f"all it told is from before {since:%Y-%m-%d}")


def with_notes(answer: FetchResult, *notes: str) -> FetchResult:
    """Return *answer* with more *notes*."""
    return replace(answer, notes=(*answer.notes, *notes))


def get_path(item: Json, *keys: str) -> Json:
    """Return the value in nested objects under *keys*, None if missing."""
    for key in keys:
        item = item.get(key) if isinstance(item, dict) else None
    return item


def text(value: Json) -> str:
    """Return a text without characters that can't be shown or stored; empty for None."""
    if value is None or isinstance(value, str):
        return UNPRINTABLE.sub(" ", value or "").strip()
    raise ValueError("no text")


def lines(value: Json) -> str:
    """Return a text like `text`, with its line breaks."""
    text(value)
    return "\n".join(text(line) for line in (value or "").splitlines())


def count(value: Json) -> int:
    """Return a count, zero for None. Raises ImplausibleCount."""
    if value is None:
        return 0
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > MAX_PLAUSIBLE:
            raise ImplausibleCount("an absurd count")
        return value
    raise ValueError("no count")


def instant(value: Json) -> datetime:
    """Return a time in UTC, from ISO 8601 or seconds since 1970."""
    try:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        moment = datetime.fromtimestamp(value, UTC) if is_number else datetime.fromisoformat(text(value))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (OverflowError, OSError) as error:  # a year out of range
        raise ValueError("no instant") from error


def _sound(seen: Engagement) -> Engagement:
    return Engagement(max(seen.reposts, 0), max(seen.likes, 0), max(seen.replies, 0))


def _note(number: int, what: str) -> tuple[str, ...]:
    return (f"{number} {what}",) if number else ()
