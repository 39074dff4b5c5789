from __future__ import annotations

from datetime import UTC, date, datetime

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cli.destinations import DestinationArg, place
from adapters.cli.digest_options import DigestCliOptions, choices
from bot.arxiv.calendar import Holidays
from bot.config import Settings
from bot.errors import CommandError
from bot.models.digest import DigestQuery, Filter, Ranking
from tests.helpers import factories

NONE_KNOWN = Holidays(frozenset(), ())
SETTINGS = Settings.model_construct(categories=("stat.ML", "cs"), top=7)


def asked(*arguments: str) -> DigestCliOptions:
    """Return what a command is given for *arguments*."""
    seen: list[DigestCliOptions] = []

    @click.command()
    @choices
    def command(options: DigestCliOptions) -> None:
        seen.append(options)

    command.main(list(arguments), "digest", standalone_mode=False)
    return seen[0]


def complaint(*arguments: str) -> str:
    with pytest.raises(click.UsageError) as caught:
        asked(*arguments)
    return caught.value.format_message()


def test_without_options_the_settings_decide():
    wanted = asked().choices(SETTINGS)

    assert wanted == DigestQuery(Filter(("cs", "stat.ML")), days=3, ranking=Ranking.HOT, top=7, floor=0)


def test_options_win_over_settings():
    wanted = asked("--category", "cs.CL", "--days", "2", "--top", "100", "--floor", "1.5").choices(SETTINGS)

    assert wanted == DigestQuery(Filter(("cs.CL",)), days=2, ranking=Ranking.HOT, top=100, floor=1.5)


def test_classic_has_its_own_days_and_floor():
    wanted = asked("--ranking", "classic").choices(SETTINGS)

    assert (wanted.days, wanted.floor) == (1, 50)


def test_a_floor_of_the_settings_is_for_the_ranking_of_the_settings():
    settings = Settings.model_construct(ranking=Ranking.CLASSIC, floor=80.0)

    assert asked().choices(settings).floor == 80
    assert asked("--ranking", "hot").choices(settings).floor == 0


def test_the_order_of_options_makes_no_other_digest():
    one = asked("--category", "cs.CL", "--category", "CS.cv", "--keyword", "b", "--keyword", " a  c ", "--keyword", "b")
    other = asked("--category", "cs.CV,cs.CL", "--keyword", "a c", "--keyword", "b")

    assert one.choices(SETTINGS) == other.choices(SETTINGS)
    assert one.choices(SETTINGS).filter == Filter(("cs.CL", "cs.CV"), ("a c", "b"))


def test_an_unknown_category_is_a_sentence_with_the_nearest():
    with pytest.raises(CommandError, match=r"stat\.MK.*stat\.ML"):
        asked("--category", "stat.MK").choices(SETTINGS)


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--date", "2020-02-30", "isn't a date"),
        ("--date", "yesterday", "isn't a date"),
        ("--as-of", "2020-08-25", "isn't a time"),
        ("--as-of", "noon", "isn't a time"),
        ("--as-of", "0001-01-01T00:00+14:00", "isn't a time"),
        ("--as-of", "9999-12-31T23:59", "isn't a time"),
        ("--days", "0", "not in the range"),
        ("--top", "0", "not in the range"),
        ("--top", "many", "not a valid integer"),
        ("--top", "9" * 30, "not in the range"),
        ("--days", "9" * 30, "not in the range"),
        ("--floor", "9" * 400, "isn't a score"),
        ("--floor", "nan", "isn't a score"),
        ("--floor", "-1", "isn't a score"),
        ("--floor", "much", "isn't a score"),
        ("--ranking", "coldest", "hot"),
        ("--category", "", "the category is empty"),
        ("--category", "cs,", "the category is empty"),
        ("--keyword", " ", "the keyword is empty"),
    ],
)
def test_a_wrong_value_is_a_sentence(option, value, told):
    message = complaint(option, value)

    assert option in message
    assert told in message


def test_the_newest_listing_is_the_default():
    assert asked().day(factories.NOON, NONE_KNOWN) == factories.DAY


@pytest.mark.parametrize(
    ("instant", "newest"),
    [
        ("2020-08-25T00:30Z", "2020-08-25"),
        ("2020-08-24T23:30Z", "2020-08-24"),
        ("2020-08-23T12:00Z", "2020-08-21"),
        ("2020-08-10T12:00Z", "2020-08-10"),
    ],
)
def test_before_a_listing_came_out_the_newest_is_that_of_then(instant, newest):
    wanted = asked("--as-of", instant).wanted(SETTINGS, factories.NOON, NONE_KNOWN)

    assert wanted.day.isoformat() == newest


def test_a_listing_that_was_not_out_then_is_a_sentence():
    with pytest.raises(CommandError, match=r"the 2020-08-25 listing isn't out yet\. The latest is 2020-08-24"):
        asked("--date", "2020-08-25", "--as-of", "2020-08-24T12:00Z").wanted(SETTINGS, factories.NOON, NONE_KNOWN)


def test_a_date_is_taken_as_it_is():
    assert asked("--date", "2020-08-20").day(factories.NOON, NONE_KNOWN) == date(2020, 8, 20)


@pytest.mark.parametrize("day", ["2020-08-26", "2020-08-30", "2030-01-01", "1991-08-13", "0001-01-01"])
def test_a_date_that_cannot_have_a_listing_is_a_sentence(day):
    with pytest.raises(CommandError, match=day):
        asked("--date", day).day(factories.NOON, NONE_KNOWN)


@pytest.mark.parametrize(
    ("given", "instant"),
    [
        ("2020-08-25T09:00Z", datetime(2020, 8, 25, 9, tzinfo=UTC)),
        ("2020-08-25 09:00+02:00", datetime(2020, 8, 25, 7, tzinfo=UTC)),
        ("2020-08-25T09:00", datetime(2020, 8, 25, 0, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_in_that_of_the_settings(given, instant):
    settings = Settings.model_construct(timezone="Asia/Tokyo")

    assert asked("--as-of", given).instant(settings, factories.NOON) == instant


def test_a_time_to_come_is_a_sentence():
    with pytest.raises(CommandError, match="in the future"):
        asked("--as-of", "2020-08-25T12:01Z").instant(SETTINGS, factories.NOON)


def test_without_a_time_the_newest_counts_are_meant():
    assert asked().instant(SETTINGS, factories.NOON) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("slack:C0123ABCD", DestinationArg("slack", "C0123ABCD")),
        (" Discord: 123 ", DestinationArg("discord", "123")),
        ("site:/var/www/papers:new", DestinationArg("site", "/var/www/papers:new")),
        ("terminal", DestinationArg("terminal", "")),
    ],
)
def test_a_place_is_a_platform_and_a_channel(text, found):
    assert place(text) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [("slak:C1", "slack:C0123ABCD"), ("slack", "slack:C0123ABCD"), ("site:", "site:public"), ("", "terminal")],
)
def test_what_is_no_place_is_answered_with_what_would_be_one(text, told):
    with pytest.raises(click.BadParameter, match=told):
        place(text)


@given(st.text())
def test_any_text_is_a_place_or_a_usage_error(text):
    try:
        found = place(text)
    except click.BadParameter:
        return
    assert place(str(found)) == found
