from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DeliveryPostponed
from bot.limits.fair_queue import RoundRobinQueue
from bot.limits.rate_limiter import EVICTION_THRESHOLD, KeyedRateLimiter, RateLimiter, SlidingWindow
from tests.helpers.fake_servers.limits import Limit, Window
from tests.helpers.virtual_time import run

# --- the law


@given(
    most=st.integers(1, 8),
    window=st.sampled_from([0.5, 1.0, 5.0]),
    counted=st.sampled_from(Window),
    waits=st.lists(st.tuples(st.floats(0, 2), st.floats(0, 3), st.floats(0, 2)), max_size=60),
)
def test_a_platform_never_has_to_say_no(most, window, counted, waits):
    async def ask(turns, limit, pause, there, back):
        await asyncio.sleep(pause)
        async with turns.limit():
            await asyncio.sleep(there)
            refused = limit.refuses(asyncio.get_running_loop().time())
            await asyncio.sleep(back)
        return refused

    async def all_at_once():
        turns, limit = RateLimiter(most, window), Limit(most, window, counted)
        return await asyncio.gather(*(ask(turns, limit, *each) for each in waits))

    assert not any(run(all_at_once()))


def test_a_slot_is_free_one_window_after_its_answer():
    slots = SlidingWindow(1, 1.0)
    slots.acquire()

    assert slots.next_permit_at(5.0) is None
    slots.release(5.0)
    assert slots.next_permit_at(5.5) == 6.0
    assert slots.next_permit_at(6.0) == 6.0


def test_fewer_slots_than_are_taken_are_waited_for_all_the_same():
    slots = SlidingWindow(3, 1.0)
    for at in (0.0, 0.1, 0.2):
        slots.acquire()
        slots.release(at)

    slots.most = 1

    assert slots.next_permit_at(0.5) == pytest.approx(1.2)


# --- who is next


def test_parties_take_turns_however_much_one_has():
    queue: RoundRobinQueue[str, int] = RoundRobinQueue()
    for number in range(4):
        queue.add("large", number)
    queue.add("small", 10)
    queue.add("other", 20)

    assert [queue.pop() for _ in range(len(queue))] == [0, 10, 20, 1, 2, 3]


def test_a_large_party_delays_a_small_one_by_one_turn():
    async def ask(turns, party, order):
        async with turns.limit(party):
            order.append(party)

    async def crowd():
        turns, order = RateLimiter(1, 1.0), []
        large = [asyncio.create_task(ask(turns, "large", order)) for _ in range(100)]
        await asyncio.sleep(10.5)
        before = len(order)
        await ask(turns, "small", order)
        await asyncio.gather(*large)
        return order.index("small") - before

    assert run(crowd()) <= 1


# --- waiting


def test_who_gives_up_waiting_takes_no_slot():
    async def wait():
        turns = RateLimiter(1, 1.0)
        await turns.acquire()
        late = asyncio.create_task(turns.acquire())
        await asyncio.sleep(0)
        late.cancel()
        turns.release()
        async with asyncio.timeout(1.5):
            await turns.acquire()
        return asyncio.get_running_loop().time()

    assert run(wait()) == 1.0


def test_who_is_let_go_and_cancelled_at_once_gives_the_slot_back():
    async def wait():
        turns = RateLimiter(1, 1.0)
        await turns.acquire()
        turns.release()
        late = asyncio.create_task(turns.acquire())
        await asyncio.sleep(0.5)
        asyncio.get_running_loop().call_at(1.0, late.cancel)
        await asyncio.wait({late})
        async with asyncio.timeout(0.1):
            await turns.acquire()

    run(wait())


def test_nothing_goes_before_a_platform_is_asked_again_to_the_letter():
    async def wait():
        turns = RateLimiter(5, 1.0)
        turns.block_for(7.0)
        await turns.acquire()
        return asyncio.get_running_loop().time()

    assert run(wait()) == 7.0


def test_what_would_wait_too_long_goes_back_with_the_time_to_wait():
    async def wait():
        turns = RateLimiter(1, 1.0)
        await turns.acquire()
        queued = asyncio.create_task(turns.acquire())
        await asyncio.sleep(0.25)
        turns.block_for(30.0)
        with pytest.raises(DeliveryPostponed) as before:
            await queued
        await asyncio.sleep(10)
        with pytest.raises(DeliveryPostponed) as after:
            await turns.acquire()
        return before.value.retry_after, after.value.retry_after

    assert run(wait()) == (timedelta(seconds=30), timedelta(seconds=20))


# --- many limits


def test_limits_that_hold_no_one_back_are_forgotten():
    async def ask():
        limits: KeyedRateLimiter[int, RateLimiter] = KeyedRateLimiter(lambda: RateLimiter(1, 1.0))
        for number in range(3 * EVICTION_THRESHOLD):
            async with limits[number].limit():
                await asyncio.sleep(0.01)
        return len(limits)

    assert run(ask()) <= EVICTION_THRESHOLD


def test_a_limit_is_kept_while_it_holds_someone_back():
    async def ask():
        limits: KeyedRateLimiter[int, RateLimiter] = KeyedRateLimiter(lambda: RateLimiter(1, 8.0))
        async with limits[0].limit():
            pass
        for number in range(1, 2 * EVICTION_THRESHOLD):
            limits[number]
        await limits[0].acquire()
        return asyncio.get_running_loop().time()

    assert run(ask()) == 8.0


def test_the_share_of_a_limit_that_is_used_is_what_the_round_trip_leaves():
    async def ask(turns, number):
        async with turns.limit():
            await asyncio.sleep(0.3 * (0.9 + 0.2 * (number % 7) / 6))

    async def thousand():
        turns = RateLimiter(50, 1.0)
        await asyncio.gather(*(ask(turns, number) for number in range(1000)))
        return 1000 / asyncio.get_running_loop().time()

    assert run(thousand()) >= 0.95 * 50 / 1.3
