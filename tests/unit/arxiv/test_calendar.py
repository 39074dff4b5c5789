import gzip
import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import data
from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays, Window
from bot.errors import ConfigError

NO_HOLIDAYS = Holidays(frozenset(), ())
HOLIDAYS = calendar.parse_holidays(data.read("holidays.json"))
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

days = st.dates(date(1995, 1, 1), date(2045, 12, 31))
instants = st.integers(0, 50 * 366 * 24 * 60).map(lambda minutes: datetime(1995, 1, 1, tzinfo=UTC) + minutes * MINUTE)
some_holidays = st.sets(days.filter(lambda day: day.weekday() < 5), max_size=20).map(
    lambda dates: Holidays(frozenset(), tuple((day, "Holiday") for day in dates))
)
calendars = st.sampled_from([NO_HOLIDAYS, HOLIDAYS]) | some_holidays


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("listing", "start", "end"),
    [
        ("2026-08-17", "2026-08-13T18:00", "2026-08-14T18:00"),  # Monday's: Thursday to Friday
        ("2026-08-18", "2026-08-14T18:00", "2026-08-17T18:00"),  # Tuesday's: over the weekend
        ("2026-08-19", "2026-08-17T18:00", "2026-08-18T18:00"),
        ("2026-08-21", "2026-08-19T18:00", "2026-08-20T18:00"),
        ("2026-01-05", "2025-12-31T19:00", "2026-01-02T19:00"),  # New Year's Day is no cut-off
        ("2026-03-10", "2026-03-06T19:00", "2026-03-09T18:00"),  # summer time begins
        ("2026-11-03", "2026-10-30T18:00", "2026-11-02T19:00"),  # and ends
    ],
)
def test_a_listing_has_the_submissions_between_two_cut_offs(listing, start, end):
    assert calendar.window(date.fromisoformat(listing), HOLIDAYS) == Window(utc(start), utc(end))


@given(days, calendars)
def test_windows_of_listings_in_a_row_tile_time(day, holidays):
    listings = calendar.last_listings(day, 10, holidays)
    windows = [calendar.window(listing, holidays) for listing in listings]

    assert all(earlier.end == later.start for earlier, later in pairwise(windows))
    assert all(window.start < window.end for window in windows)


@given(days, calendars)
def test_the_listings_up_to_a_day_are_all_there_are(day, holidays):
    listings = calendar.last_listings(day, 5, holidays)
    span = [listings[0] + n * DAY for n in range((day - listings[0]).days + 1)]

    assert listings == tuple(each for each in span if calendar.is_listing(each, holidays))
    assert len(listings) == 5


@given(instants, calendars)
def test_the_current_listing_is_out_and_the_following_one_is_not(now, holidays):
    current = calendar.current(now, holidays)
    (before,) = calendar.last_listings(current - DAY, 1, holidays)

    assert calendar.following(before, holidays) <= now < calendar.following(current, holidays)
    assert calendar.window(current, holidays).end < now


@pytest.mark.parametrize(
    ("now", "listing"),
    [
        ("2026-08-16T23:59", "2026-08-14"),  # Sunday, a minute to 20:00 in New York
        ("2026-08-17T00:00", "2026-08-17"),  # Sunday 20:00: Monday's listing
        ("2026-08-17T23:59", "2026-08-17"),
        ("2026-08-18T00:00", "2026-08-18"),
        ("2026-08-22T12:00", "2026-08-21"),  # on a Saturday, Friday's
        ("2026-01-02T12:00", "2026-01-01"),  # nothing was mailed on New Year's Day
        ("2026-01-15T00:59", "2026-01-14"),  # an hour later in winter
        ("2026-01-15T01:00", "2026-01-15"),
    ],
)
def test_a_listing_is_out_from_its_mailing_on(now, listing):
    assert calendar.current(utc(now), HOLIDAYS) == date.fromisoformat(listing)


def test_the_following_mailing_is_told_in_the_time_of_new_york():
    friday = calendar.following(date(2026, 8, 14), HOLIDAYS)
    before_new_year = calendar.following(date(2026, 1, 1), HOLIDAYS)

    assert f"{friday:%A %d %B, %H:%M}" == "Sunday 16 August, 20:00"
    assert f"{before_new_year:%A %d %B, %H:%M}" == "Sunday 04 January, 20:00"


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-01-02", "New Year's Day"),
        ("2026-12-28", "Christmas Day"),  # Friday's cut-off falls out: Monday has no listing
        ("2026-12-25", None),  # Thursday's cut-off happened, and Friday has its listing
        ("2026-08-15", None),
        ("2026-08-18", None),
    ],
)
def test_a_missing_listing_is_explained_by_its_holiday(day, why):
    assert calendar.why_none(date.fromisoformat(day), HOLIDAYS) == why


def test_the_deferred_mailings_of_2026_leave_these_weekdays_without_a_listing():
    weekdays = [day for n in range(366) if (day := date(2026, 1, 1) + n * DAY).weekday() < 5]

    missing = [f"{day:%m-%d}" for day in weekdays if not calendar.is_listing(day, HOLIDAYS)]

    expected = "01-02 01-20 06-22 07-06 09-08 11-27 12-28 12-30 01-01"  # the last for New Year's Eve
    assert missing == expected.split()


def test_a_day_without_listing_has_no_window():
    with pytest.raises(ValueError, match="no listing is dated 2026-08-15"):
        calendar.window(date(2026, 8, 15), HOLIDAYS)


def test_outside_known_years_no_holiday_is_assumed():
    assert HOLIDAYS.is_known(2026)
    assert not HOLIDAYS.is_known(2031)
    assert calendar.is_listing(date(2031, 12, 26), HOLIDAYS)


def test_an_operator_can_write_holidays_of_their_own():
    holidays = calendar.parse_holidays('{"2027": {"2027-01-01": " New Year\'s Day "}, "2028": {}}')

    assert holidays == Holidays(frozenset({2027, 2028}), ((date(2027, 1, 1), "New Year's Day"),))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not JSON"),
        ("<html>", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "object of years"),
        ('{"soon": {}}', "'soon' should be a year"),
        ('{"²": {}}', "'²' should be a year"),
        ('{"2027": ["2027-01-01"]}', "'2027' should be a year with"),
        ('{"2027": {"1 January": "New Year"}}', "'1 January' is no date"),
        ('{"2027": {"2027-02-29": "Leap day"}}', "'2027-02-29' is no date"),
        ('{"2027": {"2026-01-01": "New Year"}}', "2026-01-01 stands under 2027"),
        ('{"2027": {"2027-01-02": "New Year"}}', "2027-01-02 is on a weekend"),
        ('{"2027": {"2027-01-01": ""}}', "2027-01-01 has no name"),
        ('{"2027": {"2027-01-01": 1}}', "2027-01-01 has no name"),
    ],
)
def test_a_bad_file_of_holidays_is_explained(text, complaint):
    with pytest.raises(ConfigError, match=complaint):
        calendar.parse_holidays(text)


def test_every_day_of_the_recorded_blog_is_a_listing(shared):
    with gzip.open(shared / "hotpapers-2020.jsonl.gz", "rt") as lines:
        posts = {date.fromisoformat(json.loads(line)["post_date"]) for line in lines}

    assert {day for day in posts if not calendar.is_listing(day, HOLIDAYS)} == set()
