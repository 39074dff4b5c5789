"""What people bring from elsewhere: the syntax of arXiv's search, cron's days, words for times."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import syntax
from bot.commands.registry import COMMANDS
from bot.errors import CommandError
from bot.models.command import ShowHotList, Subscribe
from bot.models.digest import Filter
from bot.models.subscription import Frequency, Period, Schedule


def refusal(text: str) -> str:
    with pytest.raises(CommandError) as caught:
        COMMANDS.parse(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cat:cs.CV", Filter(("cs.CV",))),
        ("cat:cs.*", Filter(("cs",))),
        ("cat:CS.cv cat:math", Filter(("cs.CV", "math"))),
        ("cat:cs.CV OR cat:cs.LG", Filter(("cs.CV", "cs.LG"))),
        ("(cat:cs.CV OR cat:cs.LG) AND ti:transformer", Filter(("cs.CV", "cs.LG"), ("transformer",))),
        ("cs.CV or cs.LG and math.AG", Filter(("cs.CV", "cs.LG", "math.AG"))),
        ("ti:transformer", Filter((), ("transformer",))),
        ("abs:diffusion", Filter((), ("diffusion",))),
        ("all:electron AND abs:proton", Filter((), ("electron", "proton"))),
        ('ti:"graph transformer"', Filter((), ("graph transformer",))),
        ("ti:graph_transformer", Filter((), ("graph transformer",))),
        ("title:transform*", Filter((), ("transform*",))),
        ("transformer ANDNOT survey", Filter((), ("transformer",), ("survey",))),
        ("transformer AND NOT survey", Filter((), ("transformer",), ("survey",))),
        ("ti:transformer ANDNOT ti:survey", Filter((), ("transformer",), ("survey",))),
        ("-ti:survey cs.CV", Filter(("cs.CV",), (), ("survey",))),
        ("ti:graph+AND+cat:cs.LG", Filter(("cs.LG",), ("graph",))),
        ('au:"Ada Lovelace"', Filter((), authors=("Ada Lovelace",))),
        ("au:lovelace_ada", Filter((), authors=("Ada Lovelace",))),
        ("#cs.CV", Filter(("cs.CV",))),
        ("#cs.CV #stat.ML", Filter(("cs.CV", "stat.ML"))),
        ("#transformers", Filter((), ("transformers",))),
        ("[cs.CV]", Filter(("cs.CV",))),
        ("(cs.CV)", Filter(("cs.CV",))),
        ("=LLM", Filter((), ("=LLM",))),
        ('="graph net" -=survey', Filter((), ("=graph net",), ("=survey",))),
        ("LLM*", Filter((), ("LLM*",))),
        ('"ti:transformer"', Filter((), ("ti:transformer",))),
        ('cs.CV "OR" cs.LG', Filter(("cs.CV", "cs.LG"), ("OR",))),
        ("C# f(x)", Filter((), ("C#", "f(x)"))),
        ("supply and demand", Filter((), ("supply", "and", "demand"))),
    ],
)
def test_the_syntax_of_arxivs_search_is_understood_everywhere(typed, meant):
    daily = Schedule(Frequency.DAILY, time(9))

    assert COMMANDS.parse(f"{typed} week") == ShowHotList(meant, Period(7))
    assert COMMANDS.parse(f"subscribe {typed} daily 9:00") == Subscribe(meant, daily)
    assert syntax.parse_filter(typed) == meant
    assert syntax.parse_filter(syntax.format_filter(meant)) == meant


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("ti:diffusion OR ti:gan", "diffusion and gan separately"),
        ("cs.CV OR transformer", "cs.CV and transformer separately"),
        ("jr:nature", "I can't search by “jr:nature”"),
        ("co:accepted", "only by category, word or author"),
        ("au:hinton", 'author:"Geoffrey Hinton"'),
        ("au:hinton_g", 'author:"Geoffrey Hinton"'),
        ("ti: graph", "Add a search term right after “ti:”"),
        ("transformer ANDNOT cat:cs.CV", "You can only exclude words"),
        ('transformer ANDNOT au:"Ada Lovelace"', "You can't exclude authors"),
        ("cat:cs.XX", "cs.XX"),
    ],
)
def test_what_arxivs_search_can_and_a_digest_cannot_is_answered_by_what_to_type(typed, named):
    assert named in refusal(typed)
    assert "For example: " in refusal(f"subscribe {typed} daily 9:00")


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("today", Period()),
        ("last week", Period(7)),
        ("this week", Period(7)),
        ("the past week", Period(7)),
        ("in the last week", Period(7)),
        ("last month", Period(30)),
        ("this month", Period(30)),
        ("last 3 days", Period(3)),
        ("over the past 2 weeks", Period(14)),
        ("since 2026-01-10", Period(first=date(2026, 1, 10), last=date(2026, 4, 11))),
        ("from 2026-01-10 to 2026-01-15", Period(first=date(2026, 1, 10), last=date(2026, 1, 15))),
        ("2026-01-10 until 2026-01-15", Period(first=date(2026, 1, 10), last=date(2026, 1, 15))),
        ("between 2026-01-10 and 2026-01-15", Period(first=date(2026, 1, 10), last=date(2026, 1, 15))),
        ("7d", Period(7)),
        ("last 14d", Period(14)),
        ("2w", Period(14)),
        ("3wks", Period(21)),
        ("2mo", Period(60)),
        ("fortnight", Period(14)),
        ("10 Jan 2026", Period(first=date(2026, 1, 10), last=date(2026, 1, 10))),
        ("January 10, 2026", Period(first=date(2026, 1, 10), last=date(2026, 1, 10))),
        ("10th sept 2025", Period(first=date(2025, 9, 10), last=date(2025, 9, 10))),
        ("since Jan 10 2026", Period(first=date(2026, 1, 10), last=date(2026, 4, 11))),
        ("on 2026-01-10", Period(first=date(2026, 1, 10), last=date(2026, 1, 10))),
    ],
)
def test_periods_are_understood_as_people_say_them(typed, when):
    assert COMMANDS.parse(f"cs.CV {typed}") == ShowHotList(Filter(("cs.CV",)), when)
    assert COMMANDS.parse(typed) == ShowHotList(Filter(()), when)
    assert syntax.parse_period(typed) == when
    assert syntax.parse_period(syntax.format_period(when)) == when


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("yesterday", "Use “2 days” for the last two listings"),
        ("31 Feb 2026", "isn't a valid date"),
        ("cs.CV yesterday", "Use “2 days” for the last two listings"),
        ("cs.CV tomorrow", "isn't out yet"),
        ("cs.CV last year", "longer than 92 days"),
        ("cs.CV 2 years", "longer than 92 days"),
        ("subscribe cs.CV today", "is for lists"),
        ("cs.CV monday", "is for digests"),
        ("cs.CV mon-fri", "is for digests"),
    ],
)
def test_what_is_no_period_is_answered_by_one(typed, named):
    assert named in refusal(typed)
    assert "For example: " in refusal(typed)


@pytest.mark.parametrize("typed", ["3d", "6D pose", "gpt 4d", "may 2026", "9.30 lens", "21h line"])
def test_words_like_periods_and_times_are_words_of_a_topic(typed):
    asked = COMMANDS.parse(typed)

    assert (asked.what.words, asked.when) == (tuple(typed.split()), Period())


def test_an_hour_alone_is_no_time_with_a_zone_behind_it_either():
    assert "“9” isn't a valid time" in refusal("subscribe cs.CV weekdays 9 Mumbai")


def test_a_quoted_word_for_a_time_is_looked_for():
    assert COMMANDS.parse('"yesterday"') == ShowHotList(Filter((), ("yesterday",)))
    assert COMMANDS.parse("the last glacial maximum") == ShowHotList(Filter((), ("the", "last", "glacial", "maximum")))


WEEKDAYS, WEEKEND = Schedule(Frequency.WEEKDAYS, time(9)), Schedule(Frequency.DAYS, time(9), (5, 6))


@pytest.mark.parametrize(
    ("typed", "every"),
    [
        ("mon-fri 9:00", WEEKDAYS),
        ("Monday–Friday at 9am", WEEKDAYS),
        ("mon to fri 9:00", WEEKDAYS),
        ("monday through friday at 9:00", WEEKDAYS),
        ("every weekday at 9:00", WEEKDAYS),
        ("working days 9:00", WEEKDAYS),
        ("workdays 9:00", WEEKDAYS),
        ("mon-wed 9:00", Schedule(Frequency.DAYS, time(9), (0, 1, 2))),
        ("sat-mon 9:00", Schedule(Frequency.DAYS, time(9), (0, 5, 6))),
        ("tues/thurs 9:00", Schedule(Frequency.DAYS, time(9), (1, 3))),
        ("mon and thu 9:00", Schedule(Frequency.DAYS, time(9), (0, 3))),
        ("weekends 9:00", WEEKEND),
        ("every weekend at 9:00", WEEKEND),
        ("every day 9:00", Schedule(Frequency.DAILY, time(9))),
        ("once a day at 9:00", Schedule(Frequency.DAILY, time(9))),
        ("daily 9.30", Schedule(Frequency.DAILY, time(9, 30))),
        ("daily at 9h30", Schedule(Frequency.DAILY, time(9, 30))),
        ("mon 21h Europe/Paris", Schedule(Frequency.DAYS, time(21), (0,), "Europe/Paris")),
        ("weekdays 9.30uhr Berlin", Schedule(Frequency.WEEKDAYS, time(9, 30), zone="Europe/Berlin")),
        ("daily noon", Schedule(Frequency.DAILY, time(12))),
        ("daily at noon", Schedule(Frequency.DAILY, time(12))),
        ("daily at 12 noon", Schedule(Frequency.DAILY, time(12))),
        ("weekdays midday", Schedule(Frequency.WEEKDAYS, time(12))),
        ("daily midnight", Schedule(Frequency.DAILY, time(0))),
        ("mon-fri noon Europe/Berlin", Schedule(Frequency.WEEKDAYS, time(12), zone="Europe/Berlin")),
        ("weekly on monday at noon", Schedule(Frequency.WEEKLY, time(12), (0,))),
        ("every week mon 9:00", Schedule(Frequency.WEEKLY, time(9), (0,))),
        ("every month 9:00", Schedule(Frequency.MONTHLY, time(9))),
    ],
)
def test_days_and_times_are_understood_as_people_say_them(typed, every):
    assert COMMANDS.parse(f"subscribe cs.CV {typed}") == Subscribe(Filter(("cs.CV",)), every)
    assert syntax.parse_schedule(typed) == every
    assert syntax.parse_schedule(syntax.format_schedule(every)) == every


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("hourly 9:00", "I can't send a digest “hourly”"),
        ("biweekly mon 9:00", "weekly mon 09:00"),
        ("daily morning", "“daily morning” isn't a valid time"),
        ("every morning", "“every morning” isn't a valid time"),
        ("weekly 9:00", "Add one day after “weekly”"),
    ],
)
def test_how_often_a_digest_cannot_come_is_answered_by_how_it_can(typed, named):
    assert named in refusal(f"subscribe cs.CV {typed}")


def test_words_for_times_are_words_where_no_day_stands_before_them():
    every = Schedule(Frequency.DAILY, time(9))

    assert COMMANDS.parse("subscribe noon midnight weekend daily 9:00") == Subscribe(
        Filter((), ("noon", "midnight", "weekend")), every
    )


_PIECES = """cat: ti: au: all:x #cs.CV ( ) AND OR ANDNOT NOT cs.CV or and last this the week today since 2026-01-10
    to on mon-fri sat-sun mon noon 12 midnight every day weekend at 9:00 = =x * x* "ab" - daily weekly author:"A_B\""""
PIECES = st.sampled_from(_PIECES.split())


@given(st.lists(PIECES, max_size=8).map(" ".join), st.sampled_from(("", "subscribe ", "digest ", "report ")))
def test_any_order_of_these_is_a_command_that_can_be_printed_or_a_command_error(text, name):
    try:
        command = COMMANDS.parse(name + text)
    except CommandError:
        return

    assert COMMANDS.parse(COMMANDS.format(command)) == command
