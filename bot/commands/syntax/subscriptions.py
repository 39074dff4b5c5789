"""What people wish to read: a hot list now, a digest or a report that comes by itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands.syntax.filters import format_filter, what
from bot.commands.syntax.options import format_options, split_options
from bot.commands.syntax.options import how as read_all_how
from bot.commands.syntax.periods import is_date, is_unit, split_when
from bot.commands.syntax.schedules import find_time, format_schedule, split_schedule
from bot.commands.syntax.synonyms import is_often
from bot.commands.syntax.tokens import NUMBER, Token, normalize, quote_hint, quote_in_message, tokenize
from bot.errors import CommandError
from bot.models.command import ResetFeedback, SetDigest, SetReport, ShowHotList, StopDigest, StopReport, Subscribe
from bot.models.digest import Filter
from bot.models.subscription import DigestOptions, Frequency, Period, Schedule

OFTEN = frozenset(("daily", "weekdays", "weekly", "monthly"))
WEEKLY = "mon 09:00 Europe/Berlin"


def hot_list(given: Sequence[Token]) -> ShowHotList:
    """Read ``what when``, then ``public`` and ``page N``. Raises CommandError."""
    public, page, when = False, 0, None
    while given:
        length = len(given)
        if given[-1].keyword == "public":
            public, given = True, given[:-1]
        elif len(given) > 1 and given[-2].keyword == "page" and NUMBER.fullmatch(given[-1].keyword):
            page, given = max(int(given[-1].keyword) - 1, 0), given[:-2]
        elif when is None:
            given, when = split_when(given)
        if len(given) == length:
            break
    _refuse_misplaced(given)
    return ShowHotList(what(given), when or Period(), public, page)


def parse_subscribe(rest: str) -> Subscribe:
    """Read ``what every how``, and which subscription it replaces. Raises CommandError."""
    given = tokenize(rest)
    change = None
    if len(given) > 1 and given[-2].keyword == "replacing" and NUMBER.fullmatch(given[-1].keyword):
        change, given = int(given[-1].keyword), given[:-2]
    wanted, every, how = _asked(given)
    return Subscribe(wanted, every, how, change)


def parse_digest(rest: str) -> SetDigest | StopDigest | ResetFeedback:
    """Read what a channel's digest shall be, or that it ends. Raises CommandError."""
    given = tokenize(rest)
    if [word.keyword for word in given] == ["off"]:
        return StopDigest()
    if [word.keyword for word in given] == ["reset"]:
        return ResetFeedback()
    return SetDigest(
        *_asked(given[1:] if given and given[0].keyword == "set" else given)
    )  # "set", as Discord spells it


def parse_report(rest: str) -> SetReport | StopReport | None:
    """Read a wish for reports, None if it is none as in ``report generation``. Raises CommandError."""
    given = tokenize(rest)
    if [word.keyword for word in given] == ["off"]:
        return StopReport()
    given = given[1:] if given and given[0].keyword == "set" else given  # as Discord spells it
    if not given:
        return SetReport()
    weekly = _weekly(given, f"report {WEEKLY}")
    return SetReport(weekly) if weekly else None


def format_digest(name: str, command: Subscribe | SetDigest) -> str:
    """Return ``what every how`` after the name of the command."""
    every = format_schedule(command.every) if command.every else ""
    return " ".join(filter(None, (name, format_filter(command.what), every, format_options(command.how))))


def parse_weekly(text: str) -> Schedule:
    """Read on which day of the week, at what time, in which zone. Raises CommandError."""
    weekly = _weekly(tokenize(normalize(text)), WEEKLY)
    if weekly is None:
        raise CommandError(f"Add a day and a time to {quote_in_message(normalize(text))}. For example: {WEEKLY}")
    return weekly


def _refuse_misplaced(given: Sequence[Token]) -> None:
    if given and (given[-1].keyword in OFTEN or is_often(given[-1])):
        raise CommandError(
            f"“{given[-1]}” is for digests. For a list, use days, a week or a date. "
            f"For example: cs.CV week. {quote_hint(str(given[-1]))}"
        )
    if clock := find_time(given):
        time = " ".join(map(str, given[clock]))
        raise CommandError(
            f"“{time}” is a time, and times are for digests. "
            f"For example: subscribe cs.CV daily 09:00. {quote_hint(time)}"
        )
    for word in given:
        if is_date(word):
            raise CommandError(
                f"Put the date “{word}” at the end, only once. For example: cs.CV 2020-08-25. {quote_hint(str(word))}"
            )


def _asked(given: Sequence[Token]) -> tuple[Filter, Schedule | None, DigestOptions]:
    before, every, behind = split_schedule(given)
    wanted, how = split_options(before)
    if every:
        _refuse_before_time(before[len(wanted) :])
        how = read_all_how(behind)
    _refuse_period(wanted)
    return what(wanted), every, how


def _refuse_before_time(given: Sequence[Token]) -> None:
    if given:
        raise CommandError(
            f"Put {quote_in_message(' '.join(map(str, given)))} after the time. "
            "For example: subscribe cs.CV daily 09:00 top 5"
        )


def _refuse_period(given: Sequence[Token]) -> None:
    for word in given:
        if is_date(word) or (word is given[-1] and is_unit(word)):
            raise CommandError(
                f"“{word}” is for lists. For a digest, say how often it comes. "
                f"For example: subscribe cs.CV weekly mon 09:00. {quote_hint(str(word))}"
            )


def _weekly(given: Sequence[Token], example: str) -> Schedule | None:
    """Read the day, the time and the zone of what comes once a week; None without a time."""
    before, every, behind = split_schedule(given)
    if every is None:
        return None
    if before or behind:
        extra = " ".join(map(str, (*before, *behind)))
        raise CommandError(
            f"Reports use the topics of the channel's digest. Leave out {quote_in_message(extra)}. "
            f"For example: {example}"
        )
    if len(every.days) != 1:
        raise CommandError(f"Reports are weekly. Choose one day. For example: {example}")
    return Schedule(Frequency.WEEKLY, every.at, every.days, every.zone)
