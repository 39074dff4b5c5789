"""Of when: ``day | 3 days | week | month | DATE | DATE..DATE``, read and printed. Pure.

``DATE..`` is from that date on, as far as a period may go. What else people say is read by `synonyms`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.commands.syntax.synonyms import normalize_period, without_last
from bot.commands.syntax.tokens import Token, normalize, quote_in_message, tokenize
from bot.errors import CommandError
from bot.models.subscription import Period

MAX_PERIOD = 92  # days: a quarter
FIRST = date(1991, 8, 14)  # https://arxiv.org/abs/hep-th/9108001
UNITS = {"day": 1, "week": 7, "month": 30}
NUMBER = re.compile(r"\d{1,4}")
DATES = re.compile(r"(\d{4}-\d\d?-\d\d?)(\.{2,3}|…)?(\d{4}-\d\d?-\d\d?)?")
LIKE_A_DATE = re.compile(
    r"\d{4}[-/.]\d\d?[-/.]\d\d?.*|\d\d?[-/.]\d\d?[-/.]\d{4}.*|(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])"
)
EXAMPLES = "For example: week, 3 days, 2020-08-25 or 2020-08-01..2020-08-31"


def parse_period(text: str) -> Period:
    """Read a period; of nothing, the newest listing. Raises CommandError."""
    rest, period = split_when(tokenize(normalize(text)))
    if rest:
        raise CommandError(f"{quote_in_message(normalize(text))} isn't a date or a number of days. {EXAMPLES}")
    return period or Period()


def format_period(period: Period) -> str:
    """Print a period so that `parse_period` reads the same."""
    if period.first and period.last:
        return str(period.first) if period.first == period.last else f"{period.first}..{period.last}"
    return {days: unit for unit, days in UNITS.items()}.get(period.days, f"{period.days} days")


def split_when(given: Sequence[Token]) -> tuple[Sequence[Token], Period | None]:
    """Take the period off the end, if there is one. Raises CommandError if it cannot be."""
    if not given:
        return given, None
    given = normalize_period(given)
    last = given[-1].keyword
    number = given[-2].keyword if len(given) > 1 else ""
    if last.removesuffix("s") in UNITS and NUMBER.fullmatch(number):
        return without_last(given[:-2]), _last_days(int(number), last)
    if last in UNITS:
        return without_last(given[:-1]), Period(UNITS[last])
    if is_date(given[-1]):
        return given[:-1], _dates(last)
    return given, None


def is_date(word: Token) -> bool:
    """Tell what is meant as a date, possible or not."""
    return bool(LIKE_A_DATE.fullmatch(word.keyword))


def is_unit(word: Token) -> bool:
    """Tell what may be the last word of a period that is no date."""
    return word.keyword.removesuffix("s") in UNITS or word.keyword in {"today", "yesterday"}


def _last_days(number: int, unit: str) -> Period:
    days = number * UNITS[unit.removesuffix("s")]
    if not 1 <= days <= MAX_PERIOD:
        raise CommandError(f"“{number} {unit}” isn't between 1 and {MAX_PERIOD} days. {EXAMPLES}")
    return Period(days)


def _dates(text: str) -> Period:
    match = DATES.fullmatch(text)
    if not match or (match[3] and not match[2]):
        raise CommandError(f"{quote_in_message(text)} isn't a valid date. Write year-month-day. {EXAMPLES}")
    first = _date(match[1])
    open_end = first + timedelta(days=MAX_PERIOD - 1) if match[2] else first
    last = _date(match[3]) if match[3] else open_end
    if last < first:
        raise CommandError(f"{quote_in_message(text)} ends before it begins. For example: {last}..{first}")
    if (last - first).days >= MAX_PERIOD:
        raise CommandError(f"{quote_in_message(text)} is longer than {MAX_PERIOD} days. {EXAMPLES}")
    return Period(first=first, last=last)


def _date(text: str) -> date:
    try:
        day = date(*map(int, text.split("-")))
    except ValueError as error:
        raise CommandError(f"“{text}” isn't a valid date. {EXAMPLES}") from error
    if day < FIRST:
        raise CommandError(f"“{text}” is before arXiv started ({FIRST}). {EXAMPLES}")
    return day
