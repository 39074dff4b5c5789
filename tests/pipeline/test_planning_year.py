"""A year in three zones, with outages and all clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.arxiv import calendar
from bot.models.digest import Destination
from bot.models.subscription import Frequency, Schedule, SlotState
from bot.pipeline import SummaryProvider
from bot.pipeline.planner import plan
from bot.schedule.recurrence import LATE, catch_up_window
from bot.store import ingest
from bot.store.tables import contents, subscriptions
from tests.helpers import factories
from tests.pipeline.test_planner import DAY, HOLIDAYS, SETTINGS, layout, subscription
from tests.store.test_subscriptions import outcomes

pytestmark = pytest.mark.slow

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
OUTAGES = [  # over clock changes, a weekend, a holiday; some shorter and some longer than a digest stays fresh
    (datetime(2026, 1, 20, 5, tzinfo=UTC), timedelta(hours=2)),
    (datetime(2026, 2, 10, 12, tzinfo=UTC), timedelta(hours=30)),
    (datetime(2026, 3, 8, 5, tzinfo=UTC), timedelta(hours=4)),  # New York leaps forward
    (datetime(2026, 3, 28, 20, tzinfo=UTC), timedelta(hours=9)),  # Paris leaps forward
    (datetime(2026, 6, 1, 0, tzinfo=UTC), timedelta(days=9)),
    (datetime(2026, 10, 24, 23, 45, tzinfo=UTC), timedelta(hours=1)),  # Paris turns back
    (datetime(2026, 11, 1, 5, 45, tzinfo=UTC), timedelta(hours=26)),  # New York turns back
]
RHYTHMS = [
    (Frequency.DAILY, time(1, 30), ()),
    (Frequency.DAYS, time(2, 30), (5, 6)),  # clocks change on Sundays
    (Frequency.WEEKLY, time(2, 30), (6,)),
    (Frequency.MONTHLY, time(23, 59), ()),
]
EVERYS = [
    Schedule(Frequency.WEEKDAYS, time(9), (), "Asia/Tokyo"),
    *(
        Schedule(rhythm, at, days, zone)
        for zone in ("America/New_York", "Europe/Paris", "Asia/Tokyo")
        for rhythm, at, days in RHYTHMS
    ),
]


async def test_each_slot_of_a_year_is_planned_once_or_skipped_with_a_reason(store):
    numbers = await store.write(subscribe_all)
    await store.write(announce_a_year)

    passes = await live(store)

    for number, every in zip(numbers, EVERYS, strict=True):
        past = [outcome for outcome in await store.read(outcomes, number) if outcome.due <= LAST]
        assert [(outcome.day, outcome.due) for outcome in past] == dates(every)
        assert {outcome.due: outcome.state is SlotState.SKIPPED for outcome in past} == missed(every, passes)
        assert all(outcome.late == (first(passes, outcome.due) - outcome.due > LATE) for outcome in ended(past))
        assert all(outcome.reason for outcome in past if outcome.state is not SlotState.PLANNED)
        planned = [outcome for outcome in past if outcome.state is SlotState.PLANNED]
        posted = await store.read(deliveries, number)
        assert len(posted) == len(planned) > 10
        papers = [paper for digest in posted for paper in digest]
        assert len(papers) == len(set(papers)) > 10


def subscribe_all(db):
    """Subscribe a channel of its own to each rhythm; its name is its place in the list."""
    return [
        subscriptions.add(db, subscription(destination=channel(number), every=every), FIRST)
        for number, every in enumerate(EVERYS, start=1)
    ]


def announce_a_year(db):
    """Let one paper be announced and talked about in every listing."""
    for number, day in enumerate(calendar.last_listings(LAST.date(), 260, HOLIDAYS)):
        id = f"2601.{number:05}"
        ingest.save(db, [factories.paper(id)], [factories.announcement(id, day)], [factories.mention(id)])


async def live(store):
    """Plan whenever something is due and nothing is out of order; return when that was."""
    now, passes = FIRST, []
    while now <= LAST:
        passes.append(now)
        told = await plan(SummaryProvider(store, SETTINGS, lambda: FIRST), {"fake": layout}, now, HOLIDAYS)
        now = next((start + long for start, long in OUTAGES if start <= told.next_at < start + long), told.next_at)
    return passes


def dates(every):
    """Return the local dates of a year on which *every* comes, each with its instant, by looking at every date."""
    zone = ZoneInfo(every.zone)
    days = [date(2025, 12, 31) + DAY * n for n in range(368)]
    instants = [(day, datetime.combine(day, every.at, zone).astimezone(UTC)) for day in days if comes(every, day)]
    return [(day, due) for day, due in instants if FIRST < due <= LAST]


def comes(every, day):
    return {
        Frequency.DAILY: True,
        Frequency.WEEKDAYS: day.weekday() < 5,
        Frequency.DAYS: day.weekday() in every.days,
        Frequency.WEEKLY: day.weekday() in every.days,
        Frequency.MONTHLY: day.day == 1,
    }[every.rhythm]


def missed(every, passes):
    """Say of each instant whether no one was there in time, or only when the next was due already."""
    dues = [due for _, due in dates(every)]
    following = [*dues[1:], LAST + 400 * DAY]
    return {
        due: first(passes, due) - due > catch_up_window(every) or after <= first(passes, due)
        for due, after in zip(dues, following, strict=True)
    }


def first(passes, due):
    """Return the first pass that could see a slot."""
    return next(now for now in passes if now >= due)


def ended(past):
    return [outcome for outcome in past if outcome.state in {SlotState.PLANNED, SlotState.NOTHING_TO_SEND}]


def channel(number):
    return Destination("fake", "W1", f"C{number}")


def deliveries(db, number):
    """Return the papers of everything that was put into the outbox for a channel."""
    rows = db.execute(
        "select digest from deliveries where channel = ? order by number", [channel(number).channel]
    ).fetchall()
    return [[entry.id for entry in contents.load(db, digest).entries] for (digest,) in rows]
