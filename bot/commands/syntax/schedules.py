"""How often and at what time: ``daily | weekdays | DAY[,DAY] | weekly DAY | monthly``, then ``HH:MM [ZONE]``. Pure.

``9am``, ``9 am`` and ``9:30 p.m.`` are times too; they are printed as ``09:00`` and ``21:30``. What else people say is
read by `synonyms`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from bot.commands.syntax import timezones
from bot.commands.syntax.options import OPTION_KEYWORDS
from bot.commands.syntax.synonyms import DAYS, normalize_schedule
from bot.commands.syntax.tokens import Token, normalize, quote_hint, quote_in_message, tokenize
from bot.errors import CommandError
from bot.models.subscription import Frequency, Schedule

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WITHOUT_DAYS = {
    "daily": Frequency.DAILY,
    "weekdays": Frequency.WEEKDAYS,
    "weekday": Frequency.WEEKDAYS,
    "monthly": Frequency.MONTHLY,
}
RHYTHMS = frozenset((*DAYS, *WITHOUT_DAYS, "weekly"))
TIME = re.compile(r"(?P<hour>\d\d?)(?::(?P<minute>\d\d))?(?: ?(?P<half>[ap])\.?m\.?|(?<=:\d\d))")
LIKE_A_TIME = re.compile(r"\d{1,4}(?:[:.h]\d*)?(?:am|pm|h|uhr)?")  # where a time has to stand
MAX_PLACE_WORDS = 8  # in the name of a city or zone
CLOCK = re.compile(r"\d{1,4}:\d{0,4}(?: ?[ap]\.?m\.?)?|\d\d? ?[ap]\.?m\.?")  # anywhere in the text
EXAMPLES = "For example: daily 09:00, mon,thu 09:00 Europe/Berlin, weekly mon 09:00 or monthly 09:00"

Parts = tuple[Sequence[Token], Schedule | None, Sequence[Token]]
"""What stands before, the days and the time, what stands behind."""


def parse_schedule(text: str) -> Schedule:
    """Read days, time and zone. Raises CommandError."""
    before, every, behind = split_schedule(tokenize(normalize(text)))
    if every is None:
        typed = f" to {quote_in_message(normalize(text))}" if normalize(text).strip() else ""
        raise CommandError(f"Add days and a time{typed}. {EXAMPLES}")
    if before or behind:
        extra = " ".join(map(str, (*before, *behind)))
        raise CommandError(f"{quote_in_message(extra)} isn't a day, time or time zone. {EXAMPLES}")
    return every


def format_schedule(every: Schedule) -> str:
    """Print days, time and zone so that `parse_schedule` reads the same."""
    names = ",".join(NAMES[day][:3] for day in every.days)
    days = {Frequency.DAYS: names, Frequency.WEEKLY: f"weekly {names}"}.get(every.rhythm, every.rhythm.value)
    return " ".join(filter(None, (days, f"{every.at:%H:%M}", every.zone)))


def format_day(every: Schedule) -> str:
    """Print the day, time and zone of what comes once a week: ``mon 09:00 Europe/Berlin``."""
    return format_schedule(every).removeprefix("weekly ")


def split_schedule(given: Sequence[Token]) -> Parts:
    """Take days, time and zone out, by the last time that is there. Raises CommandError if a part is missing."""
    given = normalize_schedule(given)
    clock = find_time(given)
    if clock is None:
        _refuse_days_without_time(given)
        return given, None, ()
    at = _time(_keys(given[clock]))
    before, rhythm, days = _days(_without(given[: clock.start], "at"))
    zone, behind = _zone(given[clock.stop :])
    return _without(before, "every"), Schedule(rhythm, at, days, zone), behind


def find_time(given: Sequence[Token]) -> slice | None:
    """Return where the last words stand that are meant as a time, possible or not: one, or two as in *9 am*."""
    places = (slice(start, start + length) for start in reversed(range(len(given))) for length in (2, 1))
    return next((place for place in places if CLOCK.fullmatch(_keys(given[place]))), None)


def _keys(given: Sequence[Token]) -> str:
    return " ".join(word.keyword for word in given)


def _refuse_days_without_time(given: Sequence[Token]) -> None:
    keys = [word.keyword for word in given]
    if keys and keys[-1] in RHYTHMS:
        raise CommandError(f"Add a time after “{keys[-1]}”. {EXAMPLES}. {quote_hint(keys[-1])}")
    for at in range(len(keys) - 1):
        place = " ".join(map(str, given[at + 2 : at + 3 + MAX_PLACE_WORDS]))
        if keys[at] in RHYTHMS and LIKE_A_TIME.fullmatch(keys[at + 1]) and (not place or timezones.find(place)):
            _time(keys[at + 1])


def _time(text: str) -> time:
    match = TIME.fullmatch(text)
    if not match:
        raise CommandError(f"“{text}” isn't a valid time. Use hours and minutes. {EXAMPLES}")
    hour, half = int(match["hour"]), match["half"]
    if half and not 1 <= hour <= 12:
        raise CommandError(f"“{text}” isn't a valid time. Use 1 to 12 with am and pm. {EXAMPLES}")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(match["minute"] or 0))
    except ValueError as error:
        raise CommandError(f"“{text}” isn't a valid time. Use 00:00 to 23:59. {EXAMPLES}") from error


def _without(given: Sequence[Token], key: str) -> Sequence[Token]:
    """Drop a word that people write though it says nothing: *every* monday, *at* 9:00."""
    return given[:-1] if given and given[-1].keyword == key else given


def _days(given: Sequence[Token]) -> tuple[Sequence[Token], Frequency, tuple[int, ...]]:
    start = len(given)
    while start and given[start - 1].keyword in DAYS:
        start -= 1
    days = tuple(sorted({DAYS[word.keyword] for word in given[start:]}))
    before = given[start - 1].keyword if start else ""
    if before == "weekly":
        if len(days) != 1:
            raise CommandError(f"Add one day after “weekly”. {EXAMPLES}")
        return given[: start - 1], Frequency.WEEKLY, days
    if days:
        return given[:start], Frequency.DAYS, days
    if before in WITHOUT_DAYS:
        return given[: start - 1], WITHOUT_DAYS[before], ()
    if before == "day" and start > 1 and given[start - 2].keyword == "every":
        return given[: start - 1], Frequency.DAILY, ()
    raise CommandError(f"{_not_days(given)}Which days? {EXAMPLES}")


def _not_days(given: Sequence[Token]) -> str:
    return f"{quote_in_message(str(given[-1]))} before the time isn't a day. " if given else ""


def _zone(given: Sequence[Token]) -> tuple[str | None, Sequence[Token]]:
    """Read the longest zone that *given* begins with; what is not a part of `how` has to be one."""
    end = next((index for index, word in enumerate(given) if word.keyword in OPTION_KEYWORDS), len(given))
    for length in range(end, 0, -1):
        if zone := timezones.find(" ".join(map(str, given[:length]))):
            return zone, given[length:]
    return (timezones.check(" ".join(map(str, given[:end]))) if end else None), given[end:]
