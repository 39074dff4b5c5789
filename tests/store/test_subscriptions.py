from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.errors import CommandError
from bot.models.digest import Destination, Filter, Ranking
from bot.models.subscription import DigestOptions, Frequency, Schedule, SlotState, Subscription
from bot.store import timestamps
from bot.store.tables import slots, subscriptions

CHANNEL = Destination("slack", "T1", "C1")
DIRECT = Destination("slack", "T1", "D1")
MORNING = datetime(2026, 1, 5, 7, tzinfo=UTC)
NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAILY = Schedule(Frequency.DAILY, time(9), (), "UTC")
HOW = DigestOptions(top=5, floor=2.5, ranking=Ranking.CLASSIC, days=2, threads=False)


def of_channel(**given):
    return Subscription(**{
        "number": 0, "destination": CHANNEL, "owner": "U1", "is_channel": True,
        "filter": Filter(("cs.CV",), ("graph",), ("survey",), ("Ada Lovelace",)), "every": DAILY, "how": HOW,
    } | given)  # fmt: skip


def of_person(*categories, **given):
    return of_channel(destination=DIRECT, is_channel=False, filter=Filter(categories or ("cs",)), **given)


async def added(store, subscription, now=MORNING):
    return await store.write(subscriptions.add, subscription, now)


def outcomes(db, number):
    """Return all slots of a subscription, the next one too, oldest first."""
    rows = db.execute("select day, due, state, late, reason from slots where subscription = ? order by day", [number])
    return [
        slots.Outcome(date.fromisoformat(day), timestamps.from_text(due), SlotState(state), bool(late), reason)
        for day, due, state, late, reason in rows
    ]


async def states(store, number):
    return [(outcome.due, outcome.state) for outcome in await store.read(outcomes, number)]


async def test_a_subscription_comes_back_as_it_was_stored(store):
    number = await added(store, of_channel())

    assert await store.read(subscriptions.get, number) == of_channel(number=number)
    assert await store.read(subscriptions.of_channel, CHANNEL) == of_channel(number=number)


async def test_a_channel_has_one_digest_the_newest(store):
    first = await added(store, of_channel())
    second = await added(store, of_channel(filter=Filter(("math",))))

    assert second == first
    assert (await store.read(subscriptions.of_channel, CHANNEL)).filter.categories == ("math",)


async def test_a_form_that_is_submitted_twice_subscribes_once(store):
    assert await added(store, of_person()) == await added(store, of_person())

    assert len(await store.read(subscriptions.of_owner, "slack", "T1", "U1")) == 1


async def test_a_person_can_have_25_subscriptions_and_is_told_so(store):
    for number in range(25):
        await added(store, of_person("cs", f"math.{number}"))

    with pytest.raises(CommandError, match="25 subscriptions"):
        await added(store, of_person("cs.CV"))


async def test_the_digest_of_a_channel_is_not_among_a_persons_subscriptions(store):
    await added(store, of_channel())
    number = await added(store, of_person())

    assert [s.number for s in await store.read(subscriptions.of_owner, "slack", "T1", "U1")] == [number]


async def test_a_number_is_never_given_twice(store):
    first = await added(store, of_person())
    await store.write(subscriptions.remove, first, NINE)

    assert await added(store, of_person()) != first
    assert await store.read(subscriptions.get, first) is None


async def test_what_is_new_has_its_next_slot(store):
    number = await added(store, of_channel())

    assert await states(store, number) == [(NINE, SlotState.DUE)]
    assert await store.read(slots.next_for_subscription, number) == await store.read(slots.next_for, CHANNEL) == NINE
    assert await store.read(slots.next_at, ["slack"], MORNING) == NINE
    assert await store.read(slots.next_at, ["discord"], MORNING) is None


async def test_a_slot_is_due_from_its_instant_on_and_on_its_platform(store):
    number = await added(store, of_channel())

    ((due, looked),) = await store.read(subscriptions.due, ["slack"], NINE)

    assert (due.subscription, due.day, due.due) == (of_channel(number=number), date(2026, 1, 5), NINE)
    assert looked is None
    assert await store.read(subscriptions.due, ["slack"], NINE - timedelta(seconds=1)) == []
    assert await store.read(subscriptions.due, ["discord"], NINE) == []


async def test_a_change_moves_the_next_slot(store):
    number = await added(store, of_channel())
    later = replace(DAILY, at=time(17))

    await store.write(subscriptions.replace, number, of_channel(every=later), MORNING)

    assert await states(store, number) == [(NINE.replace(hour=17), SlotState.DUE)]


async def test_a_change_never_makes_an_earlier_time_of_the_day_due(store):
    number = await added(store, of_channel())
    earlier = replace(DAILY, at=time(6))

    await store.write(subscriptions.replace, number, of_channel(every=earlier), MORNING)

    assert await states(store, number) == [(datetime(2026, 1, 6, 6, tzinfo=UTC), SlotState.DUE)]


async def test_a_date_that_had_its_digest_gets_no_second_one_by_a_change(store):
    number = await added(store, of_channel())
    ((slot, _),) = await store.read(subscriptions.due, ["slack"], NINE)
    await store.write(slots.settle, slot, [slots.Outcome(slot.day, slot.due, SlotState.PLANNED)])

    evening = of_channel(every=replace(DAILY, at=time(17)))
    await store.write(subscriptions.replace, number, evening, NINE + timedelta(hours=1))

    assert await store.read(slots.next_for_subscription, number) == datetime(2026, 1, 6, 17, tzinfo=UTC)


async def test_paused_is_not_due_and_resumed_is_due_after_that_only(store):
    number = await added(store, of_channel())

    await store.write(subscriptions.set_paused, number, True, MORNING)
    assert await states(store, number) == []
    await store.write(subscriptions.set_paused, number, False, NINE + timedelta(hours=1))

    assert await states(store, number) == [(NINE + timedelta(days=1), SlotState.DUE)]


async def test_a_slot_that_is_owed_when_it_is_paused_is_skipped_with_a_reason(store):
    number = await added(store, of_channel())

    await store.write(subscriptions.set_paused, number, True, NINE + timedelta(minutes=1))

    assert await states(store, number) == [(NINE, SlotState.SKIPPED)]
    assert [o.reason for o in await store.read(slots.skipped_for, CHANNEL, 5)] == ["it was paused"]


async def test_a_slot_that_is_owed_survives_a_change(store):
    number = await added(store, of_channel())

    await store.write(subscriptions.replace, number, of_channel(how=DigestOptions(top=3)), NINE + timedelta(minutes=1))

    assert await states(store, number) == [(NINE, SlotState.DUE)]


async def test_what_was_changed_while_a_slot_was_planned_holds_for_the_next(store):
    number = await added(store, of_channel())
    ((slot, _),) = await store.read(subscriptions.due, ["slack"], NINE)
    evening = of_channel(every=replace(DAILY, at=time(17)))
    await store.write(subscriptions.replace, number, evening, NINE + timedelta(seconds=1))

    await store.write(slots.settle, slot, [slots.Outcome(slot.day, slot.due, SlotState.PLANNED)])

    assert await store.read(slots.next_for_subscription, number) == datetime(2026, 1, 6, 17, tzinfo=UTC)


async def test_what_is_unsubscribed_is_not_due(store):
    number = await added(store, of_channel())

    await store.write(subscriptions.remove, number, NINE)

    assert await store.read(subscriptions.due, ["slack"], NINE) == []
    assert await store.read(subscriptions.of_channel, CHANNEL) is None


async def test_a_slot_is_settled_once_and_has_a_next(store):
    number = await added(store, of_channel())
    ((slot, _),) = await store.read(subscriptions.due, ["slack"], NINE)
    outcome = slots.Outcome(slot.day, slot.due, SlotState.PLANNED)

    told = [await store.write(slots.settle, slot, [outcome]) for _ in range(2)]

    assert told == [True, False]
    assert await states(store, number) == [(NINE, SlotState.PLANNED), (NINE + timedelta(days=1), SlotState.DUE)]


async def test_a_quiet_slot_is_told_until_something_is_posted(store):
    number = await added(store, of_channel())
    ((slot, _),) = await store.read(subscriptions.due, ["slack"], NINE)
    quiet = slots.Outcome(slot.day, slot.due, SlotState.NOTHING_TO_SEND, reason="nothing new")
    await store.write(slots.settle, slot, [quiet])

    assert await store.read(slots.quiet_for, CHANNEL) == quiet

    tomorrow = NINE + timedelta(days=1)
    ((slot, _),) = await store.read(subscriptions.due, ["slack"], tomorrow)
    await store.write(slots.settle, slot, [slots.Outcome(slot.day, slot.due, SlotState.PLANNED)])

    assert await store.read(slots.next_for_subscription, number) == NINE + timedelta(days=2)
    assert await store.read(slots.quiet_for, CHANNEL) is None
