"""What time it is on a platform, whatever this machine's clock says."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import pytest

from bot import wording
from bot.http.platform_clock import MAX_AGE, PlatformClock
from bot.platforms import clock_checks
from tests.helpers import factories
from tests.helpers.fakes import Clock

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
DATE = format_datetime(factories.NOON, usegmt=True)


class Steady:
    """A clock that no one sets."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def steady():
    return Steady()


@pytest.fixture
def ours():
    return Clock(factories.NOON + HOUR)


@pytest.fixture
def clock(ours, steady):
    return PlatformClock(ours, steady)


def test_before_the_first_answer_no_time_is_known(clock):
    assert (clock.now(), clock.ahead) == (None, None)


def test_time_goes_on_from_the_last_answer_whatever_is_done_to_our_clock(clock, ours, steady):
    clock.on_response(DATE)

    steady.now += 7
    ours.forward(-2 * HOUR)

    assert clock.now() == factories.NOON + 7 * SECOND


def test_what_was_told_long_ago_is_not_relied_on(clock, steady):
    clock.on_response(DATE)

    steady.now += MAX_AGE

    assert clock.now() is None


@pytest.mark.parametrize(("refresh", "calls"), [(False, 1), (True, 3)])
async def test_one_call_tells_the_time_to_all_who_wait_unless_it_is_wanted_again(clock, refresh, calls):
    called = []

    async def call():
        called.append(1)
        await asyncio.sleep(0)
        clock.on_response(DATE)

    told = await asyncio.gather(*(clock.ask(call, refresh=refresh) for _ in range(3)))

    assert (told, len(called)) == ([factories.NOON] * 3, calls)


@pytest.mark.parametrize("date", [None, "", "soon", "Tue, 99 Aug 2020 12:00:00 GMT", "Tue, 25 Aug 99999 12:00:00 GMT"])
def test_an_answer_without_a_date_tells_nothing(clock, date):
    clock.on_response(DATE)
    clock.on_response(date)

    assert clock.now() == factories.NOON


@pytest.mark.parametrize("date", ["Tue, 25 Aug 2020 12:00:00 -0000", "Tue, 25 Aug 2020 14:00:00 +0200"])
def test_a_date_of_any_zone_is_an_instant(clock, date):
    clock.on_response(date)

    assert clock.now() == factories.NOON


def test_how_far_our_clock_is_ahead_is_as_of_the_last_answer(clock, ours):
    clock.on_response(DATE)
    ours.now = factories.NOON - 20 * SECOND

    before = clock.ahead
    clock.on_response(DATE)

    assert (before, clock.ahead) == (HOUR - SECOND / 2, -20.5 * SECOND)


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (20 * SECOND, "this machine's clock is 20 seconds ahead of Slack's"),
        (-6 * SECOND, "this machine's clock is 6 seconds behind Slack's"),
        (3 * HOUR, "this machine's clock is 3 hours ahead of Slack's"),
    ],
)
def test_a_clock_that_is_wrong_is_told_in_a_sentence_and_keeps_nothing_from_running(ahead, told):
    (check,) = clock_checks("Slack", ahead)

    assert wording.clock("Slack", ahead) == check.message == told
    assert (check.ok, check.harmless) == (False, True)
    assert "time server" in check.fix


@pytest.mark.parametrize("ahead", [None, timedelta(), 5 * SECOND, -5 * SECOND])
def test_a_clock_that_is_right_or_not_known_is_not_told(ahead):
    assert clock_checks("Slack", ahead) == ()
