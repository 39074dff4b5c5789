"""Clocks are set, by hand or by a time server: what is due comes once all the same."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.models.digest import Destination, Filter
from bot.models.subscription import DigestOptions, Frequency, Schedule, SlotState, Subscription
from bot.schedule.recurrence import Occurrence, missed_and_current, next_due
from bot.store.migrations import MIGRATIONS
from bot.store.tables import slots, subscriptions
from bot.store.tables.slots import Outcome

START = datetime(2026, 3, 20, tzinfo=UTC)  # both zones change their clocks in the weeks that follow
JUMP = timedelta(hours=2)
passes = st.lists(st.tuples(st.integers(1, 300), st.sampled_from([-1, 0, 1])), min_size=30, max_size=120)
everys = st.builds(
    Schedule,
    st.sampled_from([Frequency.DAILY, Frequency.WEEKDAYS]),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    st.just(()),
    st.sampled_from(["UTC", "Europe/Paris", "America/New_York"]),
)


@pytest.mark.slow
@given(passes, everys)
def test_no_slot_comes_twice_or_never_whatever_is_done_to_the_clock(passes, every):
    """The clock is up to two hours wrong at each pass, and right at the last."""
    with closing(Database(memory=True)) as db:
        MIGRATIONS.apply(db)
        wanted = Subscription(0, Destination("fake", "W", "C"), "U", False, Filter(("cs",)), every, DigestOptions())
        subscriptions.add(db, wanted, START)
        truth, planned = START, []

        for minutes, jump in [*passes, (1, 0)]:
            truth += timedelta(minutes=minutes)
            planned += plan(db, truth + jump * JUMP)

    dues = missed_and_current(every, next_due(every, START), truth + 2 * JUMP)
    assert planned == dues[: len(planned)]
    assert len(planned) >= sum(each.due <= truth for each in dues)


def plan(db: Database, now: datetime) -> list[Occurrence]:
    """Make a pass, as planning does, and return what it settles."""
    settled = []
    for slot, _ in subscriptions.due(db, ["fake"], now):
        dues = missed_and_current(slot.subscription.every, Occurrence(slot.day, slot.due), now)
        slots.settle(db, slot, [Outcome(each.day, each.due, SlotState.PLANNED) for each in dues])
        settled += dues
    return settled
