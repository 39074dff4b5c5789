"""Commands and their parts are printed so that they are read as the same."""

from datetime import date, time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arxiv import categories
from bot.commands import syntax
from bot.commands.forget_me import ForgetMe
from bot.commands.reading_list import CitationFormat, ExportReadingList
from bot.commands.registry import COMMANDS
from bot.commands.status import ShowStatus
from bot.commands.syntax import timezones
from bot.errors import CommandError
from bot.models.command import (
    NO_FILTER,
    ActOnPaper,
    ExplainScore,
    ListSubscriptions,
    ManageSubscription,
    PaperAction,
    ResetFeedback,
    SetDigest,
    SetReport,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowPapers,
    ShowReadingList,
    StopDigest,
    StopReport,
    Subscribe,
    SubscriptionAction,
    SwapPick,
)
from bot.models.digest import Filter, Ranking
from bot.models.papers import PaperId
from bot.models.report import PickKind
from bot.models.subscription import DigestOptions, Frequency, Period, Schedule
from bot.text.sanitize import sanitize
from tests.unit.syntax.test_parser import NINE, TODAY, read

vocabulary = st.sampled_from(
    (
        *("week", "subscribe", "public", "off", "hot", "9:00", "cs.CV", "2020-08-25", "help", "author: x", "-x"),
        *('a"b', "a\\b", "a\\", "“ü”", "&amp; b", "<@U1>", "<http://a|b>", "&lt;http://a>"),
    )
)
texts = (st.text(max_size=30) | vocabulary).map(sanitize).filter(lambda text: any(map(str.isalnum, text)))
codes = st.sampled_from(sorted(set(categories.check([*categories.ALL, *categories.ARCHIVES]))))


def tuples(values, most=3):
    return st.lists(values, max_size=most, unique=True).map(tuple)


filters = st.builds(Filter, tuples(codes), tuples(texts), tuples(texts), tuples(texts))
ids = st.builds("{:02}{:02}.{:05}".format, st.integers(15, 26), st.integers(1, 12), st.integers(1, 99999)).map(PaperId)
numbers = st.integers(0, 999_999_999)
starts = st.dates(date(1991, 8, 14), TODAY)
periods = st.builds(Period, st.integers(1, 92)) | st.builds(
    lambda first, length: Period(first=first, last=min(TODAY, date.fromordinal(first.toordinal() + length))),
    starts,
    st.integers(0, 91),
)
days = st.lists(st.integers(0, 6), min_size=1, unique=True).map(sorted).map(tuple)
rhythms = st.one_of(
    st.tuples(st.sampled_from((Frequency.DAILY, Frequency.WEEKDAYS, Frequency.MONTHLY)), st.just(())),
    st.tuples(st.just(Frequency.WEEKLY), days.map(lambda chosen: chosen[:1])),
    st.tuples(st.just(Frequency.DAYS), days),
)
everies = st.builds(
    lambda rhythm, hour, minute, zone: Schedule(rhythm[0], time(hour, minute), rhythm[1], zone),
    rhythms,
    st.integers(0, 23),
    st.integers(0, 59),
    st.none() | st.sampled_from(timezones.names()),
)
weekly = st.builds(
    Schedule,
    st.just(Frequency.WEEKLY),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.tuples(st.integers(0, 6)),
    st.none() | st.sampled_from(timezones.names()),
)
hows = st.builds(
    DigestOptions,
    st.none() | st.integers(1, 25),
    st.none() | st.decimals(0, 9_999_999, places=6).map(float),
    st.none() | st.sampled_from(Ranking),
    st.none() | st.integers(1, 92),
    st.none() | st.booleans(),
    st.none() | st.booleans(),
    st.none() | st.integers(0, 100),
)
commands = st.one_of(
    st.builds(ShowHotList, filters, periods, st.booleans(), st.integers(0, 10_000)),
    st.builds(ShowPaper, texts.map(lambda text: text.strip(" ,")), st.booleans()),
    st.builds(ExplainScore, ids, st.booleans()),
    st.builds(Subscribe, filters, st.none() | everies, hows, st.none() | numbers),
    st.builds(SetDigest, filters, st.none() | everies, hows),
    st.builds(ManageSubscription, st.sampled_from(SubscriptionAction), numbers),
    st.builds(ActOnPaper, st.sampled_from(PaperAction), ids),
    st.builds(ExportReadingList, st.sampled_from(CitationFormat)),
    st.builds(ForgetMe, st.booleans()),
    st.builds(ShowPapers, tuples(ids), st.booleans()),
    st.builds(ShowHelp, texts | st.just("")),
    st.builds(SetReport, st.none() | weekly),
    st.builds(SwapPick, st.sampled_from(PickKind), ids),
    st.sampled_from(
        (
            ShowHotList(),
            ListSubscriptions(),
            StopDigest(),
            ResetFeedback(),
            StopReport(),
            ShowReadingList(),
            ShowStatus(),
        )
    ),
)


@given(commands)
def test_what_is_printed_is_read_as_the_same_command(command):
    assert read(COMMANDS.format(command)) == command


@given(commands)
def test_every_command_is_printed_as_something(command):
    assert COMMANDS.format(command)


@given(filters, periods, everies, hows)
def test_each_part_that_is_printed_is_read_as_the_same(what, when, every, how):
    assert syntax.parse_filter(syntax.format_filter(what)) == what
    assert syntax.parse_period(syntax.format_period(when)) == when
    assert syntax.parse_schedule(syntax.format_schedule(every)) == every
    assert syntax.parse_options(syntax.format_options(how)) == how


def test_parts_of_nothing_are_what_is_usual():
    assert syntax.parse_filter("") == NO_FILTER
    assert syntax.parse_period("") == Period()
    assert syntax.parse_options(" ") == DigestOptions()


@pytest.mark.parametrize(
    ("read_part", "typed"),
    [
        (syntax.parse_period, "cs.CV week"),
        (syntax.parse_schedule, ""),
        (syntax.parse_schedule, "cs.CV daily 9:00"),
        (syntax.parse_schedule, "daily 9:00 UTC top 5"),
        (syntax.parse_options, "cs.CV top 5"),
        (partial(COMMANDS.parse_slash, "paper"), " \u200b"),
    ],
)
def test_a_part_is_nothing_but_that_part(read_part, typed):
    with pytest.raises(CommandError, match="For example"):
        read_part(typed)


def test_printed_commands_are_short_and_read_well():
    asked = Subscribe(
        Filter(("cs.CV",), ("graph transformer",), ("survey",)),
        Schedule(Frequency.DAYS, NINE, (0, 3)),
        DigestOptions(5, 0.5),
    )

    assert COMMANDS.format(asked) == 'subscribe cs.CV "graph transformer" -survey mon,thu 09:00 top 5 floor 0.5'
    assert COMMANDS.format(ShowHotList(Filter(("cs.CV",)), Period(7), page=1)) == "cs.CV week page 2"
    assert COMMANDS.format(ShowHotList()) == "day"


def test_a_button_holds_a_hundred_characters_as_discord_counts_them():
    assert COMMANDS.fits_button(ShowPaper("x" * 94))
    assert not COMMANDS.fits_button(ShowPaper("x" * 95))
    assert not COMMANDS.fits_button(ShowPaper("🔥" * 50))
