"""The bot as a process, killed with SIGKILL at every step of its work; `make crash` does it many times more."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.end_to_end.crash.crash_points import AHEAD, LOST, ORDERED, REPORTS, SLACK_POST, STEPS
from tests.end_to_end.crash.harness import crashing
from tests.end_to_end.crash.process import forking

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def process(tmp_path_factory):
    async with forking(tmp_path_factory.mktemp("lives") / "log") as process:
        yield process


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("platform", STEPS)
async def test_nothing_is_lost_or_doubled_whatever_step_it_is_killed_at(process, tmp_path, platform, half):
    async with crashing(process, tmp_path, platform) as crash:
        for step in STEPS[platform][half::2]:
            await crash.end_at(step)
        count = await crash.finish()

    assert count.missed == []
    assert (count.lost, count.doubled, count.planned_twice, count.left) == (0, 0, 0, 0)


@pytest.mark.parametrize("ahead", AHEAD)
@pytest.mark.parametrize("platform", LOST)
async def test_with_a_clock_that_is_wrong_nothing_is_lost_or_doubled_either(process, tmp_path, platform, ahead):
    async with crashing(process, tmp_path, platform) as crash:
        crash.lives.ahead = ahead
        for step in LOST[platform]:
            await crash.end_at(step)
        count = await crash.finish()

    assert count.missed == []
    assert (count.lost, count.doubled, count.planned_twice, count.left) == (0, 0, 0, 0)


@pytest.mark.parametrize("platform", LOST)
async def test_no_digest_overtakes_another_whatever_step_it_is_killed_at(process, tmp_path, platform):
    async with crashing(process, tmp_path, platform) as crash:
        for ahead, step in zip(AHEAD, ORDERED, strict=True):
            crash.lives.ahead = ahead
            await crash.end_at(step, queued=2)
        count = await crash.finish()

    assert count.missed == []
    assert (count.lost, count.doubled, count.overtaken, count.left) == (0, 0, 0, 0)


@pytest.mark.parametrize("platform", REPORTS)
async def test_no_step_of_a_report_is_lost_or_repeated_wherever_it_is_killed(process, tmp_path, platform):
    async with crashing(process, tmp_path, platform) as crash:
        for step in REPORTS[platform]:
            await crash.end_in_report(step)
        count = await crash.finish()

    assert count.missed == []
    assert (count.lost, count.doubled, count.left) == (0, 0, 0)


@pytest.mark.parametrize(("promise", "copies"), [("at-least-once", 2), ("at-most-once", 1)])
async def test_where_no_one_can_look_it_keeps_to_what_is_promised(process, tmp_path, promise, copies):
    stored = next(step for step in STEPS["slack"] if step.name == SLACK_POST and step.moment == "stored")

    async with crashing(process, tmp_path, "slack", reads_back=False, promise=promise) as crash:
        await crash.end_at(stored)
        count = await crash.finish()

    assert count.posts + count.doubled == sum(len(channel.messages) for channel in crash.stand_in.channels.values())
    assert count.doubled == copies - 1
