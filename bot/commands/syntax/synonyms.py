"""Translate other words that people write into the grammar: ``mon-fri``, *noon*, *the last week*. Pure.

What cannot be meant exactly is refused by a sentence that says what to type instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.commands.syntax.tokens import DASHES, Token
from bot.errors import CommandError

DAYS: Mapping[str, int] = {
    spelled: day
    for day, spellings in enumerate(
        ("monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri",
         "saturday sat", "sunday sun")
    )
    for short in spellings.split()
    for spelled in (short, f"{short}s" if short.endswith("day") else short)
}  # fmt: skip
"""The days of the week by all their names."""

WEEKDAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RANGE = re.compile(rf"([a-z]+)(?:[{DASHES}]|\.{{2,3}}|…)([a-z]+)")
JOINED = re.compile(r"[a-z]+(?:[/&+][a-z]+)+")
HOURS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
OTHER_CLOCK = re.compile(r"(?P<hour>\d\d?)(?:[.h](?P<minute>[0-5]\d)(?:h|uhr)?|h|uhr)")
TWELVE = frozenset(("12", "12:00"))
SYNONYMS = {
    "everyday": ("daily",),
    "workdays": ("weekdays",),
    "weekends": ("sat", "sun"),
    "weekend": ("sat", "sun"),
    "every day": ("daily",),
    "each day": ("daily",),
    "every weekday": ("weekdays",),
    "every workday": ("weekdays",),
    "working days": ("weekdays",),
    "business days": ("weekdays",),
    "every month": ("monthly",),
    "each month": ("monthly",),
    "every week": ("weekly",),
    "each week": ("weekly",),
    "every weekend": ("sat", "sun"),
    "weekly on": ("weekly",),
    "once a day": ("daily",),
    "once a week": ("weekly",),
    "once a month": ("monthly",),
}
UNSUPPORTED_RHYTHMS = frozenset(("hourly", "biweekly", "fortnightly", "yearly", "annually", "quarterly", "bimonthly"))
WHEN = frozenset(("at", "on", *HOURS, *TWELVE))
VAGUE_TIMES = frozenset(("morning", "mornings", "afternoon", "evening", "evenings", "night", "nights", "tonight"))

SHORT_PERIOD = re.compile(r"(?P<number>\d{1,2})(?P<unit>w|wks?|mo|(?<!\b[1-6])d)")  # "3d" is a topic
SHORT_UNITS = {"d": "days", "w": "weeks", "wk": "weeks", "wks": "weeks", "mo": "months"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = "january february march april june july august sept september october november december"
MONTH_NAMES = frozenset((*MONTHS, *_LONG_MONTHS.split()))
YEAR = re.compile(r"(?:19|20)\d\d")
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|\.)$")
LAST = frozenset(("last", "past", "this", "previous", "recent", "current", "latest"))
BEFORE_LAST = frozenset(("the", "in", "within", "over", "for", "during", "from", "of"))
UNSUPPORTED_PERIODS = {
    "yesterday": "isn't supported. Use “2 days” for the last two listings, or a date for one",
    "tomorrow": "isn't out yet. Use “day” for the latest listing",
    "year": "is longer than 92 days. Use two dates for a shorter period",
    "years": "is longer than 92 days. Use two dates for a shorter period",
}
EXAMPLES = "For example: 2 days, week, 2020-08-25 or 2020-08-01..2020-08-31"
NUMBER = re.compile(r"\d{1,4}")


# --- how often -------------------------------------------------------------------------------------------------------


def normalize_schedule(given: Sequence[Token]) -> list[Token]:
    """Return *given* with the days and times of a digest as the grammar has them. Raises CommandError."""
    spelled = [each for word in given for each in _days(word)]
    return list(_hours(_same(spelled)))


def is_often(word: Token) -> bool:
    """Tell whether a word alone says on which days something comes: *monday*, ``mon-fri``, but not *sun*."""
    return (word.keyword in DAYS and "day" in word.keyword) or [*_days(word)] != [word]


def _days(word: Token) -> Iterator[Token]:
    """Take a range or a list of days apart: *mon-fri*, *mon/thu*."""
    between, joined = RANGE.fullmatch(word.keyword), JOINED.fullmatch(word.keyword)
    if between and between[1] in DAYS and between[2] in DAYS:
        yield from _range(DAYS[between[1]], DAYS[between[2]])
    elif joined and all(part in DAYS for part in re.split(r"[/&+]", word.keyword)):
        yield from map(Token, re.split(r"[/&+]", word.keyword))
    else:
        yield word


def _range(first: int, last: int) -> Iterator[Token]:
    days = [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    yield from [Token("weekdays")] if days == [0, 1, 2, 3, 4] else [Token(WEEKDAY_NAMES[day]) for day in days]


def _same(given: Sequence[Token]) -> Iterator[Token]:
    """Put the grammar's word for what people say as well, if a day or a time follows."""
    at = 0
    while at < len(given):
        length, meant = _said(given, at)
        yield from meant
        at += length


def _said(given: Sequence[Token], at: int) -> tuple[int, Sequence[Token]]:
    keys = [word.keyword for word in given[at : at + 3]]
    if len(keys) == 3 and keys[0] in DAYS and keys[1] in {"to", "through", "until", "till"} and keys[2] in DAYS:
        return 3, list(_range(DAYS[keys[0]], DAYS[keys[2]]))
    if keys[0] in {"and", "on"} and at and given[at - 1].keyword in {*DAYS, "weekly"} and _is_day(given, at + 1):
        return 1, ()
    for length in (3, 2, 1):
        meant = SYNONYMS.get(" ".join(keys[:length])) if "" not in keys[:length] else None
        if meant and _follows(given, at + length):
            return length, list(map(Token, meant))
    _refuse_never(given, at)
    return 1, given[at : at + 1]


def _is_day(given: Sequence[Token], at: int) -> bool:
    return at < len(given) and given[at].keyword in DAYS


def _follows(given: Sequence[Token], at: int) -> bool:
    """Tell whether a day or a time stands at *at*."""
    return at < len(given) and (
        given[at].keyword in DAYS or given[at].keyword in WHEN or given[at].keyword[:1].isdigit()
    )


def _refuse_never(given: Sequence[Token], at: int) -> None:
    if given[at].keyword in UNSUPPORTED_RHYTHMS and _follows(given, at + 1):
        raise CommandError(
            f"I can't send a digest “{given[at]}”, only daily, on weekdays, on named days, weekly or monthly. "
            "For example: subscribe cs.CV weekly mon 09:00"
        )


def _hours(given: Iterable[Token]) -> Iterator[Token]:
    """Put hours for *noon* and *midnight*, where a day stands before."""
    before = ""
    held: Token | None = None
    for word in given:
        if held is not None:
            if word.keyword not in HOURS:
                yield held
            held = None
        if word.keyword in TWELVE:
            held = word
            continue
        yield _as_clock(word) if _can_precede(before) else word
        _refuse_vague(before, word)
        before = word.keyword or "-"
    if held is not None:
        yield held


def _as_clock(word: Token) -> Token:
    """Return a word as the grammar writes a time: *noon*, ``9.30``, ``9h30``, ``21h``."""
    if word.keyword in HOURS:
        return Token(HOURS[word.keyword])
    written = OTHER_CLOCK.fullmatch(word.keyword)
    return Token(f"{written['hour']}:{written['minute'] or '00'}") if written else word


def _can_precede(key: str) -> bool:
    return key in DAYS or key in {"at", "daily", "weekdays", "weekday", "monthly"}


def _refuse_vague(before: str, word: Token) -> None:
    if word.keyword in VAGUE_TIMES and (_can_precede(before) or before in {"every", "each"}):
        raise CommandError(
            f"“{before} {word}” isn't a valid time. Use hours and minutes. For example: subscribe cs.CV daily 09:00"
        )


# --- of when ---------------------------------------------------------------------------------------------------------


def normalize_period(given: Sequence[Token]) -> Sequence[Token]:
    """Return *given* with the period at its end as the grammar has it. Raises CommandError for what is none."""
    if not given:
        return given
    given = _short_and_named(given)
    key = given[-1].keyword
    if key in {"today", "newest"} or (key == "now" and len(given) > 1):
        return [*given[:-1], Token("day")]
    if key in UNSUPPORTED_PERIODS and (key in {"yesterday", "tomorrow"} or _said_before(given)):
        raise CommandError(f"“{given[-1]}” {UNSUPPORTED_PERIODS[key]}. {EXAMPLES}. {_or_quote(given[-1])}")
    return _of_dates(given)


def _short_and_named(given: Sequence[Token]) -> Sequence[Token]:
    """Put ``14 days`` for ``14d`` and *fortnight*, and ``2026-01-10`` for ``10 Jan 2026`` and *January 10, 2026*."""
    keys = [word.keyword for word in given]
    if short := SHORT_PERIOD.fullmatch(keys[-1]):
        return [*given[:-1], Token(short["number"]), Token(SHORT_UNITS[short["unit"]])]
    if keys[-1] == "fortnight":
        return [*given[:-1], Token("14"), Token("days")]
    day, month, year = ["", "", "", *keys][-3:]
    if day in MONTH_NAMES:
        day, month = month, day
    day = ORDINAL.sub("", day)
    if month in MONTH_NAMES and day.isdecimal() and YEAR.fullmatch(year):
        return [*given[:-3], Token(f"{year}-{MONTHS.index(month[:3]) + 1:02}-{int(day):02}")]
    return given


def without_last(given: Sequence[Token]) -> Sequence[Token]:
    """Drop filler words before a period: *in the last* week."""
    if not given or given[-1].keyword not in LAST:
        return given
    end = len(given) - 1
    while end and given[end - 1].keyword in BEFORE_LAST:
        end -= 1
    return given[:end]


def _said_before(given: Sequence[Token]) -> bool:
    before = given[-2].keyword if len(given) > 1 else ""
    return before in LAST or bool(NUMBER.fullmatch(before))


def _of_dates(given: Sequence[Token]) -> Sequence[Token]:
    """Put ``A..B`` for *from A to B* and *A - B*, and ``A..`` for *since A*."""
    keys = [word.keyword for word in given]
    if len(keys) > 2 and _is_day_of_year(keys[-3]) and _is_day_of_year(keys[-1]):
        is_between = keys[-2] in {"to", "until", "till", "through", "and"}
        start = given[:-3]
        if is_between:
            start = start[:-1] if start and start[-1].keyword in {"from", "between"} else start
            return [*start, Token(f"{keys[-3]}..{keys[-1]}")]
    if len(keys) > 1 and _is_day_of_year(keys[-1]) and keys[-2] in {"since", "from", "after"}:
        return [*given[:-2], Token(f"{keys[-1]}..")]
    return [*given[:-2], given[-1]] if len(keys) > 1 and _is_day_of_year(keys[-1]) and keys[-2] == "on" else given


def _is_day_of_year(key: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d?-\d\d?", key))


def _or_quote(word: Token) -> str:
    return f'To search for the word itself, quote it: "{word}"'


__all__ = ["DAYS", "is_often", "normalize_period", "normalize_schedule", "without_last"]
