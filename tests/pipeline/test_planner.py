from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot import data
from bot.arxiv import calendar
from bot.config import Settings
from bot.errors import StoreError
from bot.models.digest import Destination, Filter, Ranking
from bot.models.papers import PaperId
from bot.models.post import PostKind
from bot.models.subscription import DigestOptions, Frequency, Schedule, SlotState, Subscription
from bot.pipeline import DigestRequest, SummaryProvider, compose, planner
from bot.pipeline.planner import RETRY_INTERVAL, PlanResult, build_query, plan
from bot.store import ingest
from bot.store.json_codecs import CONTENT_CODEC
from bot.store.tables import (
    contents,
    dismissals,
    likes,
    outbox,
    personalization,
    posts,
    reading_lists,
    slots,
    source_health,
    subscriptions,
)
from tests.helpers import factories
from tests.store.test_subscriptions import outcomes

HOLIDAYS = calendar.parse_holidays(data.read("holidays.json"))
SETTINGS = Settings(_env_file=None)
CHANNEL = Destination("fake", "W1", "C1")
MONDAY, NINE = date(2026, 1, 12), datetime(2026, 1, 12, 9, tzinfo=UTC)
DAY = timedelta(days=1)
NINE_DAILY = Schedule(Frequency.DAILY, time(9), (), "UTC")


def layout(digest):
    return [PostKind.PARENT, *(PostKind.REPLY for _ in digest.entries)]


def subscription(rhythm=Frequency.DAILY, how=DigestOptions(), **given):
    days = given.pop("days", ())
    every = Schedule(rhythm, time(9), days, "UTC")
    return Subscription(**{
        "number": 0, "destination": CHANNEL, "owner": "U1", "is_channel": True, "filter": Filter(("cs",)),
        "every": every, "how": how,
    } | given)  # fmt: skip


async def subscribed(store, wanted, since=NINE - timedelta(hours=1)):
    return await store.write(subscriptions.add, wanted, since)


async def collected(store, *ids, day=MONDAY, likes=100):
    await store.write(
        ingest.save,
        [factories.paper(id) for id in ids],
        [factories.announcement(id, day) for id in ids],
        [factories.mention(id, likes=likes - number) for number, id in enumerate(ids)],
    )


def planned(store, now=NINE):
    return plan(SummaryProvider(store, SETTINGS, lambda: now), {"fake": layout}, now, HOLIDAYS)


async def posted(store, destination=CHANNEL):
    """Return what the outbox holds for a place: ids and note of every digest, oldest first."""

    def read(db):
        rows = db.execute(
            "select digest, note from deliveries where channel = ? order by number", [destination.channel]
        ).fetchall()
        return [contents.load(db, *row) for row in rows]

    return [([entry.id for entry in digest.entries], digest.note) for digest in await store.read(read)]


async def states(store, number=1):
    return [outcome.state for outcome in await store.read(outcomes, number)]


async def test_a_slot_that_is_due_becomes_a_digest_in_the_outbox(store):
    await subscribed(store, subscription())
    await collected(store, "2601.00001", "2601.00002")

    assert await planned(store) == PlanResult(planned=1, next_at=NINE + DAY)
    assert await posted(store) == [(["2601.00001", "2601.00002"], "")]
    assert await states(store) == [SlotState.PLANNED, SlotState.DUE]


async def test_nothing_is_due_before_its_time(store):
    await subscribed(store, subscription())
    await collected(store, "2601.00001")

    assert await planned(store, NINE - timedelta(seconds=1)) == PlanResult(next_at=NINE)


async def test_a_second_pass_plans_nothing_twice(store):
    await subscribed(store, subscription())
    await collected(store, "2601.00001")
    await planned(store)

    assert await planned(store) == PlanResult(next_at=NINE + DAY)
    assert len(await posted(store)) == 1


async def test_a_paper_comes_once_to_the_same_destination_whatever_asks_for_it(store):
    for words in [(), ("title",)]:
        await subscribed(store, subscription(is_channel=False, filter=Filter(("cs",), words)))
    await collected(store, "2601.00001")

    assert await planned(store) == PlanResult(planned=1, quiet=1, next_at=NINE + DAY)
    assert [ids for ids, _ in await posted(store)] == [["2601.00001"]]


async def test_what_a_team_likes_comes_first_there_alone(store):
    elsewhere = Destination("fake", "T2", "C2")
    for place in (CHANNEL, elsewhere):
        await subscribed(store, subscription(destination=place))
    await collected(store, "2601.00001", "2601.00002")
    for user in ("U1", "U2", "U3"):
        await store.write(likes.save, Destination("fake", CHANNEL.workspace, "C9"), user, PaperId("2601.00002"), NINE)

    await planned(store)

    assert [ids for ids, _ in await posted(store)] == [["2601.00002", "2601.00001"]]
    assert [ids for ids, _ in await posted(store, elsewhere)] == [["2601.00001", "2601.00002"]]


@pytest.mark.parametrize(
    "how", [DigestOptions(top=2), DigestOptions(ranking=Ranking.CLASSIC), DigestOptions(fair=True)]
)
async def test_a_planned_digest_is_the_one_that_a_request_for_it_composes(store, how):
    await subscribed(store, subscription(how=how))
    await collected(store, "2601.00001", "2601.00002", "2601.00003")
    await store.write(likes.save, CHANNEL, "U1", PaperId("2601.00003"), NINE)
    choices = build_query(subscription(how=how), MONDAY, SETTINGS, HOLIDAYS)
    tuning = await store.read(personalization.of_place, CHANNEL)
    composed = await compose(store, DigestRequest(choices, MONDAY, personalization=tuning), HOLIDAYS)

    await planned(store)

    assert await posted(store) == [([entry.id for entry in composed.entries], "")]


async def test_a_personal_digest_is_the_one_that_a_preview_composes(store):
    """Both know which words are common in the whole store: here, those of the first paper."""
    wanted = subscription(is_channel=False, how=DigestOptions(mine=100))
    await subscribed(store, wanted)
    await collected(store, *(f"2601.0000{number}" for number in range(1, 6)))
    common = [factories.paper(f"1801.{number:05}", title="Graphs") for number in range(50)]
    titles = {"2601.00001": "Graphs", "2601.00002": "Galaxies", "1901.00001": "Graphs and galaxies"}
    await store.write(
        ingest.save, [*common, *(factories.paper(id, title=title) for id, title in titles.items())], (), ()
    )
    await store.write(reading_lists.save_paper, "fake", CHANNEL.workspace, "U1", PaperId("1901.00001"), NINE)
    choices = build_query(wanted, MONDAY, SETTINGS, HOLIDAYS)
    tuning = await store.read(personalization.of, wanted)
    composed = await compose(store, DigestRequest(choices, MONDAY, personalization=tuning), HOLIDAYS)

    await planned(store)

    assert [ids for ids, _ in await posted(store)] == [[entry.id for entry in composed.entries]]
    assert composed.entries[0].id == "2601.00002"


async def test_a_person_gets_what_is_near_to_what_they_saved(store):
    wanted = subscription(is_channel=False, how=DigestOptions(mine=100))
    await subscribed(store, wanted)
    await collected(store, *(f"2601.0000{number}" for number in range(1, 6)))
    near = [factories.paper(id, title="Graphs of galaxies") for id in ("2601.00005", "1901.00001")]
    await store.write(ingest.save, near, (), ())
    await store.write(reading_lists.save_paper, "fake", CHANNEL.workspace, "U1", PaperId("1901.00001"), NINE)

    await planned(store)

    assert [ids for ids, _ in await posted(store)] == [["2601.00005"]]


async def test_what_is_not_for_us_does_not_come(store):
    await subscribed(store, subscription())
    await collected(store, "2601.00001", "2601.00002")
    await store.write(dismissals.dismiss, CHANNEL, PaperId("2601.00001"), NINE)

    await planned(store)

    assert [ids for ids, _ in await posted(store)] == [["2601.00002"]]


async def test_where_nothing_qualifies_it_is_quiet_and_says_why(store):
    await subscribed(store, subscription(filter=Filter(("math",))))
    await collected(store, "2601.00001")

    assert (await planned(store)).quiet == 1
    (outcome, _) = await store.read(outcomes, 1)
    assert outcome.state is SlotState.NOTHING_TO_SEND
    assert outcome.reason.startswith("No new math paper")


async def test_the_floor_and_the_number_of_papers_are_kept_to(store):
    await subscribed(store, subscription(how=DigestOptions(top=2, floor=99, ranking=Ranking.CLASSIC)))
    await collected(store, "2601.00001", "2601.00002", "2601.00003")

    await planned(store)

    assert [ids for ids, _ in await posted(store)] == [["2601.00001", "2601.00002"]]


@pytest.mark.parametrize(
    ("is_channel", "threads", "count"), [(True, None, 2), (True, False, 1), (False, None, 1), (False, True, 2)]
)
async def test_channels_have_threads_and_people_do_not_unless_they_say_so(store, is_channel, threads, count):
    await subscribed(store, subscription(is_channel=is_channel, how=DigestOptions(threads=threads)))
    await collected(store, "2601.00001")

    await planned(store)

    assert sum((await store.read(outbox.count_by_state)).values()) == count


async def test_a_digest_has_the_tag_of_its_subscription(store):
    await subscribed(store, subscription(how=DigestOptions(tag="papers")))
    await collected(store, "2601.00001")

    await planned(store)

    (body,) = await store.read(lambda db: db.execute("select body from digests").fetchone())
    assert CONTENT_CODEC.validate_json(body).tag == "papers"


async def test_on_a_holiday_a_daily_digest_is_one_line(store):
    friday = datetime(2026, 11, 27, 9, tzinfo=UTC)  # nothing was mailed on Thanksgiving
    await collected(store, "2601.00001", day=date(2026, 11, 25))
    await subscribed(store, subscription(), friday - DAY - timedelta(hours=1))
    await planned(store, friday - DAY)

    await planned(store, friday)

    queued = await store.read(posts.next_post, 2)
    assert (queued.post.digest.date, queued.post.digest.entries) == (friday.date(), ())
    assert queued.post.digest.note == (
        "No new papers on Fri 27 Nov (Thanksgiving). Next announcement: Sun 29 Nov, 20:00 ET."
    )


async def test_on_a_weekend_a_daily_digest_is_quiet(store):
    friday = NINE + 4 * DAY
    await subscribed(store, subscription(), friday - timedelta(hours=1))
    await collected(store, "2601.00001", day=friday.date())
    await planned(store, friday)
    await collected(store, "2601.00002", day=friday.date())

    told = [await planned(store, friday + n * DAY) for n in (1, 2)]

    assert [(each.planned, each.quiet) for each in told] == [(0, 1), (0, 1)]
    assert (await store.read(outcomes, 1))[1].reason == ("arXiv has announced no papers since the 2026-01-16 listing")


async def test_who_names_a_saturday_gets_what_is_there(store):
    saturday = NINE + 5 * DAY
    await subscribed(store, subscription(Frequency.DAYS, days=(4, 5)), saturday - DAY - timedelta(hours=1))
    await collected(store, "2601.00001", day=MONDAY + 4 * DAY)
    await planned(store, saturday - DAY)
    await collected(store, "2601.00002", day=MONDAY + 4 * DAY)

    assert (await planned(store, saturday)).planned == 1


@pytest.mark.parametrize(
    ("wanted", "days"),
    [
        (subscription(), 3),
        (subscription(Frequency.WEEKLY, days=(0,)), 5),
        (subscription(Frequency.MONTHLY), 20),
        (subscription(Frequency.WEEKLY, DigestOptions(days=2), days=(0,)), 2),
    ],
    ids=["daily", "weekly", "monthly", "as said"],
)
def test_the_rhythm_says_how_many_listings_are_ranked(wanted, days):
    assert build_query(wanted, date(2026, 1, 30), SETTINGS, HOLIDAYS).days == days


def test_a_floor_of_the_settings_is_in_points_of_their_ranking():
    settings = SETTINGS.model_copy(update={"floor": 10.0})
    rankings = [Ranking.HOT, Ranking.CLASSIC]

    floors = [
        build_query(subscription(how=DigestOptions(ranking=r)), MONDAY, settings, HOLIDAYS).floor for r in rankings
    ]

    assert floors == [10.0, 50.0]


async def test_after_downtime_what_was_due_is_made_up_for_once_and_says_that_it_is_late(store):
    await subscribed(store, subscription())
    await collected(store, "2601.00001", day=MONDAY + 2 * DAY)

    told = await planned(store, NINE + 2 * DAY + timedelta(hours=5))

    assert told == PlanResult(planned=1, next_at=NINE + 3 * DAY)
    assert await posted(store) == [(["2601.00001"], "Late: due 09:00.")]
    assert await states(store) == [SlotState.SKIPPED, SlotState.SKIPPED, SlotState.PLANNED, SlotState.DUE]
    assert [o.reason for o in await store.read(slots.skipped_for, CHANNEL, 1)] == ["it would have been 29 hours late"]


async def test_what_is_too_old_is_skipped(store):
    await subscribed(store, subscription())
    await collected(store, "2601.00001")

    assert await planned(store, NINE + timedelta(hours=21)) == PlanResult(skipped=1, next_at=NINE + DAY)
    assert await posted(store) == []


async def test_a_slot_waits_until_something_is_collected(store):
    await subscribed(store, subscription())

    assert await planned(store) == PlanResult(next_at=NINE + RETRY_INTERVAL)
    await collected(store, "2601.00001")

    assert (await planned(store, NINE + RETRY_INTERVAL)).planned == 1


async def test_what_is_unsubscribed_while_it_is_planned_is_not_posted(store):
    number = await subscribed(store, subscription())
    ((slot, _),) = await store.read(subscriptions.due, ["fake"], NINE)
    await store.write(subscriptions.remove, number, factories.NOON)

    planned_one = [slots.Outcome(slot.day, slot.due, SlotState.PLANNED)]
    told = await store.write(slots.settle_and_enqueue, slot, planned_one, (factories.digest(), [PostKind.PARENT]), NINE)

    assert told is None
    assert await posted(store) == []


async def test_a_digest_says_how_its_sources_stood(store):
    await subscribed(store, subscription())
    await collected(store, "2601.00001")
    await store.write(source_health.record_failure, "x", NINE - DAY)
    await store.write(source_health.record_failure, "x", NINE, "it is down")

    await planned(store)

    queued = await store.read(posts.next_post, 1)
    assert queued.post.digest.as_of == NINE - DAY
    assert [source.ok for source in queued.post.digest.sources] == [False]


async def test_a_bug_in_one_subscription_keeps_no_other_from_its_digest(store, caplog):
    other = Destination("fake", "W1", "C2")
    await subscribed(store, subscription(how=DigestOptions(top=1)))
    await subscribed(store, subscription(destination=other))
    await collected(store, "2601.00001", "2601.00002")

    def broken(digest):
        if len(digest.entries) == 1:
            raise ZeroDivisionError("a bug")
        return layout(digest)

    done = await plan(SummaryProvider(store, SETTINGS, lambda: NINE), {"fake": broken}, NINE, HOLIDAYS)
    (failed,) = await store.read(slots.failed_for, CHANNEL)

    assert (done.planned, done.next_at) == (1, NINE + RETRY_INTERVAL)
    assert await posted(store, other) == [(["2601.00001", "2601.00002"], "")]
    assert (failed.day, failed.state) == (MONDAY, SlotState.DUE)
    assert "a bug" in caplog.text

    await planned(store, NINE + RETRY_INTERVAL)

    assert await store.read(slots.failed_for, CHANNEL) == []
    assert await posted(store) == [(["2601.00001"], "")]


async def test_two_people_at_the_same_moment_each_get_a_digest_of_their_own(store):
    homes = [Destination("discord", "", "500"), Destination("discord", "", "501")]
    for owner, home in zip(("ada", "bob"), homes, strict=True):
        await subscribed(store, subscription(destination=home, owner=owner, is_channel=False))
    await collected(store, "2601.00001")

    done = await plan(SummaryProvider(store, SETTINGS, lambda: NINE), {"discord": layout}, NINE, HOLIDAYS)

    assert done.planned == 2
    assert [await posted(store, home) for home in homes] == [[(["2601.00001"], "")]] * 2


# --- in batches


@pytest.mark.parametrize("batch", [1, 2, 500])
async def test_planning_in_batches_shows_a_paper_once_at_a_destination(store, monkeypatch, batch):
    monkeypatch.setattr(planner, "BATCH", batch)
    for words in [(), ("title",), ("something",)]:
        await subscribed(store, subscription(is_channel=False, filter=Filter(("cs",), words), how=DigestOptions(top=1)))
    await collected(store, "2601.00001", "2601.00002", "2601.00003")

    assert (await planned(store)).planned == 3
    assert sorted(ids for ids, _ in await posted(store)) == [["2601.00001"], ["2601.00002"], ["2601.00003"]]


async def test_the_same_digest_for_many_channels_is_stored_once_and_each_is_late_by_itself(store):
    others = [Destination("fake", "W1", f"C{number}") for number in (2, 3)]
    for place, at in zip((CHANNEL, *others), (time(9), time(9), time(8, 30)), strict=True):
        await subscribed(store, subscription(destination=place, every=replace(NINE_DAILY, at=at)))
    await collected(store, "2601.00001")

    await planned(store, NINE + timedelta(minutes=20))

    assert await store.read(lambda db: db.table("digests").count) == 1
    late = ["Late: due 09:00.", "Late: due 09:00.", "Late: due 08:30."]
    assert [(await posted(store, place))[0][1] for place in (CHANNEL, *others)] == late


async def test_a_batch_that_fails_leaves_nothing_and_is_planned_whole_the_next_time(store, monkeypatch):
    places = [Destination("fake", "W1", f"C{number}") for number in range(3)]
    for place in places:
        await subscribed(store, subscription(destination=place))
    await collected(store, "2601.00001")
    add = outbox.add

    def fail_at_the_second(db, new, now):
        if new.destination == places[1]:
            raise StoreError("the disk is full")
        return add(db, new, now)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "add", fail_at_the_second)
        with pytest.raises(StoreError):
            await planned(store)
    assert await store.read(outbox.count_by_state) == {}

    assert (await planned(store)).planned == 3
    assert [await posted(store, place) for place in places] == [[(["2601.00001"], "")]] * 3
