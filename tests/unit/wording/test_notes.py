from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.wording import notes
from tests.helpers import factories


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (0, ""),
        (1, "Missing 2020-08-25 (not collected yet)."),
        (3, "Missing 2020-08-25, 2020-08-26 and 2020-08-27 (not collected yet)."),
        (4, "Missing 4 of 5 listings (not collected yet)."),
    ],
)
def test_listings_that_are_missing_are_named_as_long_as_they_are_few(missing, said):
    days = [factories.DAY + timedelta(days=number) for number in range(missing)]

    assert notes.missing(days, 5, oldest=factories.DAY) == said


def test_a_young_store_says_since_when_it_has_data():
    assert notes.missing([factories.DAY], 1, oldest=factories.DAY + timedelta(days=1)) == "Data starts on 2020-08-26."


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (factories.choices("cs.CV"), "No new cs.CV paper in this listing has been discussed yet."),
        (
            factories.choices("cs.CV", days=3, floor=50.0),
            "No new cs.CV paper in the last 3 listings scored 50 or more.",
        ),
        (
            factories.choices("cs", words=("robots",), days=5),
            "No new paper in the last 5 listings matches cs · “robots”.",
        ),
    ],
)
def test_where_nothing_qualifies_it_is_said_for_what_reason(choices, said):
    assert notes.nothing_qualifies(choices) == said


def test_dates_in_sentences_are_as_people_write_them():
    following, due = datetime(2020, 3, 1, 20, tzinfo=UTC), datetime(2020, 3, 1, 9, tzinfo=UTC)

    assert notes.no_listing(date(2020, 2, 29), None, following).endswith("Next announcement: Sun 1 Mar, 20:00 ET.")
    assert notes.late(due, following) == "Late: due 09:00."
    assert notes.late(due, datetime(2020, 3, 2, 9, tzinfo=UTC)) == "Late: due Sun 09:00."


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (("cs.CV", "stat.ML"), ""),
        (("stat", "cs"), "I only collect cs, stat.ML. For stat you see cross-listed papers only."),
        (("quant-ph",), "I only collect cs, stat.ML. For quant-ph you see cross-listed papers only."),
    ],
)
def test_what_is_not_collected_is_named(wanted, said):
    assert notes.uncollected(wanted, ("cs", "stat.ML")) == said
