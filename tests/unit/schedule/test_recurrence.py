from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.subscription import Frequency, Schedule
from bot.schedule.recurrence import Occurrence, catch_up_window, missed_and_current, next_due

ZONES = ["America/New_York", "Europe/Paris", "Asia/Tokyo", "Africa/Cairo", "Australia/Lord_Howe", "UTC"]
INSTANTS = st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: utc("2024-01-01T00:00") + timedelta(minutes=minutes))


def every(rhythm=Frequency.DAILY, at="09:00", days=(), zone="America/New_York"):
    return Schedule(rhythm, time.fromisoformat(at), days, zone)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days_of(wanted, after, count):
    found = []
    for _ in range(count):
        due = next_due(wanted, after)
        after = due.due
        found.append(due)
    return found


def test_a_time_that_the_clock_shows_twice_counts_once_the_first_time():
    found = days_of(every(at="01:30"), utc("2026-10-31T12:00"), 2)

    assert found == [
        Occurrence(date(2026, 11, 1), utc("2026-11-01T05:30")),
        Occurrence(date(2026, 11, 2), utc("2026-11-02T06:30")),
    ]


def test_between_its_two_times_the_second_is_not_next():
    assert next_due(every(at="01:30"), utc("2026-11-01T06:00")).day == date(2026, 11, 2)


def test_a_time_that_the_clock_leaps_over_counts_as_much_later_as_it_leaps():
    found = days_of(every(at="02:30"), utc("2026-03-07T12:00"), 2)

    assert found == [
        Occurrence(date(2026, 3, 8), utc("2026-03-08T07:30")),  # half past three on the clock
        Occurrence(date(2026, 3, 9), utc("2026-03-09T06:30")),
    ]


def test_within_the_leap_the_time_is_still_to_come():
    assert next_due(every(at="02:30"), utc("2026-03-08T07:10")).due == utc("2026-03-08T07:30")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (every(Frequency.WEEKDAYS), [date(2026, 1, 2), date(2026, 1, 5), date(2026, 1, 6)]),
        (every(Frequency.DAYS, days=(0, 3)), [date(2026, 1, 5), date(2026, 1, 8), date(2026, 1, 12)]),
        (every(Frequency.WEEKLY, days=(6,)), [date(2026, 1, 4), date(2026, 1, 11), date(2026, 1, 18)]),
        (every(Frequency.MONTHLY), [date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)]),
    ],
    ids=["weekdays", "days", "weekly", "monthly"],
)
def test_each_rhythm_has_its_days(wanted, expected):
    assert [due.day for due in days_of(wanted, utc("2026-01-01T20:00"), 3)] == expected


@given(
    st.sampled_from(ZONES),
    st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    INSTANTS,
)
def test_every_local_date_has_exactly_one_instant(zone, at, after):
    found = days_of(Schedule(Frequency.DAILY, at, (), zone), after, 4)

    assert [due.day - found[0].day for due in found] == [timedelta(days=n) for n in range(4)]
    assert after < found[0].due < found[1].due < found[2].due < found[3].due
    assert all(due.due.astimezone(ZoneInfo(zone)).date() == due.day for due in found)


@given(INSTANTS, st.integers(0, 48 * 60))
def test_nothing_is_due_between_an_instant_and_what_is_next(after, minutes):
    following = next_due(every(at="02:30"), after)
    between = min(after + timedelta(minutes=minutes), following.due - timedelta(seconds=1))

    assert next_due(every(at="02:30"), between) == following


def test_what_is_owed_begins_with_the_first_and_ends_now():
    first = Occurrence(date(2026, 1, 5), utc("2026-01-05T14:00"))

    found = missed_and_current(every(Frequency.WEEKDAYS), first, utc("2026-01-08T14:00"))

    assert [due.day.day for due in found] == [5, 6, 7, 8]


def test_rare_digests_stay_fresh_for_longer():
    fresh = [catch_up_window(every(rhythm)) for rhythm in Frequency]

    assert fresh == [timedelta(hours=20)] * 3 + [timedelta(days=3), timedelta(days=7)]
