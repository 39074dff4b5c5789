from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.wording import notes
from tests.helpers import factories


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (0, ""),
        (1, "Nothing is collected yet of 2020-08-25: this list is without it."),
        (3, "Nothing is collected yet of 2020-08-25, 2020-08-26 and 2020-08-27: this list is without them."),
        (4, "Nothing is collected yet of 4 of these listings: this list is without them."),
    ],
)
def test_listings_that_are_missing_are_named_as_long_as_they_are_few(missing, said):
    days = [factories.DAY + timedelta(days=number) for number in range(missing)]

    assert notes.missing(days, oldest=factories.DAY) == said


def test_a_young_store_says_since_when_it_has_data():
    assert notes.missing([factories.DAY], oldest=factories.DAY + timedelta(days=1)) == "Data since 2020-08-26."


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (factories.choices("cs.CV"), "No new paper of cs.CV in this listing is talked about yet."),
        (
            factories.choices("cs.CV", days=3, floor=50.0),
            "No new paper of cs.CV in the last 3 listings reaches 50 points.",
        ),
        (factories.choices("cs", words=("robots",), days=5), "No new paper in the last 5 listings fits cs · “robots”."),
    ],
)
def test_where_nothing_qualifies_it_is_said_for_what_reason(choices, said):
    assert notes.nothing_qualifies(choices) == said


def test_dates_in_sentences_are_as_people_write_them():
    following, due = datetime(2020, 3, 1, 20, tzinfo=UTC), datetime(2020, 3, 1, 9, tzinfo=UTC)

    assert notes.no_listing(date(2020, 2, 29), None, following).endswith("Next mailing Sunday 1 March, 20:00 ET.")
    assert notes.late(due, following) == "Late: it was due at 09:00."
    assert notes.late(due, datetime(2020, 3, 2, 9, tzinfo=UTC)) == "Late: it was due on Sunday 1 March at 09:00."


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (("cs.CV", "stat.ML"), ""),
        (("stat", "cs"), "I collect cs, stat.ML; of stat, I have only what is cross-listed there."),
        (("quant-ph",), "I collect cs, stat.ML; of quant-ph, I have only what is cross-listed there."),
    ],
)
def test_what_is_not_collected_is_named(wanted, said):
    assert notes.uncollected(wanted, ("cs", "stat.ML")) == said
