"""What people wish to read: a hot list now, a digest or a report that comes by itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands.syntax.filters import what
from bot.commands.syntax.options import how as read_all_how
from bot.commands.syntax.options import split_how
from bot.commands.syntax.periods import is_date, is_unit, split_when
from bot.commands.syntax.schedules import find_clock, split_every
from bot.commands.syntax.synonyms import is_often
from bot.commands.syntax.tokens import NUMBER, Word, named, or_quote, plain, words
from bot.errors import CommandError
from bot.models.command import DigestOff, DigestReset, HotList, ReportOff, SetDigest, SetReport, Subscribe
from bot.models.digest import Filter
from bot.models.subscription import Every, How, Period, Rhythm

OFTEN = frozenset(("daily", "weekdays", "weekly", "monthly"))
WEEKLY = "mon 09:00 Europe/Berlin"


def hot_list(given: Sequence[Word]) -> HotList:
    """Read ``what when``, then ``public`` and ``page N``. Raises CommandError."""
    public, page, when = False, 0, None
    while given:
        length = len(given)
        if given[-1].key == "public":
            public, given = True, given[:-1]
        elif len(given) > 1 and given[-2].key == "page" and NUMBER.fullmatch(given[-1].key):
            page, given = max(int(given[-1].key) - 1, 0), given[:-2]
        elif when is None:
            given, when = split_when(given)
        if len(given) == length:
            break
    _refuse_misplaced(given)
    return HotList(what(given), when or Period(), public, page)


def subscribe(rest: str) -> Subscribe:
    """Read ``what every how``, and which subscription it replaces. Raises CommandError."""
    given = words(rest)
    change = None
    if len(given) > 1 and given[-2].key == "replacing" and NUMBER.fullmatch(given[-1].key):
        change, given = int(given[-1].key), given[:-2]
    wanted, every, how = _asked(given)
    return Subscribe(wanted, every, how, change)


def digest(rest: str) -> SetDigest | DigestOff | DigestReset:
    """Read what a channel's digest shall be, or that it ends. Raises CommandError."""
    given = words(rest)
    if [word.key for word in given] == ["off"]:
        return DigestOff()
    if [word.key for word in given] == ["reset"]:
        return DigestReset()
    return SetDigest(*_asked(given[1:] if given and given[0].key == "set" else given))  # "set", as Discord spells it


def report(rest: str) -> SetReport | ReportOff | None:
    """Read a wish for reports, None if it is none as in ``report generation``. Raises CommandError."""
    given = words(rest)
    if [word.key for word in given] == ["off"]:
        return ReportOff()
    given = given[1:] if given and given[0].key == "set" else given  # as Discord spells it
    if not given:
        return SetReport()
    weekly = _weekly(given, f"report {WEEKLY}")
    return SetReport(weekly) if weekly else None


def read_weekly(text: str) -> Every:
    """Read on which day of the week, at what time, in which zone. Raises CommandError."""
    weekly = _weekly(words(plain(text)), WEEKLY)
    if weekly is None:
        raise CommandError(f"{named(plain(text))} does not say on which day and at what time. For example: {WEEKLY}")
    return weekly


def _refuse_misplaced(given: Sequence[Word]) -> None:
    if given and (given[-1].key in OFTEN or is_often(given[-1])):
        raise CommandError(
            f"“{given[-1]}” says how often a digest comes; a list has a period instead. "
            f"For example: cs.CV week. {or_quote(str(given[-1]))}"
        )
    if clock := find_clock(given):
        time = " ".join(map(str, given[clock]))
        raise CommandError(
            f"“{time}” is a time, which only a digest that comes by itself has. "
            f"For example: subscribe cs.CV daily 09:00. {or_quote(time)}"
        )
    for word in given:
        if is_date(word):
            raise CommandError(
                f"“{word}” is a date, which stands once and at the end. "
                f"For example: cs.CV 2020-08-25. {or_quote(str(word))}"
            )


def _asked(given: Sequence[Word]) -> tuple[Filter, Every | None, How]:
    before, every, behind = split_every(given)
    wanted, how = split_how(before)
    if every:
        _refuse_before_time(before[len(wanted) :])
        how = read_all_how(behind)
    _refuse_period(wanted)
    return what(wanted), every, how


def _refuse_before_time(given: Sequence[Word]) -> None:
    if given:
        raise CommandError(
            f"{named(' '.join(map(str, given)))} has its place behind the time. "
            "For example: subscribe cs.CV daily 09:00 top 5"
        )


def _refuse_period(given: Sequence[Word]) -> None:
    for word in given:
        if is_date(word) or (word is given[-1] and is_unit(word)):
            raise CommandError(
                f"“{word}” is a period, as lists have; for a digest say how often it comes. "
                f"For example: subscribe cs.CV weekly mon 09:00. {or_quote(str(word))}"
            )


def _weekly(given: Sequence[Word], example: str) -> Every | None:
    """Read the day, the time and the zone of what comes once a week; None without a time."""
    before, every, behind = split_every(given)
    if every is None:
        return None
    if before or behind:
        extra = " ".join(map(str, (*before, *behind)))
        raise CommandError(
            f"{named(extra)} is too much: a report is of what the channel's digest is of. For example: {example}"
        )
    if len(every.days) != 1:
        raise CommandError(f"A report comes once a week, on one day. For example: {example}")
    return Every(Rhythm.WEEKLY, every.at, every.days, every.zone)
