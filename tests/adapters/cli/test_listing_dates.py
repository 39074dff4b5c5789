from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from adapters.cli import listing_dates
from bot.arxiv.calendar import Holidays
from bot.errors import CommandError

NONE_KNOWN = Holidays(frozenset(), ())
THURSDAY = datetime(2026, 1, 15, 15, tzinfo=UTC)
SATURDAY = datetime(2026, 1, 17, 15, tzinfo=UTC)


def january(*numbers: int) -> list[date]:
    return [date(2026, 1, number) for number in numbers]


def test_a_first_start_brings_the_listings_of_seven_days():
    assert listing_dates.recent_listings(None, THURSDAY, NONE_KNOWN) == january(9, 12, 13, 14, 15)


def test_later_the_three_newest_are_looked_at_again():
    assert listing_dates.recent_listings(date(2026, 1, 15), THURSDAY, NONE_KNOWN) == january(13, 14, 15)


def test_what_was_missed_is_caught_up_with():
    assert listing_dates.recent_listings(date(2026, 1, 12), THURSDAY, NONE_KNOWN) == january(12, 13, 14, 15)


def test_after_a_long_break_no_more_than_a_first_start_brings_is_caught_up_with():
    assert listing_dates.recent_listings(date(2020, 8, 25), THURSDAY, NONE_KNOWN) == january(9, 12, 13, 14, 15)


def test_weekends_and_holidays_have_no_listing():
    tuesday_off = Holidays(frozenset({2026}), ((date(2026, 1, 13), "A Holiday"),))

    assert listing_dates.between(date(2026, 1, 10), date(2026, 1, 15), tuesday_off) == january(12, 13, 15)


@pytest.mark.parametrize("day", [*january(12, 15), date(1991, 8, 14)])
def test_a_listing_that_is_out_can_be_asked_for(day):
    listing_dates.refuse_impossible(day, THURSDAY, NONE_KNOWN)


def test_a_weekend_that_has_come_can_be_asked_for():
    listing_dates.refuse_impossible(SATURDAY.date(), SATURDAY, NONE_KNOWN)


@pytest.mark.parametrize("day", january(18, 19))
def test_a_day_to_come_cannot_be_asked_for(day):
    with pytest.raises(CommandError, match="The latest is 2026-01-16"):
        listing_dates.refuse_impossible(day, SATURDAY, NONE_KNOWN)


def test_a_listing_is_not_out_before_its_mailing_though_its_date_has_come():
    after_midnight_utc = datetime(2026, 1, 15, 0, 30, tzinfo=UTC)  # 19:30 in New York

    with pytest.raises(CommandError, match="The latest is 2026-01-14"):
        listing_dates.refuse_impossible(date(2026, 1, 15), after_midnight_utc, NONE_KNOWN)


def test_a_day_without_listing_is_explained():
    assert listing_dates.why_none(SATURDAY.date(), NONE_KNOWN).startswith("No new papers on Sat 17 Jan")
